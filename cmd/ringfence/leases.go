package main

import (
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ringfence/internal/lease"
	"ringfence/store"
)

// The chores that one instance does for all.
const (
	sweeping   = "sweep"    // projecting what was said and not yet projected
	forgetting = "forget"   // deleting what senders of text messages were remembered by for long enough
	publishing = "publish"  // publishing the list of what to block
	counting   = "trends"   // counting the reports of each week, and finding bursts
	delivering = "deliver"  // telling webhooks of what was found
	disputing  = "disputes" // closing disputes that nobody proved in time, and those that are overtaken
	retaining  = "retain"   // erasing what its time is over for
	watching   = "watch"    // looking for brigades
)

// newLeases returns a Keeper that tells the log what an operator of several instances wants to know.
func newLeases(s store.Store, log *slog.Logger) *lease.Keeper {
	return lease.New(lease.Config{
		Store: s,
		Held: func(chore string, held bool) {
			if held {
				log.Info("this instance does a chore for all", "chore", chore)
			} else {
				log.Info("this instance has ended a chore that it did for all", "chore", chore)
			}
		},
		Failing: func(chore string, err error) {
			if err != nil {
				log.Warn("who does a chore cannot be settled now; trying again until it can", "chore", chore, "error", err)
			} else {
				log.Info("who does a chore can be settled again", "chore", chore)
			}
		},
		Failed: func(chore string, err error) {
			log.Warn("a chore goes on failing here; another instance may do it now, or else this one tries again", "chore", chore, "error", err)
		},
	})
}

// swept returns when this instance last swept or saw that another is at it, and whether it is another's chore.
func (h *house) swept() (at time.Time, others bool) {
	here, lease := h.projector.Status().Swept, h.leases.Status(sweeping)
	if here.After(lease.Elsewhere) {
		return here, false
	}
	return lease.Elsewhere, !lease.Held && !lease.Elsewhere.IsZero()
}

// leaseHeld counts the lease of a chore if this instance has it; over all instances there is one.
func (h *house) leaseHeld(chore string) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Namespace: "ringfence", Name: "leases_held", Help: "Whether this instance does a chore that one does for all.",
		ConstLabels: prometheus.Labels{"chore": chore},
	}, func() float64 {
		if h.leases.Status(chore).Held {
			return 1
		}
		return 0
	})
}
