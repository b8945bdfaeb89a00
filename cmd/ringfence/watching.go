package main

import (
	"github.com/prometheus/client_golang/prometheus"
)

// countFlags tells how watching goes.
func (h *house) countFlags(r *prometheus.Registry) {
	r.MustRegister(h.leaseHeld(watching), prometheus.NewCounterFunc(prometheus.CounterOpts{
		Namespace: "ringfence", Name: "brigade_flags_total", Help: "Flags that this instance raised, or raised again with more in them, that a brigade may be at work.",
	}, func() float64 { return float64(h.watch.Raised()) }), prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Namespace: "ringfence", Name: "watch_age_seconds", Help: "How long ago this instance last looked for brigades to the end; since it began where it has not.",
	}, func() float64 { return h.clock().Sub(later(h.watch.Looked(), h.began)).Seconds() }))
}
