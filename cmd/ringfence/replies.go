package main

import (
	"log/slog"
	"sync"

	"ringfence/internal/gateway"
)

// replies tells the log when those of a gateway begin to fail and when they are sent again.
type replies struct {
	log     *slog.Logger
	mu      sync.Mutex
	failing map[string]bool // by the name of the gateway
}

// done notes what became of one.
func (r *replies) done(name string, became gateway.Outcome) {
	failed := became == gateway.Failed
	if !failed && became != gateway.Sent {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failing[name] == failed {
		return
	}
	if r.failing == nil {
		r.failing = make(map[string]bool)
	}
	r.failing[name] = failed
	if failed {
		r.log.Warn("a gateway for text messages does not take replies; reports are kept all the same: see that its settings are right, and that it can be reached and has credit", "gateway", name)
		return
	}
	r.log.Info("a gateway for text messages takes replies again", "gateway", name)
}
