package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"ringfence/handlers"
)

// How old the last sweep, and what lookups say, may be before an instance should not be sent traffic.
const (
	sweptWithin    = 30 * time.Second
	followedWithin = 30 * time.Second
)

// ready says whether this instance can take reports and answer lookups.
func (h *house) ready(ctx context.Context) []handlers.Check {
	kept := handlers.Check{Name: "store", OK: true}
	if err := h.store.Check(ctx); err != nil {
		kept.OK, kept.Detail = false, "reports cannot be stored now"
	}
	if h.restoring.Load() {
		kept.OK, kept.Detail = false, "an archive is being imported"
	}
	status := h.projector.Status()
	at, others := h.swept()
	swept := handlers.Check{Name: "projection", OK: h.clock().Sub(at) < sweptWithin}
	switch {
	case at.IsZero():
		swept.Detail = "starting"
	case !swept.OK:
		swept.Detail = "what was reported lately is not shown yet"
	case others:
		swept.Detail = "another instance sees to it"
	case !status.Upgraded:
		swept.Detail = "whether all subjects are shown by the present formula is still being checked"
	}
	age := h.clock().Sub(h.lookups.AsOf())
	found := handlers.Check{Name: "lookups", OK: age < followedWithin, Detail: fmt.Sprintf("%d s old", int(age.Round(time.Second).Seconds()))}
	if n := h.lookups.Unreadable(); n > 0 {
		found.Detail += fmt.Sprintf("; subjects that cannot be read: %d", n)
	}
	return slices.Concat([]handlers.Check{kept, swept, found, h.recorded()}, h.together(ctx), h.figures())
}

// recorded says whether the store shows the audit log as this process saw it. It is not asked to answer while the store is away.
func (h *house) recorded() handlers.Check {
	s := h.audit.Status()
	c := handlers.Check{Name: "audit_log", OK: s.Damaged == nil, Detail: fmt.Sprintf("entries: %d", s.Size)}
	if !c.OK {
		c.Detail = "the store does not show all entries that this instance saw: nothing is decided until it does"
	}
	return c
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
	gauge("index_unreadable_subjects", "Subjects that are shown as of earlier, because what the store keeps of them cannot be read.", func() float64 {
		return float64(h.lookups.Unreadable())
	})
	gauge("sweep_age_seconds", "How long ago everything reported was last known to be shown, or another instance to see to it.", func() float64 {
		at, _ := h.swept()
		return h.clock().Sub(at).Seconds()
	})
	gauge("audit_entries", "Entries of the audit log.", func() float64 { return float64(h.audit.Status().Size) })
	gauge("audit_age_seconds", "How long ago the store was last seen to show the audit log as this instance knows it; before the first time, since the start.", func() float64 {
		return h.clock().Sub(later(h.audit.Status().AsOf, h.began)).Seconds()
	})
	gauge("audit_damaged", "Whether the store shows fewer or other entries of the audit log than this instance saw.", func() float64 {
		if h.audit.Status().Damaged != nil {
			return 1
		}
		return 0
	})
	gauge("keys_expiry_age_seconds", "How long ago all keys whose time is over were known to be destroyed.", func() float64 {
		return h.clock().Sub(time.Unix(h.expired.Load(), 0)).Seconds()
	})
	gauge("retention_age_seconds", "How long ago all that was due was last known here to be erased; before the first time, since the start.", func() float64 {
		return h.clock().Sub(h.retained()).Seconds()
	})
	if h.publication != nil {
		gauge("published_version", "Version of the list to block that is handed out, in seconds since 1970; 0 before the first.", func() float64 {
			return float64(h.publication.List().Version())
		})
		gauge("published_entries", "Subjects on the list to block.", func() float64 { return float64(h.publication.Entries()) })
		began := h.clock()
		gauge("publication_age_seconds", "How long ago the list to block was last known here to be what lookups say; before the first time, since the start.", func() float64 {
			return h.clock().Sub(h.published(began)).Seconds()
		})
	}
	if h.trends != nil {
		gauge("trends_age_seconds", "How long ago all figures of trends that were due were last known here to be counted; before the first time, since the start.", func() float64 {
			return h.clock().Sub(h.trendsCounted(h.began)).Seconds()
		})
	}
	if h.notices != nil {
		gauge("disputes_waiting", "Disputes that wait for a moderator, counted every hour.", func() float64 {
			p := h.notices.Figures().Pending
			return float64(p.Submitted + p.InForce)
		})
		gauge("disputes_oldest_seconds", "How long the dispute that waits longest has waited for a moderator, counted every hour; 0 where none waits.", func() float64 {
			oldest := h.notices.Figures().Pending.Oldest
			if oldest.IsZero() {
				return 0
			}
			return h.clock().Sub(oldest).Seconds()
		})
	}
	if h.visitors != nil {
		gauge("connections_open", "Connections that are open.", func() float64 { return float64(h.visitors.open.Load()) })
		gauge("connections_max", "Connections that may be open at once; further ones wait.", func() float64 { return float64(h.visitors.most) })
	}
	h.countFlags(r)
	r.MustRegister(h.leaseHeld(sweeping), h.leaseHeld(forgetting), h.leaseHeld(publishing), h.leaseHeld(counting), h.leaseHeld(retaining), h.leaseHeld(disputing), h.erased, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return r
}

// buildVersion is the version that a build was given: go build -ldflags "-X main.buildVersion=1.2.3".
var buildVersion string

// version names the build.
func version() string {
	if buildVersion != "" {
		return buildVersion
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "devel"
	}
	return info.Main.Version
}

// later returns the later of two moments.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
