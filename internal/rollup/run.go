package rollup

import (
	"context"
	"errors"
	"time"

	"ringfence/internal/follow"
	"ringfence/internal/trend"
)

const (
	retryEvery = 10 * time.Second // a look that failed
	givesUp    = time.Minute      // a chore that fails for so long is left to another process
)

// Run counts weeks and finds bursts at once, and ten minutes after each hour, until ctx ends: the chore of one process for all. When that
// fails for a minute it returns why. Two that do it at once do no harm.
func (t *Trends) Run(ctx context.Context) error {
	return follow.Chore{
		Do: t.Count, Period: func() time.Duration { return untilNext(t.Clock()) }, Retry: retryEvery, GivesUp: givesUp,
	}.Run(ctx)
}

// Count counts weeks and finds bursts. Figures of a week come before what is compared with them, and a week that cannot be counted keeps
// nobody from being warned.
func (t *Trends) Count(ctx context.Context) error {
	began := t.Clock()
	if err := errors.Join(t.CountWeeks(ctx), t.FindBursts(ctx)); err != nil {
		return err
	}
	t.counted.Store(began.UnixNano())
	return nil
}

// untilNext is how long after a moment the reports of a further hour have settled.
func untilNext(now time.Time) time.Duration {
	return now.Add(-settles).Truncate(time.Hour).Add(time.Hour + settles).Sub(now)
}

// Counted returns the last moment at which this process had counted all that was due; zero before.
func (t *Trends) Counted() time.Time {
	n := t.counted.Load()
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}

// Overdue reports whether figures of a week are not stored, as far as is known here, that were due for an hour: nobody counts them.
func (t *Trends) Overdue() bool {
	book, now := t.Book(), t.Clock().Add(-settles-time.Hour)
	weeks := book.Weeks()
	if len(weeks) == 0 {
		return false
	}
	w := trend.WeekOf(now).Add(-2)
	if w.Before(weeks[0]) {
		w = weeks[0]
	}
	for ; w.Start().Before(now); w = w.Add(1) {
		if r, _ := book.Rollup(w); !r.Closed && w.Due(r.AsOf, now) {
			return true
		}
	}
	return false
}
