package rollup

import (
	"cmp"
	"context"
	"errors"
	"time"
	"unique"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/trend"
)

// read are the reports of a span.
type read struct {
	facts []trend.Fact
	first time.Time // when the first of all was received; zero for none
	lost  bool      // of some what is sealed can no longer be read, since its key was destroyed
}

// errPart means that not all reports are there yet: what is counted of a part would stay.
var errPart = errors.New("an archive is being imported")

// read opens the reports that were received in a span, as far as they count and are wanted. It is errPart where an archive is being imported.
func (t *Trends) read(ctx context.Context, from, before time.Time, wanted func(*trend.Fact) bool) (all read, err error) {
	err = t.Store.Received(ctx, from, before, func(some []reputation.SealedTestimony) error {
		for i := range some {
			if all.first.IsZero() {
				all.first = some[i].ReceivedAt
			}
			f, ok, err := t.fact(&some[i])
			if errors.Is(err, fault.NotFound) {
				all.lost, err = true, nil
			}
			if err != nil {
				return err
			}
			if ok && wanted(&f) {
				all.facts = append(all.facts, f)
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return read{}, err
	}
	archive, err := t.Store.Restoring(ctx)
	if err == nil && archive != "" {
		err = errPart
	}
	return all, err
}

// fact opens a report, and is false where it does not count: when nothing bad that it says still does. Where what is sealed cannot be
// opened, what its statements tell counts; that is fault.NotFound when its key was destroyed.
func (t *Trends) fact(r *reputation.SealedTestimony) (f trend.Fact, ok bool, err error) {
	said := r.Against()
	if len(said) == 0 {
		return f, false, nil
	}
	s := said[0] // what follows is the same in all of a report
	f = trend.Fact{Reporter: reporter(said), ReceivedAt: r.ReceivedAt, At: s.At, Category: once(cmp.Or(s.Category, trend.Other)), Region: once(s.Province)}
	if len(r.Sealed) == 0 {
		return f, true, nil
	}
	opened, err := t.Keys.Unseal(r.SealedOn, r.Sealed, r.Receipt)
	if errors.Is(err, fault.Damaged) {
		return f, true, nil
	}
	if err != nil {
		return f, true, err
	}
	f.Network, f.Kind, f.Sector = opened.WeekNetwork, once(opened.Kind), once(opened.LeakSector)
	if c, ok := t.Campuses.Official(opened.Campus); ok { // what else was written there would stand on pages unread
		f.Campus = once(c.Name)
	}
	for _, k := range opened.Knew {
		f.Knew = append(f.Knew, once(k))
	}
	if opened.Offer != nil {
		for _, d := range opened.Offer.Duties {
			f.Duties = append(f.Duties, once(d))
		}
	}
	return f, true, nil
}

// reporter returns who made these statements, "" for somebody who may be anybody: also a sender whom an unsigned gateway names, since it
// may name as many as it likes. In a week in which an epoch of keys ends, one who reported before and after it is two.
func reporter(said []*reputation.Statement) string {
	for _, s := range said {
		if s.Tier.Established() && s.Reporter != "" {
			return string(s.Reporter)
		}
	}
	return ""
}

// once returns a word that many reports have in common, held once.
func once[T ~string](s T) T { return T(unique.Make(string(s)).Value()) }
