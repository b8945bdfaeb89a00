package main

import (
	"log/slog"

	"ringfence/internal/subject"
)

// listed reports whether everybody may know what was said of a subject.
func (h *house) listed(key subject.Key) bool {
	answer, err := h.lookups.Lookup(key)
	return err == nil && answer.Judgement.Listed
}

// sayTies tells when what was reported together begins to fall behind the store, and when it has caught up.
func sayTies(log *slog.Logger, err error) {
	if err == nil {
		log.Info("what was reported together is up to date again")
		return
	}
	log.Warn("what was reported together goes on as of earlier", "error", err)
}
