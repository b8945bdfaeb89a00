package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"time"

	"ringfence/handlers"
)

// probeTimeout is how long a server may take to say whether it is ready.
const probeTimeout = 4 * time.Second

// readyCommand is for whatever watches a server from beside it, where there is no curl: a container's health
// check, a unit, a script.
type readyCommand struct {
	Listen string `type:"hostport" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address that the server was told to listen on [${default}]."`
}

// Run prints what works and what does not, and fails when something does not.
func (c *readyCommand) Run(ctx context.Context, std streams) error {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	at := reachable(c.Listen)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+at+"/readyz", http.NoBody)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("no server answers at %s: is it running, and does it listen there (--listen)?", at)
	}
	defer func() { _ = answer.Body.Close() }()
	var said struct {
		OK     bool
		Checks []handlers.Check
	}
	if err := json.NewDecoder(answer.Body).Decode(&said); err != nil || len(said.Checks) == 0 {
		return fmt.Errorf("what answers at %s does not say what works (status %d): is it Ringfence?", at, answer.StatusCode)
	}
	for _, check := range said.Checks {
		word := "ok"
		if !check.OK {
			word = "NOT OK"
		}
		fmt.Fprintf(std.out, "%-12s%-8s%s\n", check.Name, word, check.Detail)
	}
	if !said.OK {
		return errFound
	}
	return nil
}

// reachable returns where a server that listens on an address can be asked from the same machine.
func reachable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if ip := net.ParseIP(host); err == nil && (host == "" || ip.IsUnspecified()) {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return listen
}
