package mongo

import (
	"context"
	"math/rand/v2"
	"time"
)

// Deadlines, in those of a short round trip.
const (
	short = 1  // about what one caller reported or asked
	long  = 10 // about many documents
)

const (
	attempts = 12                   // at a write that collides with others
	pause    = 2 * time.Millisecond // before the second attempt; twice as long before each further one, up to maxPause
	maxPause = 100 * time.Millisecond
)

// trip makes one round trip with a deadline of its own. What it does is tried again when the server let
// others go first, so it must do no harm twice.
func (s *Store) trip(ctx context.Context, length time.Duration, do func(context.Context) error) error {
	wait := pause
	for attempt := 1; ; attempt++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := within(ctx, length*s.deadline, do)
		if !collided(err) || attempt == attempts {
			return explain(ctx, err)
		}
		timer := time.NewTimer(rand.N(wait)) //nolint:gosec // spreads callers apart, nothing else
		select {
		case <-ctx.Done():
			timer.Stop()
		case <-timer.C:
		}
		wait = min(2*wait, maxPause)
	}
}

func within(ctx context.Context, limit time.Duration, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return do(ctx)
}
