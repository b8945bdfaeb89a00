package mongo

import (
	"context"
	"testing"
	"testing/synctest"
)

// Somebody waits behind round trips that are stuck, and gives up. What they wanted to write is then never sent: who is
// told that it failed sends it again.
func TestWhatNobodyWaitsForIsNotWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := gather{most: 1, away: 1} // without a store, so that sending would panic
		ctx, giveUp := context.WithCancel(t.Context())
		failed := make(chan error, 1)
		go func() { failed <- g.do(ctx, keyed{key: "one"}) }()
		synctest.Wait()
		if len(g.waiting) != 1 {
			t.Fatalf("%d wait", len(g.waiting))
		}
		giveUp()
		if err := <-failed; err == nil {
			t.Error("a write that was not made did not fail")
		}
		g.run()
		if len(g.waiting) > 0 {
			t.Errorf("%d still wait", len(g.waiting))
		}
	})
}
