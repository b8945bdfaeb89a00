package main

import (
	"context"
	"log/slog"
	"time"
)

// startWithin is how long a start waits for the list to block. Lookups are worth more than it.
const startWithin = 2 * time.Second

// catchUpPublished has the list to block handed out from the first moment on, if it can be had soon. Otherwise it follows, and what
// is wrong is said then.
func (h *house) catchUpPublished(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	_ = h.publication.CatchUp(ctx)
}

// sayPublished tells when the list that is handed out begins to fall behind the store, and when it has caught up.
func sayPublished(log *slog.Logger, err error) {
	if err == nil {
		log.Info("the list to block is up to date again")
		return
	}
	log.Warn("the list to block goes on as of earlier: what was published since is not handed out", "error", err)
}

// published returns when it was last known here that the list that is handed out is what lookups say, or, before it ever was, when this
// process began.
func (h *house) published(began time.Time) time.Time {
	if compared := h.publication.Compared(); !compared.IsZero() {
		return compared
	}
	return began
}
