package intake

import (
	"context"
	"slices"
	"time"

	"ringfence/internal/reputation"
	"ringfence/internal/transfer"
)

// distrusted returns which of somebody's names are on the list of the distrusted, and of the names that a moderator put there by which they
// are, the one that was last; the zero Distrusted for none. A further name counts for nothing by itself: whoever is trusted again, or whose
// time on the list is over, is so under all of them.
func (in *Intake) distrusted(ctx context.Context, names ...reputation.Pseudonym) (listed []transfer.Distrusted, by transfer.Distrusted, err error) {
	if listed, err = in.Store.Distrusted(ctx, names...); err != nil || len(listed) == 0 {
		return nil, by, err
	}
	var of []reputation.Pseudonym // none of nobody is on the list
	for _, d := range listed {
		of = append(of, d.Of)
	}
	others, err := in.Store.Distrusted(ctx, of...)
	if err != nil {
		return nil, by, err
	}
	for _, d := range slices.Concat(listed, others) {
		if d.Of == "" && (by.By == "" || d.On > by.On) {
			by = d
		}
	}
	return listed, by, nil
}

// shun has nothing count that somebody said who is distrusted under one of their names: only here are several known to be of one person.
// Each goes on the list before what was said under it is taken out of the count, and the present one in any case, or who goes on reporting
// would be trusted again once the keys of the other are gone. Where a moderator comes to trust them meanwhile, all that is taken back.
func (in *Intake) shun(ctx context.Context, p *past, now time.Time) error {
	if !p.isDistrusted() {
		return nil
	}
	further := []reputation.Pseudonym{p.present}
	for i := range p.statements {
		further = append(further, p.statements[i].Reporter)
	}
	further = slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(further))), func(name reputation.Pseudonym) bool {
		return slices.ContainsFunc(p.listed, func(d transfer.Distrusted) bool {
			return d.By == name && (d.Of == "" || d.Of == p.distrusted.By) // else of one by whom they are so no more
		})
	})
	for _, name := range further {
		if err := in.Store.Distrust(ctx, transfer.Distrusted{By: name, On: reputation.DateOf(now), Of: p.distrusted.By}); err != nil {
			return err
		}
	}
	before := slices.Clone(p.statements)
	overturned, err := in.overturn(ctx, p.distrusted.On, p.statements...)
	if err != nil || len(further)+len(overturned) == 0 {
		return err
	}
	if still, err := in.Store.Distrusted(ctx, p.distrusted.By); err != nil || len(still) > 0 {
		return err
	}
	p.statements, p.distrusted = before, transfer.Distrusted{}
	return in.relent(ctx, further, overturned)
}

// relent takes back what shun did of somebody whom a moderator trusts by now.
func (in *Intake) relent(ctx context.Context, further []reputation.Pseudonym, overturned []reputation.Statement) error {
	for _, name := range further {
		if err := in.Store.Trust(ctx, name); err != nil {
			return err
		}
	}
	return in.reinstate(ctx, overturned...)
}

// overturn takes those of some statements out of the count that are in it, and returns them. What a moderator put back by itself, since its
// reporter is distrusted, stays.
func (in *Intake) overturn(ctx context.Context, since reputation.Date, statements ...reputation.Statement) (overturned []reputation.Statement, err error) {
	for i := range statements {
		s := &statements[i]
		if s.State != reputation.Live {
			continue
		}
		if in.Reinstated != nil {
			if is, err := in.Reinstated(ctx, s.Subject, s.Report, since); err != nil {
				return overturned, err
			} else if is {
				continue
			}
		}
		if err := in.Store.Overturn(ctx, s.Subject, s.Report); err != nil {
			return overturned, err
		}
		s.Overturn()
		overturned = append(overturned, *s)
	}
	return overturned, nil
}

// reinstate puts those of some statements back into the count that were taken out of it.
func (in *Intake) reinstate(ctx context.Context, statements ...reputation.Statement) error {
	for i := range statements {
		s := &statements[i]
		if s.State != reputation.Overturned {
			continue
		}
		if err := in.Store.Reinstate(ctx, s.Subject, s.Report); err != nil {
			return err
		}
		s.Reinstate()
	}
	return nil
}

// shunned looks again when something was filed or vouched for: it does not count where a moderator came to distrust meanwhile who makes it.
// Whoever does so puts them on the list first and then goes through what is kept, so one of the two sees it.
func (in *Intake) shunned(ctx context.Context, by reputation.Speaker, at time.Time, filed []reputation.Statement) (bool, error) {
	if by.Identity == "" {
		return false, nil
	}
	present, previous, err := in.Keys.Reporter(by.Identity, at)
	if err != nil {
		return false, err
	}
	if _, since, err := in.distrusted(ctx, append(previous, present)...); err != nil || since.By == "" {
		return false, err
	}
	p, err := in.recall(ctx, by, at) // by which all their names are on the list
	if err != nil || !p.isDistrusted() {
		return false, err
	}
	_, err = in.overturn(ctx, p.distrusted.On, filed...)
	return true, err
}
