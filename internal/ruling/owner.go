package ruling

import (
	"context"
	"slices"
	"strings"

	"ringfence/internal/redact"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Contest has the dispute of an owner, who proved control of the subject, in force at once: it is off ranges and lists, and these words, without
// what can be called, written to or opened, are shown as theirs. Where a dispute may not be it is ErrMayNotContest.
func (b *Bench) Contest(ctx context.Context, about subject.Key, words string) (reputation.Decision, error) {
	all, err := b.Store.Decisions(ctx, about)
	if err != nil {
		return reputation.Decision{}, err
	}
	if !b.made(all, reputation.Dispute) && !reputation.MayDispute(all, b.Clock()) {
		return reputation.Decision{}, ErrMayNotContest
	}
	words = redact.Bare(strings.TrimSpace(words), report.Helpline, about)
	return b.decide(ctx, reputation.Decision{Kind: reputation.Dispute, Subject: about, By: Owner, Reason: words})
}

// Forget has what was said so far of a subject count no longer, as its owner asks, who proved control of it. While it is listed that is ErrListed,
// and where it may not be ErrMayNotForget.
func (b *Bench) Forget(ctx context.Context, about subject.Key) (reputation.Decision, error) {
	all, err := b.Store.Decisions(ctx, about)
	if err != nil {
		return reputation.Decision{}, err
	}
	forget := reputation.Decision{Kind: reputation.Forget, Subject: about, By: Owner}
	switch {
	case b.made(all, forget.Kind):
		return b.decide(ctx, forget)
	case !reputation.MayForget(all, b.Clock()):
		return reputation.Decision{}, ErrMayNotForget
	}
	p, err := b.now(ctx, about)
	if err != nil {
		return reputation.Decision{}, err
	}
	if reputation.Judge(&p.Tally, reputation.Around(about, p.Neighbours), b.Clock()).Listed {
		return reputation.Decision{}, ErrListed
	}
	return b.decide(ctx, forget)
}

// made reports whether the decision that has the ID of this bench was made before, by whoever tries the same at the same time: it does not stand in
// its own way.
func (b *Bench) made(all []reputation.Decision, kind reputation.DecisionKind) bool {
	return slices.ContainsFunc(all, func(d reputation.Decision) bool { return b.id != "" && d.ID == b.id && d.Kind == kind })
}
