package rollup

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/follow"
	"ringfence/internal/report"
	"ringfence/internal/trend"
)

const (
	followEvery = time.Minute
	// shownWithin is for how long texts are shown since they were last read: somebody may have withdrawn one. Figures nobody can withdraw.
	shownWithin = 5 * time.Minute
	reread      = time.Hour // all is read anew after this, as after the store was put back to an older state
	weeksHeld   = 523       // ten years, and the week that is now: figures that are cited can be looked up
	weeksAtOnce = 10
)

// Follow catches up at once and every minute until ctx ends. say is told when that begins to fail and, with nil, when it works again.
func (t *Trends) Follow(ctx context.Context, say func(error)) {
	follow.Every(ctx, followEvery, t.CatchUp, say)
}

// CatchUp learns of all that was stored before it was called: of what was approved first, since that may have been withdrawn, whatever
// becomes of the figures. What cannot be read is left out and is an error too; after any other what was known stays.
func (t *Trends) CatchUp(ctx context.Context) error {
	t.following.Lock()
	defer t.following.Unlock()
	now := t.Clock()
	return errors.Join(t.readExamples(ctx, now), t.readFigures(ctx, now))
}

func (t *Trends) readExamples(ctx context.Context, now time.Time) error {
	t.learning.Lock()
	defer t.learning.Unlock()
	t.begin()
	examples, err := t.Store.ShownExamples(ctx)
	if err != nil {
		return fmt.Errorf("examples: %w", err)
	}
	t.show(func(next *view) { next.examples, next.approvedAsOf = t.without(examples), now })
	return nil
}

func (t *Trends) readFigures(ctx context.Context, now time.Time) error {
	weeks, whole, lost := t.held(ctx, now)
	if lost != nil && !errors.Is(lost, fault.Damaged) {
		return fmt.Errorf("trends: %w", lost)
	}
	bursts, past, err := t.heldBursts(ctx, now, whole.Equal(now))
	if err != nil && !errors.Is(err, fault.Damaged) {
		return errors.Join(lost, fmt.Errorf("bursts: %w", err))
	}
	book := t.Book()
	if !reflect.DeepEqual(weeks, t.weeks) {
		book = trend.NewBook(weeks)
	}
	t.weeks, t.whole = weeks, whole
	t.show(func(next *view) { next.book, next.bursts, next.past, next.asOf = book, bursts, past, now })
	return errors.Join(lost, err)
}

// Forget takes the example of a report that was withdrawn or replaced, or whose example was taken back, out of what is handed out, at once.
// Its figures stay.
func (t *Trends) Forget(receipt report.ReceiptHash) {
	t.showing.Lock()
	defer t.showing.Unlock()
	t.gone[receipt] = true
	now := *t.now.Load()
	now.examples = t.without(now.examples)
	t.now.Store(&now)
}

// Show hands out the texts that may be shown now, which would otherwise follow within a minute. A process that never read any shows nobody
// anything, and reads none.
func (t *Trends) Show(ctx context.Context) {
	if t.now.Load().approvedAsOf.IsZero() {
		return
	}
	_ = t.readExamples(ctx, t.Clock()) // or within a minute
}

// begin has a reading begin. What was forgotten before, the store has no more.
func (t *Trends) begin() {
	t.showing.Lock()
	defer t.showing.Unlock()
	clear(t.gone)
}

// show hands out what was read beside what was known of the rest.
func (t *Trends) show(read func(next *view)) {
	t.showing.Lock()
	defer t.showing.Unlock()
	next := *t.now.Load()
	read(&next)
	t.now.Store(&next)
}

// without returns the examples of reports that were not forgotten.
func (t *Trends) without(examples []trend.Example) []trend.Example {
	return slices.DeleteFunc(slices.Clone(examples), func(e trend.Example) bool { return t.gone[e.Receipt] })
}

// held returns the roll-ups of the last ten years. Of those that are known, those that are final are not read again for an hour.
func (t *Trends) held(ctx context.Context, now time.Time) (weeks []trend.Rollup, whole time.Time, err error) {
	from, known := trend.WeekOf(now).Add(1-weeksHeld), 0
	whole = now
	if !t.whole.IsZero() && now.Sub(t.whole) < reread {
		for whole = t.whole; known < len(t.weeks) && final(t.weeks[known], now); known++ {
			from = t.weeks[known].Week.Add(1)
		}
	}
	weeks, err = t.stored(ctx, t.weeks[:known:known], from)
	return weeks, whole, err
}

// heldBursts returns the bursts of the last ten years, those that are shown apart from those that no longer are, which are read again when all
// weeks are. With an error that is fault.Damaged come those that can be read.
func (t *Trends) heldBursts(ctx context.Context, now time.Time, all bool) (shown, past []trend.Burst, err error) {
	before := t.now.Load()
	past, since := before.past, before.asOf.Add(-trend.BurstShown)
	if all {
		past, since = nil, trend.WeekOf(now).Add(1-weeksHeld).Start()
	}
	found, err := t.Store.Bursts(ctx, since)
	if again := idsOf(found); slices.ContainsFunc(past, again) { // it was seen once more since, late, or a clock was put back
		past = slices.DeleteFunc(slices.Clone(past), again)
	}
	over := slices.IndexFunc(found, func(b trend.Burst) bool { return b.LastAt.Before(now.Add(-trend.BurstShown)) })
	if over < 0 {
		return found, past, err
	}
	return found[:over:over], slices.Concat(found[over:], past), err
}

// idsOf returns whether a burst is one of these.
func idsOf(bursts []trend.Burst) func(trend.Burst) bool {
	ids := make(map[string]bool, len(bursts))
	for _, b := range bursts {
		ids[b.ID] = true
	}
	return func(b trend.Burst) bool { return ids[b.ID] }
}

// final reports whether a week will not be counted again: it is closed, or what was reported in it cannot be read any more.
func final(r trend.Rollup, now time.Time) bool {
	return r.Closed || now.Sub(r.Week.Start()) > readable
}

// stored appends the roll-ups that are stored of a week and of all after it. With an error that is fault.Damaged come those that can be read.
func (t *Trends) stored(ctx context.Context, to []trend.Rollup, from trend.Week) (weeks []trend.Rollup, lost error) {
	for {
		some, err := t.Store.Weeks(ctx, from, weeksAtOnce)
		if err != nil && !errors.Is(err, fault.Damaged) {
			return nil, err
		}
		to, lost = append(to, some...), errors.Join(lost, err)
		if len(some) < weeksAtOnce {
			return to, lost
		}
		from = some[len(some)-1].Week.Add(1)
	}
}
