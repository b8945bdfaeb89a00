package main

import (
	"context"
	"runtime/debug"
	"time"

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
	return []handlers.Check{kept, swept}
}

// version names the build.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "devel"
	}
	return info.Main.Version
}
