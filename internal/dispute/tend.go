package dispute

import (
	"context"
	"time"

	"ringfence/internal/casefile"
	"ringfence/internal/reputation"
)

const (
	tendEvery   = 10 * time.Minute
	mostPending = 10_000 // cases that are looked at together, those opened first before the others
)

// Run tends to open cases until ctx ends or it fails. It is a chore for one process at a time.
func (o *Office) Run(ctx context.Context) error {
	tick := time.NewTicker(tendEvery)
	defer tick.Stop()
	for {
		if _, err := o.Tend(ctx); err != nil && ctx.Err() == nil {
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

func (o *Office) tend(ctx context.Context, c casefile.Case) (moved bool, err error) {
	next := c
	switch {
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
	won, err := o.Store.SaveCase(ctx, next)
	if err != nil || !won {
		return false, err
	}
	return true, o.drop(ctx, next)
}

// ended closes a case that is overtaken: by what a moderator ruled elsewhere since, or by reports.
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
		next, _ := c.Close(outcomeOf(d.Kind), d.By, d.Reason, o.Clock())
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
		if answers && d.By != owner && d.At.After(c.ProvedAt) && !reputation.Undone(decisions, d.ID) {
			last, found = d, true
		}
	}
	return last, found
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
