package main

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ringfence/handlers"
	"ringfence/store/mem"
)

// Two instances on one store: one sweeps, both are ready and say who it is; when that one stops the other goes on.
func TestOneOfTwoSweeps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, log := mem.New(), slog.New(slog.DiscardHandler)
		var running sync.WaitGroup
		begin := func() (*house, context.CancelFunc) {
			h := bare(t, s, log)
			ctx, stop := context.WithCancel(t.Context())
			running.Go(func() { h.leases.Run(ctx, sweeping, h.projector.Run) })
			synctest.Wait()
			return h, stop
		}
		expect := func(when string, h *house, held float64, want handlers.Check) {
			t.Helper()
			want.Name = "projection"
			if got := h.ready(t.Context())[1]; got != want {
				t.Errorf("%s: /readyz says %+v, want %+v", when, got, want)
			}
			if got := metric(t, h, "ringfence_leases_held"); got != held {
				t.Errorf("%s: /metrics say that it holds %v leases, want %v", when, got, held)
			}
			if age := metric(t, h, "ringfence_sweep_age_seconds"); (age < sweptWithin.Seconds()) != want.OK {
				t.Errorf("%s: /metrics say that the last sweep was %v s ago", when, age)
			}
		}
		first, stopFirst := begin()
		expect("at once", first, 1, handlers.Check{OK: true})
		second, stopSecond := begin()
		expect("before it saw that the first lives", second, 0, handlers.Check{Detail: "starting"})
		for range 20 {
			<-time.After(5 * time.Second)
			expect("at work", first, 1, handlers.Check{OK: true})
			expect("beside", second, 0, handlers.Check{OK: true, Detail: "another instance sees to it"})
		}
		stopFirst()
		<-time.After(2 * time.Second)
		expect("after the first", second, 1, handlers.Check{OK: true})
		stopSecond()
		running.Wait()
		expect("stopped", second, 0, handlers.Check{OK: true})
		<-time.After(time.Minute)
		expect("when nobody sweeps", second, 0, handlers.Check{Detail: "what was reported lately is not shown yet"})
	})
}

// metric returns what /metrics say of a house.
func metric(t *testing.T, h *house, name string) float64 {
	t.Helper()
	families, err := h.metrics().Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == name {
			sum := 0.0
			for _, m := range f.GetMetric() {
				sum += m.GetGauge().GetValue()
			}
			return sum
		}
	}
	t.Fatalf("/metrics do not say %s", name)
	return 0
}
