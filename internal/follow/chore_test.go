package follow

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// TestAChoreIsGivenUpWhenItGoesOnFailing: of single failures it recovers.
func TestAChoreIsGivenUpWhenItGoesOnFailing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		away := errors.New("away")
		outcomes := []error{nil, away, away, nil, away, away, away, away}
		began := time.Now()
		var at []time.Duration
		err := Chore{
			Do: func(context.Context) error {
				at = append(at, time.Since(began))
				<-time.After(time.Second)
				return outcomes[len(at)-1]
			},
			Period: func() time.Duration { return time.Minute }, Retry: 9 * time.Second, GivesUp: 30 * time.Second,
		}.Run(t.Context())
		want := []time.Duration{0, 60, 70, 80, 140, 150, 160, 170}
		for i := range want {
			want[i] *= time.Second
		}
		if !errors.Is(err, away) || !slices.Equal(at, want) {
			t.Errorf("done at %v, want %v: %v", at, want, err)
		}
	})
}

// TestAChoreThatTakesLongerThanItsPeriodGoesOn: and its period is asked before it begins.
func TestAChoreThatTakesLongerThanItsPeriodGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		began, turns := time.Now(), 0
		err := Chore{
			Do: func(ctx context.Context) error {
				if turns++; turns == 3 {
					cancel()
					return ctx.Err()
				}
				<-time.After(time.Hour)
				return nil
			},
			Period: func() time.Duration { return time.Minute - time.Since(began)%time.Minute }, GivesUp: time.Nanosecond,
		}.Run(ctx)
		if took := time.Since(began); err != nil || turns != 3 || took != 2*time.Hour {
			t.Errorf("%d turns took %v: %v", turns, took, err)
		}
	})
}

// TestAChoreEndsAtOnce: whether it waits or is at it.
func TestAChoreEndsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, do := range map[string]func(context.Context) error{
			"waiting": func(context.Context) error { return nil },
			"at it":   func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() },
		} {
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- Chore{Do: do, Period: func() time.Duration { return time.Hour }}.Run(ctx) }()
			synctest.Wait()
			cancel()
			synctest.Wait()
			select {
			case err := <-done:
				if err != nil {
					t.Errorf("%s: %v", name, err)
				}
			default:
				t.Fatalf("%s it goes on without a context", name)
			}
		}
	})
}
