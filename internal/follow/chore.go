package follow

import (
	"context"
	"time"
)

// Chore is what one process of all does again and again.
type Chore struct {
	Do      func(context.Context) error
	Period  func() time.Duration // from when Do begins until it begins again, asked when it begins; at once where it takes longer
	Retry   time.Duration        // instead, from when it failed
	GivesUp time.Duration        // for so long it may fail
}

// Run does the chore at once, and again and again until ctx ends. When it goes on failing it returns the last error, so that another
// process may do better.
func (c Chore) Run(ctx context.Context) error {
	var since time.Time // when the turn began that failed first since one succeeded
	for ctx.Err() == nil {
		began := time.Now()
		next := began.Add(c.Period())
		err := c.Do(ctx)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // the end of ctx is no failure of the chore
		}
		switch {
		case err == nil:
			since = time.Time{}
		case !since.IsZero() && time.Since(since) >= c.GivesUp:
			return err
		default:
			if since.IsZero() {
				since = began
			}
			next = time.Now().Add(c.Retry)
		}
		wait(ctx, time.Until(next))
	}
	return nil
}

// wait waits for so long, or until ctx ends.
func wait(ctx context.Context, long time.Duration) {
	timer := time.NewTimer(long)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
