package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"ringfence/handlers"
	"ringfence/internal/fault"
	"ringfence/internal/keyring"
	"ringfence/internal/rollup"
)

// countedWithin is how long ago the figures of trends may have been counted: they are every hour.
const countedWithin = 2 * time.Hour

// newTrends returns the figures of the house, which know nothing before they caught up.
func (h *house) newTrends() *rollup.Trends {
	return rollup.New(rollup.Config{Store: h.store, Keys: h.noisy(), Open: h.lookups.Open, Campuses: h.campuses, Clock: h.clock})
}

// noisy returns the keys by which figures are counted.
func (h *house) noisy() keyring.Noisy {
	return keyring.Noisy{Ring: h.ring, MadeUp: h.demonstration.Load}
}

// catchUpTrends has figures handed out from the first moment on, if they can be had soon. Otherwise they follow, and what is wrong is said
// then.
func (h *house) catchUpTrends(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	_ = h.trends.CatchUp(ctx)
}

// sayTrends tells when the figures that are handed out begin to fall behind the store, or to lack what cannot be read, and when they have caught
// up.
func sayTrends(log *slog.Logger, err error) {
	if err == nil {
		log.Info("trends are up to date again")
		return
	}
	if errors.Is(err, fault.Damaged) && !errors.Is(err, fault.Unavailable) {
		log.Warn("trends go on without what cannot be read", "error", err)
		return
	}
	log.Warn("trends go on as of earlier: what was counted, found or approved since is not shown, and approved texts for five minutes only", "error", err)
}

// trendsCounted returns when it was last known here that all figures were counted that were due, or, before it ever was, when this process
// began: by this instance, or by another that has the chore while nothing is overdue.
func (h *house) trendsCounted(began time.Time) time.Time {
	at, lease := h.trends.Counted(), h.leases.Status(counting)
	if lease.Elsewhere.After(at) && !h.trends.Overdue() {
		at = lease.Elsewhere
	}
	if at.IsZero() {
		return began
	}
	return at
}

// figures says where trends are behind, which keeps nobody away.
func (h *house) figures() []handlers.Check {
	if h.trends == nil || h.clock().Sub(h.trendsCounted(h.began)) < countedWithin {
		return nil
	}
	return []handlers.Check{{Name: "trends", OK: true, Detail: "the figures of trends are not counted now"}}
}
