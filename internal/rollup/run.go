package rollup

import (
	"context"
	"time"
)

const (
	retryEvery = 10 * time.Second // a look that failed
	givesUp    = time.Minute      // a chore that fails for so long is left to another process
)

// Run counts weeks and finds bursts at once, and ten minutes after each hour, until ctx ends: the chore of one process for all. When that
// fails for a minute it returns why. Two that do it at once do no harm.
func (t *Trends) Run(ctx context.Context) error {
	var since time.Time // the look that failed first since one succeeded
	for ctx.Err() == nil {
		began := time.Now()
		wait := untilNext(t.Clock())
		switch err := t.Count(ctx); {
		case err == nil:
			since = time.Time{}
		case ctx.Err() != nil:
		case since.IsZero():
			since, wait = began, retryEvery
		case time.Since(since) >= givesUp:
			return err
		default:
			wait = retryEvery
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
	}
	return nil
}

// Count counts weeks and finds bursts. Figures of a week come before what is compared with them.
func (t *Trends) Count(ctx context.Context) error {
	began := t.Clock()
	if err := t.CountWeeks(ctx); err != nil {
		return err
	}
	if err := t.FindBursts(ctx); err != nil {
		return err
	}
	t.counted.Store(began.UnixNano())
	return nil
}

// untilNext is how long after a moment the reports of a further hour have settled.
func untilNext(now time.Time) time.Duration {
	return now.Add(-settles).Truncate(time.Hour).Add(time.Hour + settles).Sub(now)
}

// Counted returns the last moment at which the figures that are stored are known to have been those of the last midnight: this process
// counted them, or another did that day; zero where neither is known.
func (t *Trends) Counted() time.Time {
	var at time.Time
	if n := t.counted.Load(); n != 0 {
		at = time.Unix(0, n).UTC()
	}
	book := t.Book()
	if weeks := book.Weeks(); len(weeks) > 0 {
		if r, ok := book.Rollup(weeks[len(weeks)-1]); ok && r.AsOf.After(at) {
			at = r.AsOf
		}
	}
	return at
}
