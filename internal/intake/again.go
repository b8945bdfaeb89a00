package intake

import (
	"context"
	"errors"
	"slices"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
)

// again answers a report that is on disk already, and sees to what it still owes: who is told that a correction was taken
// must not find the report that it replaces counting.
func (in *Intake) again(ctx context.Context, r told, a Accepted) (Accepted, error) {
	kept, err := in.Store.Testimony(ctx, a.Receipt.Hash())
	if err != nil {
		return Accepted{}, err
	}
	if kept.Withdrawn {
		return Accepted{}, ErrWithdrawn
	}
	same, err := in.Keys.IsDigest(kept.Digest, r.submission, kept.ReceivedAt)
	if err != nil && !errors.Is(err, fault.NotFound) {
		return Accepted{}, err
	}
	if !same {
		return Accepted{}, ErrReused
	}
	if err := in.Store.Complete(ctx, a.Receipt.Hash()); err != nil {
		return Accepted{}, err
	}
	if shunned, err := in.shunned(ctx, r.by, in.Clock(), kept.Statements); err != nil {
		return Accepted{}, err
	} else if shunned {
		if kept, err = in.Store.Testimony(ctx, a.Receipt.Hash()); err != nil {
			return Accepted{}, err
		}
		in.project(ctx, kept)
	}
	for i := range a.Subjects {
		about := &a.Subjects[i]
		about.Outcome = Counted // what it replaced the first time is not known any more
		if slices.ContainsFunc(kept.Statements, func(s reputation.Statement) bool { return s.Subject == about.Key && s.State == reputation.Overturned }) {
			about.Outcome = NotCounted
		}
	}
	return a, nil
}
