package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// connections is how many clients ask at once.
const connections = 32

// load is a set of requests that wrk sends in random order, the same to both sides.
type load struct {
	paths  []string // of GET requests
	bodies []string // of POST requests to post
	post   string
}

// script writes the load in Lua, wrk's language, with what it prints in the end.
func (l load) script(path string) error {
	var b bytes.Buffer
	list := func(name string, all []string) {
		fmt.Fprintf(&b, "local %s = {\n", name)
		for _, s := range all {
			fmt.Fprintf(&b, "%q,\n", s) // Lua reads the escapes that ASCII needs as Go writes them
		}
		b.WriteString("}\n")
	}
	// Requests are put together before the run: wrk should spend its time on sending them.
	b.WriteString("local ready = {}\n")
	if l.post != "" {
		list("bodies", l.bodies)
		fmt.Fprintf(&b, `function init(args)
  for i, body in ipairs(bodies) do
    ready[i] = wrk.format("POST", %q, {["Content-Type"] = "application/json", ["Host"] = wrk.host}, body)
  end
end
`, l.post)
	} else {
		list("paths", l.paths)
		b.WriteString(`function init(args)
  for i, path in ipairs(paths) do ready[i] = wrk.format("GET", path) end
end
`)
	}
	b.WriteString(`function request() return ready[math.random(#ready)] end
function done(summary, latency, requests)
  local e = summary.errors
  print(string.format("figures %d %d %d %d", summary.requests, summary.duration, summary.bytes,
    e.connect + e.read + e.write + e.status + e.timeout))
end
`)
	return os.WriteFile(path, b.Bytes(), 0o600)
}

// Hammer sends a load for the run's window and returns answers a second. It fails when a single answer is
// none with status 200, or does not come.
func (g *ground) Hammer(ctx context.Context, url, script string) (float64, error) {
	for _, window := range []time.Duration{time.Second, g.Window} { // the first warms up
		rate, err := hammer(ctx, url, script, window)
		if err != nil || window == g.Window {
			return rate, err
		}
	}
	return 0, errors.New("no window")
}

func hammer(ctx context.Context, url, script string, window time.Duration) (float64, error) {
	seconds := strconv.Itoa(max(1, int(window.Seconds()))) + "s"
	//nolint:gosec // our own script
	out, err := exec.CommandContext(ctx, "wrk", "-t1", "-c"+strconv.Itoa(connections), "-d"+seconds, "-s", script, url).CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("wrk: %w: %s", err, out)
	}
	return rateIn(string(out))
}

// rateIn reads what the script's done printed.
func rateIn(out string) (float64, error) {
	_, figures, _ := strings.Cut(out, "figures ")
	var requests, microseconds, size, failed float64
	if _, err := fmt.Sscan(figures, &requests, &microseconds, &size, &failed); err != nil {
		return 0, fmt.Errorf("wrk printed no figures: %w: %s", err, out)
	}
	if failed > 0 || requests == 0 {
		return 0, fmt.Errorf("%.0f of %.0f requests failed", failed, requests)
	}
	return requests / microseconds * 1e6, nil
}
