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

// readyCommand is for whatever watches a server from beside it, where there is no curl: a container's health
// check, a unit, a script.
type readyCommand struct {
	Listen string `type:"hostport" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address that the server was told to listen on [${default}]."`
}

// Run prints what works and what does not, and fails when something does not.
func (c *readyCommand) Run(ctx context.Context, std streams) error {
	said, err := readiness(ctx, c.Listen)
	if err != nil {
		return err
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

// health is what /readyz answers.
type health struct {
	OK            bool
	Demonstration bool
	Checks        []handlers.Check
}

const (
	probeTimeout = 4 * time.Second // in which a server says whether it is ready: health checks wait for 5
	maxHealth    = 64 << 10
)

// prober asks who listens at an address and nobody else: no proxy of the environment stands between.
var prober = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

// readiness asks whoever listens on an address whether it is a Ringfence that is ready. The error says to people why
// there is no answer.
func readiness(ctx context.Context, listen string) (h health, err error) {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	at := reachable(listen)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+at+"/readyz", http.NoBody)
	if err != nil {
		return h, err
	}
	answer, err := prober.Do(req)
	if err != nil {
		return h, fmt.Errorf("no server answers at %s: is it running, and does it listen there (--listen)?", at)
	}
	defer func() { _ = answer.Body.Close() }()
	err = json.NewDecoder(http.MaxBytesReader(nil, answer.Body, maxHealth)).Decode(&h)
	if err != nil || len(h.Checks) == 0 {
		return h, fmt.Errorf("what answers at %s does not say what works (status %d): is it Ringfence?", at, answer.StatusCode)
	}
	return h, nil
}

// reachable returns where a server that listens on an address can be asked from the same machine.
func reachable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if ip := net.ParseIP(host); err == nil && (host == "" || ip.IsUnspecified()) {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return listen
}
