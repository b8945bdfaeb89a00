package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"ringfence/handlers"
)

// sweptWithin is how old the last sweep may be before instances should not be sent traffic.
const sweptWithin = 30 * time.Second

// ready says whether this instance can take reports and answer lookups.
func (h *house) ready(ctx context.Context) []handlers.Check {
	kept := handlers.Check{Name: "store", OK: true}
	if err := h.store.Check(ctx); err != nil {
		kept.OK, kept.Detail = false, "reports cannot be stored now"
	}
	status := h.projector.Status()
	swept := handlers.Check{Name: "projection", OK: h.clock().Sub(status.Swept) < sweptWithin}
	switch {
	case status.Swept.IsZero():
		swept.Detail = "starting"
	case !swept.OK:
		swept.Detail = "what was reported lately is not shown yet"
	case !status.Upgraded:
		swept.Detail = "some subjects are still shown as an earlier formula has it"
	}
	age := h.clock().Sub(h.lookups.AsOf()).Round(time.Second)
	found := handlers.Check{Name: "lookups", OK: true, Detail: fmt.Sprintf("%d s old", int(age.Seconds()))}
	return []handlers.Check{kept, swept, found}
}

// metrics tells what the parts of the house know of themselves.
func (h *house) metrics() *prometheus.Registry {
	r := prometheus.NewRegistry()
	gauge := func(name, help string, value func() float64) {
		r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "ringfence", Name: name, Help: help}, value))
	}
	gauge("index_age_seconds", "How long ago lookups held everything that the store did.", func() float64 {
		return h.clock().Sub(h.lookups.AsOf()).Seconds()
	})
	gauge("index_subjects", "Subjects that lookups know.", func() float64 { return float64(h.lookups.Size().Subjects) })
	gauge("sweep_age_seconds", "How long ago everything reported was last known to be shown.", func() float64 {
		return h.clock().Sub(h.projector.Status().Swept).Seconds()
	})
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return r
}

// version names the build.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "devel"
	}
	return info.Main.Version
}
