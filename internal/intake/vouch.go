package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

// ErrUnproven means that somebody was to vouch for a report who has not proved who they are.
var ErrUnproven = errors.New("only who has proved who they are can vouch for a report")

// Vouch makes a visitor's report that of by, who proved since that they made it: from now on it weighs as much as if by had
// reported, and beside by's other reports about a subject the last alone counts. Again changes nothing, whoever it is by,
// and so it is with a report that was never a visitor's. An unknown receipt, and a withdrawn report, is fault.NotFound. What somebody
// says to be theirs whom a moderator distrusts counts no more, as if they had reported it under their own name.
func (in *Intake) Vouch(ctx context.Context, receipt report.ReceiptHash, by reputation.Speaker) error {
	if by.Identity == "" || !by.Tier.Established() {
		return ErrUnproven
	}
	ctx, cancel := in.bounded(ctx)
	defer cancel()
	t, err := in.Store.Testimony(ctx, receipt)
	if err != nil {
		return err
	}
	now := in.Clock()
	before, err := in.recall(ctx, by, now)
	if err != nil {
		return err
	}
	if before.isDistrusted() {
		return in.disown(ctx, t, before.distrusted.On)
	}
	var vouched []reputation.Statement
	for _, s := range t.Statements {
		if by.About(s.Subject).Identity == "" {
			continue
		}
		if _, err := in.attribute(&s, by, before, now); err != nil {
			return err
		}
		vouched = append(vouched, s)
	}
	if err := in.Store.Vouch(ctx, receipt, vouched); err != nil {
		return err
	}
	if err := in.disowned(ctx, receipt, by, now, vouched); err != nil {
		return err
	}
	in.project(ctx, t)
	return nil
}

// disowned has what was vouched for not count where a moderator came to distrust them meanwhile. What somebody else vouched for first is theirs.
func (in *Intake) disowned(ctx context.Context, receipt report.ReceiptHash, by reputation.Speaker, now time.Time, vouched []reputation.Statement) error {
	kept, err := in.Store.Testimony(ctx, receipt)
	if err != nil {
		return err
	}
	theirs := slices.DeleteFunc(kept.Statements, func(s reputation.Statement) bool {
		return !slices.ContainsFunc(vouched, func(v reputation.Statement) bool { return v.Subject == s.Subject && v.Reporter == s.Reporter })
	})
	_, err = in.shunned(ctx, by, now, theirs)
	return err
}

// disown takes a visitor's report out of the count: it turned out to be that of somebody who is distrusted since a day.
func (in *Intake) disown(ctx context.Context, t reputation.SealedTestimony, since reputation.Date) error {
	if t.Withdrawn {
		return fmt.Errorf("%w: that report was withdrawn", fault.NotFound)
	}
	if err := in.Store.Complete(ctx, t.Receipt); err != nil {
		return err
	}
	theirs := slices.DeleteFunc(t.Statements, func(s reputation.Statement) bool { return !s.ByVisitor() })
	if _, err := in.overturn(ctx, since, theirs...); err != nil {
		return err
	}
	in.project(ctx, t)
	return nil
}
