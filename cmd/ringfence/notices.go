package main

import (
	"context"
	"log/slog"
	"slices"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// official reports whether a number is on the registry at this moment.
func (h *house) official(key subject.Key) bool {
	answer, err := h.lookups.Lookup(key)
	return err == nil && slices.Contains(answer.Judgement.Conditions, reputation.Official)
}

// catchUpNotices has figures, the registry and owners' words told from the first moment on, if they can be had soon. Otherwise they follow.
func (h *house) catchUpNotices(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	_ = h.notices.CatchUp(ctx)
}

// sayNotices tells when what is told of disputes, the registry and the service itself begins to fall behind the store, and when it has caught up.
func sayNotices(log *slog.Logger, err error) {
	if err == nil {
		log.Info("disputes, the registry and figures of the service are up to date again")
		return
	}
	log.Warn("disputes, the registry and figures of the service are told as of earlier", "error", err)
}
