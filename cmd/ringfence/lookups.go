package main

import (
	"context"
	"errors"
	"log/slog"

	"ringfence/internal/index"
)

// load fills the index, and tells when its snapshot was of no use.
func (h *house) load(ctx context.Context, log *slog.Logger) error {
	snapshot, err := h.lookups.Load(ctx)
	if err != nil {
		return err
	}
	if snapshot != nil {
		log.Warn("starting without the index's snapshot", "cause", snapshot)
	}
	size := h.lookups.Size()
	log.Info("lookups are loaded", "subjects", size.Subjects, "snapshot", size.Restored)
	return nil
}

// sayFollowing tells when the index begins to fall behind the store and when it has caught up, and what of the
// store or of its own snapshot is out of order.
func sayFollowing(log *slog.Logger, err error) {
	switch {
	case err == nil:
		log.Info("lookups are up to date again")
	case errors.Is(err, index.ErrSnapshot):
		log.Warn("the index's snapshot cannot be written: the next start takes longer", "error", err)
	case errors.Is(err, index.ErrUnreadable):
		log.Error("some subjects are shown as of earlier, or as if nothing was said of them: run ringfence rebuild", "error", err)
	default:
		log.Warn("lookups go on as of earlier: the store cannot be followed", "error", err)
	}
}
