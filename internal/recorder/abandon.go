package recorder

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"ringfence/internal/auditlog"
)

// ErrNotMissing is what becomes of abandoning an entry that is not waiting for it.
var ErrNotMissing = errors.New("audit log: nothing that entry says was about to be done is missing, or why stands in the log already")

// Abandon writes down why what an entry says was about to be done is not there, so that Verify tells it apart from what nobody can explain.
// It hides nothing: both entries stay, Verify tells them, and what comes to be missing of that entry afterwards is not explained by it.
// ErrNotMissing where Verify would tell nothing of the entry.
func (r *Recorder) Abandon(ctx context.Context, entry uint64, by, why string) error {
	v, err := r.verify(ctx, nil)
	if err != nil {
		return err
	}
	what, is := v.lacks()[entry]
	if !is || v.said.abandoned[entry].Words == what {
		return ErrNotMissing
	}
	_, err = r.Record(ctx, auditlog.Entry{By: by, Action: auditlog.Abandoned, Object: strconv.FormatUint(entry, 10), Words: what, Reason: why})
	return err
}

// explain tells apart what nobody wrote down why it is missing, and what somebody did.
func (v *verification) explain() {
	lacks := v.lacks()
	for _, u := range v.missing {
		if e, is := v.said.abandoned[u.Entry]; is && e.Words == lacks[u.Entry] {
			u.By, u.Why = e.By, e.Reason
			tell(v, &v.Abandoned, u)
		} else {
			tell(v, &v.Undone, u)
		}
	}
}

// lacks returns the hash of all that is missing of each entry of which anything is.
func (v *verification) lacks() map[uint64]auditlog.Hash {
	of := map[uint64][]string{}
	for _, u := range v.missing {
		of[u.Entry] = append(of[u.Entry], u.What)
	}
	all := make(map[uint64]auditlog.Hash, len(of))
	for entry, what := range of {
		slices.Sort(what)
		all[entry] = auditlog.WordsOf(strings.Join(what, "\n"))
	}
	return all
}
