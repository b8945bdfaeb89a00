package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// latencies measures how long the slowest of a hundred lookups takes at half of the most that the program can answer, against a
// bare handler that answers the same bytes at the same rate. That is less than half of what the bare handler can: the rate
// flatters the yardstick.
func latencies(ctx context.Context, g *ground) (rows []row, err error) {
	server, err := g.Million(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	l := asked(server.Numbers)
	captured, err := gather(ctx, server.URL, l)
	if err != nil {
		return nil, err
	}
	script, paths := g.Path("latency.lua"), g.Path("latency.paths")
	err = errors.Join(captured.write(g.Path("captured")), l.script(script), os.WriteFile(paths, []byte(strings.Join(l.paths, "\n")), 0o600))
	if err != nil {
		return nil, err
	}
	twin, err := g.Child(ctx, "bare", g.Path("captured"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, twin.Stop()) }()
	if err := captured.compare(ctx, twin.URL, l, sameBytes); err != nil {
		return nil, err
	}
	peak, err := g.Hammer(ctx, server.URL, script)
	if err != nil {
		return nil, err
	}
	at := func(url string) func() (float64, error) {
		return func() (float64, error) {
			took, err := g.Pace(ctx, url, paths, peak/2)
			return float64(took.Microseconds()), err
		}
	}
	pairs, err := g.Alternate(at(server.URL), at(twin.URL))
	return []row{{
		What:      "99th percentile of lookups at half of the peak, " + figure(peak/2) + " a second, " + server.What,
		Yardstick: "bare echo handler, the same bytes from a map, at the same rate", Unit: "microseconds", Pairs: pairs, Wanted: bound{Most: 3},
	}}, err
}

// Pace sends lookups at a rate for the run's window, and returns the time within which 99 of 100 were answered.
func (g *ground) Pace(ctx context.Context, url, paths string, rate float64) (time.Duration, error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	//nolint:gosec // this program
	child := exec.CommandContext(ctx, self, "pace", url, paths, strconv.Itoa(int(rate)), g.Window.String())
	child.Stderr = os.Stderr
	out, err := child.Output()
	if err != nil {
		return 0, fmt.Errorf("pace: %w", err)
	}
	var p paced
	if err := json.Unmarshal(out, &p); err != nil {
		return 0, fmt.Errorf("pace: %w", err)
	}
	if p.Late > p.Sent/10 {
		return 0, fmt.Errorf("pace: %d of %d requests were sent late: this machine cannot send so many", p.Late, p.Sent)
	}
	return p.P99, nil
}
