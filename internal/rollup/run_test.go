package rollup

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
)

// TestUntilNext: each hour is looked at once its reports have settled.
func TestUntilNext(t *testing.T) {
	for at, want := range map[string]time.Duration{
		"10:00": 10 * time.Minute, "10:09": time.Minute, "10:10": time.Hour, "10:11": 59 * time.Minute, "10:59": 11 * time.Minute,
	} {
		now, err := time.Parse("15:04", at)
		if err != nil {
			t.Fatal(err)
		}
		if got := untilNext(now); got != want {
			t.Errorf("at %s it waits %v, want %v", at, got, want)
		}
	}
}

// TestAChoreThatFails is left to another process after a minute, and one that works goes on.
func TestAChoreThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTown(t)
		s := &failing{Store: w.store}
		w.trends.Store, w.trends.Clock = s, time.Now
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- w.trends.Run(ctx) }()
		<-time.After(3 * time.Hour)
		if s.asked.Load() < 3 || time.Since(w.trends.Counted()) > time.Hour {
			t.Errorf("in three hours it looked %d times, the last at %v", s.asked.Load(), w.trends.Counted())
		}
		s.fails.Store(true)
		began := time.Now()
		if err := <-ended; err == nil {
			t.Error("it failed, and says nothing")
		}
		if took := time.Since(began); took < givesUp || took > time.Hour+2*givesUp {
			t.Errorf("it gave up after %v", took)
		}
		s.fails.Store(false)
		go func() { ended <- w.trends.Run(ctx) }()
		synctest.Wait()
		stop()
		if err := <-ended; err != nil {
			t.Errorf("stopped: %v", err)
		}
	})
}

type failing struct {
	Store
	fails atomic.Bool
	asked atomic.Int64
}

func (f *failing) Received(ctx context.Context, from, before time.Time, visit func([]reputation.SealedTestimony) error) error {
	f.asked.Add(1)
	if f.fails.Load() {
		return fault.Unavailable
	}
	return f.Store.Received(ctx, from, before, visit)
}

// Figures are overdue when they were due for an hour and are not there, in whatever process that is asked.
func TestOverdue(t *testing.T) {
	w := newTown(t)
	overdue := func(when string, want bool) {
		t.Helper()
		w.reads()
		if got := w.trends.Overdue(); got != want {
			t.Errorf("%s: overdue %v", when, got)
		}
	}
	w.at(0, 9).crowd(20, loan())
	w.at(2, 0).counts()
	overdue("before the first week", false)
	w.at(2, 1).counts()
	overdue("counted", false)
	w.at(4, 0)
	overdue("due", false)
	w.at(4, 1).now = w.now.Add(settles)
	overdue("due for an hour", true)
	w.counts()
	overdue("counted again", false)
	w.at(13, 23).counts()
	overdue("the week after, too", false)
	w.at(14, 2)
	overdue("not closed", true)
	w.counts()
	overdue("closed", false)
}
