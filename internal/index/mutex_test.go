package index

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"ringfence/internal/reputation"
)

// mute is a store that answers nothing.
type mute struct{ Store }

func (mute) Changed(ctx context.Context, after reputation.Cursor, _ int) ([]reputation.Projection, reputation.Cursor, error) {
	<-ctx.Done()
	return nil, after, ctx.Err()
}

// Whoever reported does not wait for the store as long as the follower does who asked it first.
func TestNobodyWaitsForAnothersQuestionLongerThanTheyLike(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := New(Config{Store: mute{}, Clock: time.Now})
		patient, stop := context.WithCancel(t.Context())
		follower := make(chan error, 1)
		go func() { follower <- x.CatchUp(patient) }()
		synctest.Wait()
		begun := time.Now()
		hasty, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := x.CatchUp(hasty); !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) != time.Second {
			t.Errorf("given up after %v: %v", time.Since(begun), err)
		}
		stop()
		if err := <-follower; !errors.Is(err, context.Canceled) {
			t.Errorf("the follower: %v", err)
		}
	})
}
