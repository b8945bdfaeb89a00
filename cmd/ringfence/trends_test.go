package main

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ringfence/handlers"
	"ringfence/internal/trend"
	"ringfence/store/mem"
)

// Two instances on one store: one counts the weeks of trends, both know that they are counted, and both when nobody does.
func TestOneOfTwoCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, log := mem.New(), slog.New(slog.DiscardHandler)
		var running sync.WaitGroup
		begin := func() (*house, context.CancelFunc) {
			h := bare(t, s, log)
			if _, err := h.lookups.Load(t.Context()); err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancel(t.Context())
			running.Go(func() { h.leases.Run(ctx, counting, h.trends.Run) })
			running.Go(func() { h.trends.Follow(ctx, func(error) {}) })
			synctest.Wait()
			return h, stop
		}
		says := func(when string, h *house, behind bool) {
			t.Helper()
			warned := slices.ContainsFunc(h.ready(t.Context()), func(c handlers.Check) bool { return c.Name == "trends" && c.OK })
			if age := metric(t, h, "ringfence_trends_age_seconds"); warned != behind || (age >= countedWithin.Seconds()) != behind {
				t.Errorf("%s: /readyz warns: %v, and /metrics say %v s", when, warned, age)
			}
		}
		if _, err := s.SaveWeek(t.Context(), trend.Rollup{Week: trend.WeekOf(time.Now()).Add(-1), AsOf: trend.WeekOf(time.Now()).Start()}); err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Until(trend.WeekOf(time.Now()).End().Add(-time.Hour))) // so that a week ends while they are at it
		first, stopFirst := begin()
		second, stopSecond := begin()
		for range 3 {
			<-time.After(90 * time.Minute)
			says("at work", first, false)
			says("beside", second, false)
		}
		stopFirst()
		stopSecond()
		running.Wait()
		says("stopped a moment ago", first, false)
		says("stopped a moment ago", second, false)
		<-time.After(3 * time.Hour)
		says("stopped", first, true)
		says("stopped", second, true)
	})
}
