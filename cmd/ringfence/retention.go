package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"text/tabwriter"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ringfence/handlers/control"
	"ringfence/internal/erasure"
	"ringfence/internal/reputation"
	"ringfence/internal/retention"
	"ringfence/store"
)

type retentionCommand struct {
	place
	Now  bool `env:"-" help:"Erase all that is due before it is printed; a running server does so every hour."`
	Days int  `env:"-" default:"30" placeholder:"N" help:"How many days to print, the last of which is today [${default}]."`
}

// Run prints what was erased because its time was over.
func (c *retentionCommand) Run(ctx context.Context, std streams) error {
	if c.Days < 1 {
		return errors.New("--days is how many to print: 1 or more")
	}
	return c.with(ctx, std, func(op control.Operator) error {
		if c.Now {
			if _, err := op.Retain(ctx); err != nil {
				return err
			}
		}
		accounts, err := op.Erasures(ctx, c.Days)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "DAY\tTEXTS\tDOCUMENTS\tREPORTERS\tCONVERSATIONS\tKEYS")
		for _, a := range accounts {
			fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\n", dayOf(a.Day), a.Texts, a.Documents, a.Links, a.Conversations, a.Keys)
		}
		if err := table.Flush(); err != nil {
			return err
		}
		now := time.Now()
		b := retention.BoundsAt(now)
		fmt.Fprintf(std.out, "Due by now: texts and documents sealed before %s, and who made reports that were received before %s. Those of %s are due %s, at 00:00 UTC.\n",
			dayOf(b.Texts), b.Links.UTC().Format(time.DateOnly), dayOf(b.Texts), dayOf(reputation.DateOf(now)+1))
		return nil
	})
}

func dayOf(d reputation.Date) string { return d.Time().Format(time.DateOnly) }

// Erasures and Retain make a house a control.Retention.

func (h *house) Erasures(ctx context.Context, days int) ([]erasure.Account, error) {
	accounts, err := h.retention.Accounts(ctx, days)
	return append([]erasure.Account{}, accounts...), err // an empty list is a result too
}

func (h *house) Retain(ctx context.Context) (erasure.Account, error) { return h.retention.Sweep(ctx) }

// newRetention returns a Retention that counts and logs what it erases.
func newRetention(s store.Store, clock func() time.Time, erased *prometheus.CounterVec, log *slog.Logger) *retention.Retention {
	return retention.New(retention.Config{Store: s, Clock: clock, Erased: func(a erasure.Account) {
		countErased(erased, a)
		log.Info("erased what its time was over for", "texts", a.Texts, "documents", a.Documents, "reporters", a.Links)
	}})
}

// newErased returns a counter of what this process erased.
func newErased() *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{
		Namespace: "ringfence", Name: "erased_total", Help: "What this instance erased because its time was over.",
	}, []string{"what"})
}

func countErased(erased *prometheus.CounterVec, a erasure.Account) {
	for what, n := range map[string]int{
		"texts": a.Texts, "documents": a.Documents, "reporters": a.Links, "conversations": a.Conversations, "keys": a.Keys,
	} {
		erased.WithLabelValues(what).Add(float64(n))
	}
}

// noteErased notes what others than the retention erased, which counts no less. That it could not be noted is said, and nothing else
// depends on it.
func (h *house) noteErased(ctx context.Context, a erasure.Account, log *slog.Logger) {
	if a == (erasure.Account{}) {
		return
	}
	countErased(h.erased, a)
	if err := h.retention.NoteToday(ctx, a); err != nil {
		log.Warn("what was erased could not be noted: the account of today lacks it", "keys", a.Keys, "conversations", a.Conversations, "error", err)
	}
}

// retained returns when all that was due was last known here to be erased, or, before it ever was, when this process began: by this
// instance, or by another that has the chore.
func (h *house) retained() time.Time {
	at := h.retention.Swept()
	if elsewhere := h.leases.Status(retaining).Elsewhere; elsewhere.After(at) {
		at = elsewhere
	}
	if at.IsZero() {
		return h.began
	}
	return at
}
