package dispute

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"ringfence/internal/auditlog"
	"ringfence/internal/casefile"
	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/ruling"
)

// Answer closes a case with one of its Answers, for a reason on one line, which the owner reads, and the public where a decision follows. One
// that is none is an error of package ruling. Of two who answer at once one does, and the other is told that it does not fit any more: the
// answer is put into the case first, then written down, and then what follows is done.
func (o *Office) Answer(ctx context.Context, id string, outcome casefile.Outcome, by, reason string) (casefile.Case, error) {
	c, err := o.load(ctx, id)
	if err != nil {
		return casefile.Case{}, err
	}
	// What follows from it is asked first: else it would stand in the log, and not be done.
	if reason, err = ruling.Reasoned(c.Subject, by, strings.Join(strings.Fields(reason), " ")); err != nil {
		return casefile.Case{}, err
	}
	if outcome == casefile.Recycled {
		if f, err := o.facts(ctx, c); err != nil || !f.quiet {
			return casefile.Case{}, cmp.Or(err, ruling.ErrNotQuiet)
		}
	}
	c, err = o.change(ctx, id, func(c casefile.Case) (casefile.Case, error) {
		next, ok := c.Answer(outcome, by, reason, o.Clock())
		if !ok {
			return c, ErrOutcome
		}
		return next, nil
	})
	if err != nil {
		return casefile.Case{}, err
	}
	c, err = o.end(ctx, c)
	return c.Public(), err
}

// end does what follows from an answer, once however often it is tried, and closes the case. It is written down before. Where nothing can
// follow, the case is as it was before it was answered.
func (o *Office) end(ctx context.Context, c casefile.Case) (casefile.Case, error) {
	if err := o.record(ctx, auditlog.ClosedCase, c, string(c.Outcome), c.By, c.Reason); err != nil {
		return c, o.reopen(ctx, c, err)
	}
	switch err := o.rule(ctx, c); {
	case errors.Is(err, fault.Unavailable) || err != nil && ctx.Err() != nil:
		return c, err // what is done is not known: whoever finds the case goes on
	case err != nil:
		return c, o.reopen(ctx, c, err)
	}
	next, _ := c.End() // an answered case can be
	won, err := o.save(ctx, next)
	switch {
	case err != nil:
		return c, err
	case !won: // by whoever ended it at the same time
		return o.kept(ctx, c.ID)
	}
	return next, o.drop(ctx, next)
}

// reopen takes an answer back that a refusal or failure kept from being given, and returns that. Where it cannot, the answer is given when it can be.
func (o *Office) reopen(ctx context.Context, c casefile.Case, why error) error {
	if open, ok := c.Reopen(); ok {
		_, _ = o.save(ctx, open)
	}
	return why
}

// rule makes the decisions that an answer needs and that are not made yet.
func (o *Office) rule(ctx context.Context, c casefile.Case) error {
	decisions, err := o.Store.Decisions(ctx, c.Subject)
	if err != nil || overtook(decisions, c) {
		return err
	}
	decide := func(kind reputation.DecisionKind, do func(id string) (reputation.Decision, error)) {
		if id := decisionOf(c, kind); madeBy(decisions, id) == "" {
			_, err = do(id)
		}
	}
	if c.Outcome == casefile.Cleared || c.Outcome == casefile.Upheld { // before it is cleared, so that this is what was decided last
		if err := o.lift(ctx, c, decisionOf(c, reputation.Undo), c.By, c.Reason); err != nil {
			return err
		}
	}
	switch c.Outcome {
	case casefile.Cleared:
		decide(reputation.Clear, func(id string) (reputation.Decision, error) {
			return o.Rulings.Rule(ctx, id, reputation.Clear, c.Subject, c.By, c.Reason)
		})
	case casefile.Accepted: // and the dispute stays in force: what is said is said of others
		decide(reputation.AcceptClaim, func(id string) (reputation.Decision, error) {
			return o.Rulings.AcceptClaim(ctx, id, c.Subject, c.By, c.Reason)
		})
	case casefile.Recycled:
		decide(reputation.Recycle, func(id string) (reputation.Decision, error) {
			return o.Rulings.Recycle(ctx, id, c.Subject, c.By, c.Reason)
		})
	case casefile.Upheld, casefile.Erased, casefile.Unproved, casefile.Lapsed, casefile.Withdrawn:
	}
	return err
}

// lift takes back the dispute of a case, if it is in force.
func (o *Office) lift(ctx context.Context, c casefile.Case, id, by, reason string) error {
	if c.State != casefile.InForce || c.Decision == "" {
		return nil
	}
	decisions, err := o.Store.Decisions(ctx, c.Subject)
	if err != nil || reputation.Undone(decisions, c.Decision) {
		return err
	}
	if _, err = o.Rulings.Undo(ctx, id, c.Subject, c.Decision, by, reason); errors.Is(err, ruling.ErrUndone) {
		return nil // by whoever was quicker
	}
	return err
}

// decisionOf is the ID of the decision of a kind that an answer makes: the same whoever goes on with it, and by its time among others.
func decisionOf(c casefile.Case, kind reputation.DecisionKind) string {
	hash := sha256.Sum256(fmt.Appendf(nil, "%s/%d/%s", c.ID, c.Revision, kind))
	id := uuid.UUID(hash[:16])
	for i, at := 5, c.ClosedAt.UnixMilli(); i >= 0; i, at = i-1, at>>8 {
		id[i] = byte(at)
	}
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80 // version 7, of RFC 9562
	return id.String()
}
