package recorder

import (
	"cmp"
	"context"
	"encoding/hex"
	"slices"
	"strconv"

	"ringfence/internal/auditlog"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/trend"
)

// Begin begins the log where there is none and something was decided already, by a version that had no log: it takes on each
// decision and each approved text as it stands. The first entry says how many those are, so that what somebody slips into the store later is not
// taken on, and a process that ends in between is made up for. Where nothing was decided the log begins with what is recorded first.
func (r *Recorder) Begin(ctx context.Context) error {
	if r.Keys == nil {
		return ErrLocked
	}
	r.reading.Lock()
	defer r.reading.Unlock()
	if err := r.catchUp(ctx); err != nil {
		return err
	}
	return r.begin(ctx, false)
}

// begin is Begin, which begins also an empty log if it must.
func (r *Recorder) begin(ctx context.Context, must bool) error {
	for r.tree.Size() == 0 || r.owed > 0 {
		before, err := r.before(ctx)
		if err != nil || len(before) == 0 && (!must || r.tree.Size() > 0) {
			return err
		}
		if r.tree.Size() == 0 {
			if _, err := r.write(ctx, auditlog.Entry{Action: auditlog.Began, Object: strconv.Itoa(len(before))}); err != nil {
				return err
			}
			continue
		}
		for _, e := range before[:min(len(before), r.owed)] {
			written, err := r.write(ctx, e)
			if err != nil {
				return err
			}
			if written == nil { // another process does the same
				break
			}
		}
	}
	return nil
}

// before returns the entries of what was done before the log was begun and does not stand in it.
func (r *Recorder) before(ctx context.Context) (lacking []auditlog.Entry, err error) {
	err = r.eachDecision(ctx, func(d *reputation.Decision) {
		if _, is := r.places[matter{decisions, d.ID}]; !is {
			lacking = append(lacking, auditlog.OfDecision(auditlog.Adopted, *d))
		}
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(lacking, func(a, b auditlog.Entry) int { return cmp.Or(a.Made.Compare(b.Made), cmp.Compare(a.Object, b.Object)) })
	approved, err := r.Store.Examples(ctx)
	for _, e := range approved {
		if _, is := r.places[matter{texts, nameOf(&e)}]; !is {
			lacking = append(lacking, auditlog.Entry{Action: auditlog.Adopted, Kind: auditlog.AdoptedText, By: e.By, Object: nameOf(&e), Words: auditlog.WordsOf(e.Text)})
		}
	}
	return lacking, err
}

// eachDecision visits all decisions that the store has.
func (r *Recorder) eachDecision(ctx context.Context, visit func(*reputation.Decision)) error {
	for after := (subject.Key{}); ; {
		some, err := r.Store.Decided(ctx, after, atOnce)
		if err != nil || len(some) == 0 {
			return err
		}
		for i := range some {
			visit(&some[i])
		}
		after = some[len(some)-1].Subject
	}
}

// nameOf returns what a moderator knows a text by; see examples.Text.
func nameOf(e *trend.Example) string { return hex.EncodeToString(e.Receipt[:]) }

// owes returns how many entries of what was done before are still to be written, after an entry.
func owes(before int, e *auditlog.Entry) int {
	switch {
	case e.Action == auditlog.Began && e.Index == 0: // nowhere else is it one
		n, _ := strconv.Atoi(e.Object)
		return max(n, 0)
	case e.Action == auditlog.Adopted:
		return max(before-1, 0)
	}
	return 0
}
