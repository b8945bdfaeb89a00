package follow

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// TestSaysWhenItBeginsToFail: what fails again is not said again, and the end of it is.
func TestSaysWhenItBeginsToFail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		away := errors.New("away")
		outcomes := []error{nil, away, away, nil, nil, away}
		ctx, cancel := context.WithCancel(t.Context())
		began, called := time.Now(), 0
		var said []error
		Every(ctx, time.Minute, func(context.Context) error {
			called++
			if called > len(outcomes) {
				cancel()
				return ctx.Err()
			}
			return outcomes[called-1]
		}, func(err error) { said = append(said, err) })
		if want := []error{away, nil, away}; !slices.Equal(said, want) {
			t.Errorf("said %v, want %v", said, want)
		}
		if took := time.Since(began); took != time.Duration(len(outcomes))*time.Minute {
			t.Errorf("%d calls came within %v, a minute apart", called, took)
		}
	})
}

// TestEndsAtOnce: what waits for its next turn ends with its context.
func TestEndsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			Every(ctx, time.Hour, func(context.Context) error { return nil }, func(err error) { t.Errorf("said %v", err) })
		}()
		synctest.Wait()
		cancel()
		synctest.Wait()
		select {
		case <-done:
		default:
			t.Error("it goes on without a context")
		}
	})
}
