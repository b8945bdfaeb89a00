package dispute

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"ringfence/internal/casefile"
	"ringfence/internal/reputation"
	"ringfence/internal/ruling"
	"ringfence/internal/subject"
)

func asked(c casefile.Case) []subject.Key { return []subject.Key{c.Subject} }

// prove says that the owner of a case proved it, and does what follows. The case is written first, with the ID of the decision that is to
// follow: of two proofs at once one is written, and whoever finds the case after a crash makes that decision and no other.
func (o *Office) prove(ctx context.Context, id string) (casefile.Case, error) {
	decision, err := uuid.NewV7() // ordered by time
	if err != nil {
		return casefile.Case{}, fmt.Errorf("dispute: %w", err)
	}
	c, err := o.change(ctx, id, func(c casefile.Case) (casefile.Case, error) {
		next, _ := c.Prove(decision.String(), o.Clock()) // or it stays as it is: somebody else proved it
		return next, nil
	})
	if err != nil || !c.Unsettled() {
		return c, err
	}
	return o.settle(ctx, c)
}

// settle does what follows from a proof, once however often it is tried, and writes down that it is done.
func (o *Office) settle(ctx context.Context, c casefile.Case) (casefile.Case, error) {
	next, err := o.follow(ctx, c)
	if err != nil {
		return c, err
	}
	won, err := o.save(ctx, next)
	switch {
	case err != nil:
		return c, err
	case !won: // by whoever settled it at the same time
		return o.kept(ctx, c.ID)
	case next.State == casefile.Closed:
		return next, o.drop(ctx, next)
	}
	return next, nil
}

// follow makes the decision that follows from a proof, if it is not made, and returns the case as it is then.
func (o *Office) follow(ctx context.Context, c casefile.Case) (casefile.Case, error) {
	f, err := o.facts(ctx, c)
	if err != nil {
		return c, err
	}
	switch f.made {
	case reputation.Recycle:
		return o.over(c, casefile.Recycled, "")
	case reputation.Forget:
		return o.over(c, casefile.Erased, "")
	case reputation.Dispute:
		return enforced(c, c.Decision)
	case reputation.Confirm, reputation.Clear, reputation.AcceptClaim, reputation.Register, reputation.Undo: // which follow from no proof
	}
	switch f.follows(c.Claim) {
	case casefile.ToErase, casefile.ToUphold:
		return o.erase(ctx, c, f)
	case casefile.ToRecycle:
		switch _, err := o.Rulings.Recycle(ctx, c.Decision, c.Subject, owner, movedIn[c.Lang]); {
		case err == nil:
			return o.over(c, casefile.Recycled, "")
		case !errors.Is(err, ruling.ErrNotQuiet):
			return c, err
		}
	case casefile.ToAnswer, casefile.ToContest:
	}
	if f.spent || f.confirmed {
		return enforced(c, "")
	}
	switch _, err := o.Rulings.Contest(ctx, c.Decision, c.Subject, c.Words); {
	case errors.Is(err, ruling.ErrMayNotContest): // since a moment ago
		return enforced(c, "")
	case err != nil:
		return c, err
	}
	return enforced(c, c.Decision)
}

// erase has what was said forgotten, or says why it cannot be. Whatever is refused is an answer: a case that nobody can settle would stand in
// the way of every other about the same subject.
func (o *Office) erase(ctx context.Context, c casefile.Case, f facts) (casefile.Case, error) {
	switch {
	case f.listed:
		return o.over(c, casefile.Upheld, NoteListed)
	case f.confirmed:
		return o.over(c, casefile.Upheld, NoteConfirmed)
	case f.spent:
		return o.over(c, casefile.Upheld, NoteSpent)
	}
	switch _, err := o.Rulings.Forget(ctx, c.Decision, c.Subject); {
	case errors.Is(err, ruling.ErrListed):
		return o.over(c, casefile.Upheld, NoteListed)
	case errors.Is(err, ruling.ErrMayNotForget):
		return o.over(c, casefile.Upheld, NoteSpent)
	case err != nil:
		return c, err
	}
	return o.over(c, casefile.Erased, "")
}

// What the public reads of what owners did, where they say nothing themselves.
var (
	movedIn  = map[string]string{"zh-CN": "号码已换了新主人，新主人证明了号码归自己所有。", "en": "The number has a new owner, who proved that it is theirs."}
	tookBack = map[string]string{"zh-CN": "号码的主人撤回了异议。", "en": "The owner of the number took the dispute back."}
)

// owner is who decides where no moderator does, as the public is told.
const owner = "owner"

func enforced(c casefile.Case, decision string) (casefile.Case, error) {
	next, _ := c.Enforce(decision) // a case to be settled can be
	return next, nil
}

// over closes a case by a rule.
func (o *Office) over(c casefile.Case, outcome casefile.Outcome, why Note) (casefile.Case, error) {
	next, _ := c.Close(outcome, string(why), o.Clock()) // a case to be settled can be
	return next, nil
}

// drop deletes the documents of a case that is closed: nobody needs them any more.
func (o *Office) drop(ctx context.Context, c casefile.Case) error {
	if c.Proof != casefile.Documents {
		return nil
	}
	return o.Store.DropDocuments(ctx, c.ID)
}
