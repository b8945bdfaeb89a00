package dispute

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"ringfence/internal/casefile"
	"ringfence/internal/fault"
	"ringfence/internal/reputation"
)

const (
	tendEvery   = 10 * time.Minute
	mostPending = 10_000 // cases that are looked at together, those opened first before the others
	atOnce      = 500    // cases that are read at once, of all
)

// Run tends to open cases until ctx ends or it fails, and once a day takes out what nobody can read any more. It is a chore for one process at
// a time.
func (o *Office) Run(ctx context.Context) error {
	tick := time.NewTicker(tendEvery)
	defer tick.Stop()
	for {
		_, err := o.Tend(ctx)
		if today := reputation.DateOf(o.Clock()); today != o.scrubbed && ctx.Err() == nil { // also where one case cannot be tended to
			_, failed := o.Scrub(ctx)
			if err = errors.Join(err, failed); failed == nil || errors.Is(failed, fault.Damaged) {
				o.scrubbed = today
			}
		}
		if err != nil && ctx.Err() == nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Tend closes what waited too long and what is no longer in force, makes good what a crash left undone, and returns how many cases it
// moved. It does as much as it can: the error is the first.
func (o *Office) Tend(ctx context.Context) (moved int, err error) {
	open, err := o.Store.Pending(ctx, mostPending)
	if err != nil {
		return 0, err
	}
	for _, c := range open {
		did, failed := o.tend(ctx, c)
		if did {
			moved++
		}
		if failed != nil && err == nil {
			err = failed
		}
		if ctx.Err() != nil {
			return moved, ctx.Err()
		}
	}
	return moved, err
}

// Scrub takes out of cases what only the service needed to know, once the keys of their days are destroyed, and returns out of how many. One that
// no Office wrote stays as it is, and is an error at the end.
func (o *Office) Scrub(ctx context.Context) (scrubbed int, err error) {
	today := reputation.DateOf(o.Clock())
	var failed error
	for after := ""; ; {
		some, err := o.Store.Cases(ctx, after, atOnce)
		if err != nil || len(some) == 0 {
			return scrubbed, errors.Join(err, failed)
		}
		for _, c := range some {
			next, ok := c.Forget(today)
			if !ok {
				continue
			}
			if altered := o.vouched(c); altered != nil { // nor is it made one of ours
				failed = altered
				continue
			}
			won, err := o.save(ctx, next)
			if err != nil {
				return scrubbed, err
			}
			if won { // else somebody is at it, and tomorrow is another day
				scrubbed++
			}
		}
		after = some[len(some)-1].ID
	}
}

func (o *Office) tend(ctx context.Context, c casefile.Case) (moved bool, err error) {
	if c, err = o.ours(ctx, c); err != nil {
		return false, err
	}
	next := c
	switch {
	case c.Answered():
		_, err := o.end(ctx, c)
		return err == nil, err
	case c.Unsettled():
		_, err := o.settle(ctx, c)
		return err == nil, err
	case c.Expired(o.Clock()) && c.State == casefile.Submitted:
		next, _ = o.over(c, casefile.Unproved, NoteUnread)
	case c.Expired(o.Clock()):
		next, _ = o.over(c, casefile.Unproved, "")
	case c.State == casefile.InForce:
		next, err = o.ended(ctx, c)
	}
	if err != nil || next.Revision == c.Revision {
		return false, err
	}
	won, err := o.save(ctx, next)
	switch {
	case err != nil || !won:
		return false, err
	case next.Answered():
		_, err := o.end(ctx, next)
		return err == nil, err
	}
	return true, o.drop(ctx, next)
}

var errUnlogged = fmt.Errorf("dispute: a decision about the subject of a case stands in no entry of the audit log: %w", fault.Damaged)

// ended closes a case that is overtaken by reports, and answers one with what a moderator ruled elsewhere since.
func (o *Office) ended(ctx context.Context, c casefile.Case) (casefile.Case, error) {
	readings, err := o.Store.Tally(ctx, asked(c), o.Clock())
	if err != nil || len(readings) != 1 {
		return c, err
	}
	decisions, err := o.Store.Decisions(ctx, c.Subject)
	if err != nil {
		return c, err
	}
	if d, ok := ruledSince(decisions, c); ok {
		if stands, err := o.Recorder.Stands(ctx, d); err != nil || !stands { // else whoever writes to the store would answer by a moderator's name
			return c, cmp.Or(err, errUnlogged)
		}
		next, _ := c.Answer(outcomeOf(d.Kind), d.By, d.Reason, o.Clock()) // a case in force can be
		return next, nil
	}
	if c.Decision != "" && readings[0].Tally.Standing.DisputedAt.IsZero() {
		return o.over(c, casefile.Lapsed, "")
	}
	return c, nil
}

// ruledSince returns what a moderator decided about the subject of a case since it was proved, if that answers it.
func ruledSince(decisions []reputation.Decision, c casefile.Case) (last reputation.Decision, found bool) {
	for _, d := range decisions {
		answers := d.Kind == reputation.Confirm || d.Kind == reputation.Clear || d.Kind == reputation.Recycle ||
			d.Kind == reputation.Undo && c.Decision != "" && d.Undoes == c.Decision
		if answers && d.By != owner && !d.At.Before(c.ProvedAt) && !reputation.Undone(decisions, d.ID) {
			last, found = d, true
		}
	}
	return last, found
}

// overtook reports whether the answer of a case is what a moderator ruled elsewhere, so that nothing more is to be decided.
func overtook(decisions []reputation.Decision, c casefile.Case) bool {
	d, ok := ruledSince(decisions, c)
	return ok && c.Proved() && outcomeOf(d.Kind) == c.Outcome && d.By == c.By && d.Reason == c.Reason && d.ID != decisionOf(c, d.Kind)
}

// outcomeOf is what a ruling makes of a case.
func outcomeOf(k reputation.DecisionKind) casefile.Outcome {
	switch k {
	case reputation.Clear:
		return casefile.Cleared
	case reputation.Recycle:
		return casefile.Recycled
	case reputation.Confirm, reputation.Undo, reputation.Dispute, reputation.AcceptClaim, reputation.Register, reputation.Forget:
	}
	return casefile.Upheld
}
