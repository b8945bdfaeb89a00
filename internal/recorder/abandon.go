package recorder

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"ringfence/internal/auditlog"
)

// ErrNotMissing is what becomes of abandoning an entry that is not waiting for it.
var ErrNotMissing = errors.New("audit log: nothing that entry says was about to be done is missing, or why stands in the log already")

// Abandon writes down why what an entry says was about to be done is not there, so that Verify tells it apart from what nobody can explain.
// It hides nothing: both entries stay, and Verify tells them. ErrNotMissing where Verify would tell nothing of the entry.
func (r *Recorder) Abandon(ctx context.Context, entry uint64, by, why string) error {
	found, err := r.Verify(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(found.Undone, func(u Undone) bool { return u.Entry == entry }) {
		return ErrNotMissing
	}
	_, err = r.Record(ctx, auditlog.Entry{By: by, Action: auditlog.Abandoned, Object: strconv.FormatUint(entry, 10), Reason: why})
	return err
}
