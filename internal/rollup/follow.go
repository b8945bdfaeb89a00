package rollup

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"

	"ringfence/internal/follow"
	"ringfence/internal/report"
	"ringfence/internal/trend"
)

const (
	followEvery = time.Minute
	reread      = time.Hour // all is read anew after this, as after the store was put back to an older state
	weeksHeld   = 105       // two years, and the week that is now
	weeksAtOnce = 10
)

// Follow catches up at once and every minute until ctx ends. say is told when that begins to fail and, with nil, when it works again.
func (t *Trends) Follow(ctx context.Context, say func(error)) {
	follow.Every(ctx, followEvery, t.CatchUp, say)
}

// CatchUp learns of all that was stored before it was called. After an error what was known stays.
func (t *Trends) CatchUp(ctx context.Context) error {
	t.following.Lock()
	defer t.following.Unlock()
	t.begin()
	now := t.Clock()
	weeks, whole, err := t.held(ctx, now)
	if err != nil {
		return fmt.Errorf("trends: %w", err)
	}
	next := &view{asOf: now, book: t.Book()}
	if next.bursts, err = t.Store.Bursts(ctx, now.Add(-trend.BurstShown)); err != nil {
		return fmt.Errorf("bursts: %w", err)
	}
	if next.examples, err = t.Store.Examples(ctx); err != nil {
		return fmt.Errorf("examples: %w", err)
	}
	if !reflect.DeepEqual(weeks, t.weeks) {
		next.book = trend.NewBook(weeks)
	}
	t.weeks, t.whole = weeks, whole
	t.show(next)
	return nil
}

// Forget takes the example of a report that was withdrawn or replaced out of what is handed out, at once. Its figures stay.
func (t *Trends) Forget(receipt report.ReceiptHash) {
	t.showing.Lock()
	defer t.showing.Unlock()
	t.gone[receipt] = true
	now := *t.now.Load()
	if now.examples = t.without(now.examples); len(now.examples) < len(t.Examples()) {
		t.now.Store(&now)
	}
}

// begin has a reading begin. What was forgotten before, the store has no more.
func (t *Trends) begin() {
	t.showing.Lock()
	defer t.showing.Unlock()
	clear(t.gone)
}

// show hands out what was read.
func (t *Trends) show(next *view) {
	t.showing.Lock()
	defer t.showing.Unlock()
	next.examples = t.without(next.examples)
	t.now.Store(next)
}

// without returns the examples of reports that were not forgotten.
func (t *Trends) without(examples []trend.Example) []trend.Example {
	return slices.DeleteFunc(slices.Clone(examples), func(e trend.Example) bool { return t.gone[e.Receipt] })
}

// held returns the roll-ups of the last two years. Of those that are known, closed ones are not read again for an hour.
func (t *Trends) held(ctx context.Context, now time.Time) (weeks []trend.Rollup, whole time.Time, err error) {
	from, known := trend.WeekOf(now).Add(1-weeksHeld), 0
	whole = now
	if !t.whole.IsZero() && now.Sub(t.whole) < reread {
		for whole = t.whole; known < len(t.weeks) && t.weeks[known].Closed; known++ {
			from = t.weeks[known].Week.Add(1)
		}
	}
	weeks, err = t.stored(ctx, t.weeks[:known:known], from)
	return weeks, whole, err
}

// stored appends the roll-ups that are stored of a week and of all after it.
func (t *Trends) stored(ctx context.Context, to []trend.Rollup, from trend.Week) ([]trend.Rollup, error) {
	for {
		some, err := t.Store.Weeks(ctx, from, weeksAtOnce)
		if err != nil {
			return nil, err
		}
		to = append(to, some...)
		if len(some) < weeksAtOnce {
			return to, nil
		}
		from = some[len(some)-1].Week.Add(1)
	}
}
