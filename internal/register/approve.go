package register

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/fault"
	"ringfence/internal/registry"
	"ringfence/internal/reputation"
)

// together is what stands between the names of the two who made a Decision.
const together = " + "

const (
	// grace is for how long nobody makes up for an approval whose Decision is not made: whoever approved may be about to make it.
	grace = time.Minute
	// skew is by how much clocks of instances may differ: one proposed, and another approved.
	skew = 5 * time.Minute
)

// Approve has somebody agree to a proposal, and makes its Decision. One of the operator's is only proposed by them too, and stays open. It
// returns ErrSelf to who proposed it, and ErrAltered where the log does not say that it was proposed so.
func (r *Register) Approve(ctx context.Context, id, by string) (registry.Proposal, error) {
	p, err := r.find(ctx, id)
	if err != nil {
		return p, err
	}
	written, err := r.asWritten(ctx, p)
	if err != nil {
		return p, err
	}
	switch {
	case p.ByOperator():
		return r.proposeToo(ctx, p, by)
	case p.By == by:
		return p, ErrSelf
	}
	d, made, err := r.made(ctx, p, written.At)
	if err != nil {
		return p, err
	}
	if !made {
		if p, d, err = r.decide(ctx, p, by); err != nil {
			return p, err
		}
	}
	_, p.DecidedBy, _ = strings.Cut(d.By, together)
	p.State, p.Decision = registry.Approved, d.ID
	saved, err := r.save(ctx, p)
	if errors.Is(err, ErrDecided) {
		return p, nil
	}
	return saved, err
}

// asWritten returns the entry of a proposal, or ErrAltered where it does not say the same, or another says that it was declined.
func (r *Register) asWritten(ctx context.Context, p registry.Proposal) (auditlog.Entry, error) {
	e, err := r.Recorder.Proposed(ctx, p.ID, p.By)
	if errors.Is(err, fault.NotFound) || err == nil && !e.Proposes(p) {
		return e, ErrAltered
	}
	return e, err
}

// proposeToo makes what the operator proposed the proposal of a moderator, which another can approve.
func (r *Register) proposeToo(ctx context.Context, p registry.Proposal, by string) (registry.Proposal, error) {
	p.By, p.At, p.State, p.DecidedBy, p.DecidedAt = by, r.Clock().UTC().Truncate(time.Second), registry.Open, "", time.Time{}
	if _, err := r.Recorder.Record(ctx, auditlog.OfProposal(p)); err != nil {
		return p, err
	}
	return r.save(ctx, p)
}

// made returns the Decision that was made of a proposal since it was written down, whatever the store says of it, and false for none. A crash may
// have kept the proposal from knowing, and nobody brings one back that was made and taken back since.
func (r *Register) made(ctx context.Context, p registry.Proposal, since time.Time) (reputation.Decision, bool, error) {
	all, err := r.Store.Decisions(ctx, p.Subject)
	if err != nil {
		return reputation.Decision{}, false, err
	}
	i := slices.IndexFunc(all, func(d reputation.Decision) bool {
		if !strings.HasPrefix(d.By, p.By+together) || d.At.Before(since.Add(-skew)) {
			return false
		}
		return p.Remove != "" && d.Undoes == p.Remove || p.Remove == "" && d.Kind == reputation.Register && d.Name == p.Name
	})
	if i < 0 {
		return reputation.Decision{}, false, nil
	}
	return all[i], true, nil
}

// underWay reports whether somebody may be about to make the Decision of a proposal.
func (r *Register) underWay(p registry.Proposal) bool {
	return p.State == registry.Approved && r.Clock().Sub(p.DecidedAt).Abs() < grace
}

// unmade returns nil where no Decision was made of an approved proposal, and nobody is about to make one.
func (r *Register) unmade(ctx context.Context, p registry.Proposal) error {
	if r.underWay(p) {
		return ErrUnderWay
	}
	since := p.At // as the store alone says, where no entry does
	switch written, err := r.asWritten(ctx, p); {
	case err == nil:
		since = written.At
	case !errors.Is(err, ErrAltered):
		return err
	}
	switch _, made, err := r.made(ctx, p, since); {
	case err != nil:
		return err
	case made:
		return ErrDecided
	}
	return nil
}

// decide makes the Decision. Whoever agrees now is who approved: that somebody did before, the store alone says.
func (r *Register) decide(ctx context.Context, p registry.Proposal, by string) (registry.Proposal, reputation.Decision, error) {
	now := r.Clock().UTC().Truncate(time.Second)
	if r.underWay(p) {
		return p, reputation.Decision{}, ErrUnderWay
	}
	switch official, err := r.official(ctx, p.Subject); {
	case err != nil:
		return p, reputation.Decision{}, err
	case p.Remove == "" && official != "":
		return p, reputation.Decision{}, ErrEntered
	case p.Remove != official:
		return p, reputation.Decision{}, ErrNone
	}
	p.State, p.DecidedBy, p.DecidedAt = registry.Approved, by, now
	p, err := r.save(ctx, p)
	if err != nil {
		return p, reputation.Decision{}, err
	}
	rule := r.Rulings.Register
	if p.Remove != "" {
		rule = r.Rulings.Unregister
	}
	d, err := rule(ctx, p)
	return p, d, err
}
