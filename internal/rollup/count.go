package rollup

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"ringfence/internal/crashpoint"
	"ringfence/internal/fault"
	"ringfence/internal/index"
	"ringfence/internal/keyring"
	"ringfence/internal/trend"
)

const (
	// settles is how long after the minute that it bears a report may still be on its way into the store, and by how much the clocks of
	// those who take reports may differ: so much later is counted.
	settles = 10 * time.Minute
	// readable is from the start of a week until the first of its reports cannot be read any more.
	readable = (1 + keyring.TestimonyKept) * 24 * time.Hour
	// mostRanges is how many new ranges are kept of a week: those in which most numbers are listed.
	mostRanges = 500
	// fewListed is how many listed numbers of a block may be one caller's, and no sign that it is rotated through.
	fewListed = 1
)

// CountWeeks counts each week that is due, and closes those whose time it is; one that cannot be counted keeps no other from it. What was
// counted as of that moment it does not count again, unless it cannot be read: what was withdrawn since would show.
func (t *Trends) CountWeeks(ctx context.Context) error {
	now, err := t.moment(ctx)
	if err != nil {
		return err
	}
	first := trend.WeekOf(now.Add(-readable)).Add(1)
	stored, err := t.stored(ctx, nil, first.FirstUsual())
	if err != nil && !errors.Is(err, fault.Damaged) { // those are counted again; CatchUp tells of them
		return fmt.Errorf("trends: %w", err)
	}
	book := trend.NewBook(stored)
	_, begun := book.Rollup(first.Add(-1))
	var failed error
	for w := first; w.Start().Before(now); w = w.Add(1) {
		r, err := t.countWeek(ctx, w, now.Add(-settles), book, begun)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("trends: %s: %w", w, err))
		}
		if begun = begun || !r.Week.IsZero(); !r.Week.IsZero() && !book.Has(r) {
			stored = append(stored, r)
			book = trend.NewBook(stored)
		}
	}
	return failed
}

// countWeek counts a week and stores it, unless that was done or not all of it can be read, and returns the figures that there are of it.
// begun tells that there are of a week before: without them a week in which nothing was received is not stored, since the service was not
// there.
func (t *Trends) countWeek(ctx context.Context, w trend.Week, now time.Time, before *trend.Book, begun bool) (r trend.Rollup, err error) {
	kept, is := before.Rollup(w)
	if kept.Closed || !w.Due(kept.AsOf, now) {
		return kept, nil
	}
	all, err := t.read(ctx, w.Start(), w.CountedAt(now), func(f *trend.Fact) bool { return w.Holds(f.At) })
	if err != nil {
		return kept, err
	}
	if there := is || begun || !all.first.IsZero() && all.first.Before(w.End()); all.lost || !there {
		return kept, nil
	}
	r = trend.Count(w, all.facts, before, now).Rollup(t.Keys.Noise)
	if r.Ranges, err = t.ranges(w); err != nil {
		return kept, err
	}
	r.Fit()
	if _, err := t.Store.SaveWeek(ctx, r); err != nil {
		return kept, err
	}
	crashpoint.Reach(crashpoint.WeekStored)
	return r, nil
}

// ranges returns the blocks with several listed numbers that were new in a week: the first of those was reported in it for the first time.
func (t *Trends) ranges(w trend.Week) ([]trend.Range, error) {
	open, err := t.Open()
	if err != nil {
		return nil, err
	}
	open = slices.DeleteFunc(open, func(o index.Open) bool { return o.Numbers <= fewListed || !w.Holds(o.Since) })
	slices.SortStableFunc(open, func(a, b index.Open) int { return cmp.Compare(b.Numbers, a.Numbers) })
	var ranges []trend.Range
	for _, o := range open[:min(len(open), mostRanges)] {
		ranges = append(ranges, trend.Range{Block: o.Block, Category: o.Category, Numbers: o.Numbers})
	}
	slices.SortFunc(ranges, func(a, b trend.Range) int { return cmp.Compare(a.Block, b.Block) })
	return ranges, nil
}

// timed is a store with a clock of its own, which all processes have in common.
type timed interface {
	Now(ctx context.Context) (time.Time, error)
}

// moment returns the time by which weeks are counted: that of this process's clock or of the store's, where it has one, whichever is
// earlier. A week that a wrong clock closed too early would lack reports for good; one that closes later lacks none.
func (t *Trends) moment(ctx context.Context) (time.Time, error) {
	now := t.Clock()
	common, ok := t.Store.(timed)
	if !ok {
		return now, nil
	}
	theirs, err := common.Now(ctx)
	if err != nil {
		return time.Time{}, fmt.Errorf("trends: %w", err)
	}
	if theirs.Before(now) {
		return theirs, nil
	}
	return now, nil
}
