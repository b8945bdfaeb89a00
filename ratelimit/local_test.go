package ratelimit

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"
)

// clock is a time that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func TestLocal(t *testing.T) {
	suite(t, func(*testing.T) subject {
		c := newClock()
		return subject{NewLocal(LocalConfig{Clock: c.Now}), func(t *testing.T, _ time.Time, wait time.Duration, ok func() bool) {
			t.Helper()
			c.move(wait - time.Microsecond)
			if ok() {
				t.Errorf("passed a microsecond before the %v it was to wait", wait)
			}
			c.move(time.Microsecond)
			if !ok() {
				t.Errorf("refused after the %v it was to wait", wait)
			}
		}}
	})
}

func TestLocalGainsEvenly(t *testing.T) {
	c := newClock()
	l := NewLocal(LocalConfig{Clock: c.Now})
	b := DefaultBudgets().Lookup
	for range 60 {
		l.Allow(context.Background(), caller("a"), b, 1)
	}
	for second := range 3600 { // an hour of an app that asks three times as often as it may
		passed := 0
		for range 3 {
			if l.Allow(context.Background(), caller("a"), b, 1).Allowed {
				passed++
			}
		}
		if want := min(second, 1); passed != want {
			t.Fatalf("second %d: %d passed, want %d", second, passed, want)
		}
		c.move(time.Second)
	}
}

func TestLocalClockSetBack(t *testing.T) {
	for _, back := range []time.Duration{time.Second, time.Hour, 24 * 365 * time.Hour, 1 << 62} {
		t.Run(back.String(), func(t *testing.T) {
			c := newClock()
			l := NewLocal(LocalConfig{Clock: c.Now})
			ask := func(who string) Decision {
				return l.Allow(context.Background(), caller(who), PerMinute("x", 2), 1)
			}
			ask("a")
			ask("a")
			c.move(-back)
			if d := ask("new"); !d.Allowed || d.Remaining != 1 {
				t.Errorf("a caller who is new: %+v", d)
			}
			if d := ask("a"); d.Allowed || d.RetryAfter > time.Minute {
				t.Errorf("a caller with an empty bucket: %+v", d)
			}
		})
	}
}

func TestLocalIsBounded(t *testing.T) {
	c := newClock()
	l := NewLocal(LocalConfig{Capacity: 640, Clock: c.Now})
	b := PerMinute("x", 2)
	ask := func(i int) Decision {
		return l.Allow(context.Background(), caller(fmt.Sprint(i)), b, 1)
	}
	known, passed := 0, 0
	for i := range 100_000 {
		d := ask(i)
		if d.Allowed {
			passed++
		}
		if d.By == ByLocal {
			known++
		}
	}
	if known != 640 {
		t.Errorf("%d callers have a bucket of their own in a Local with room for 640", known)
	}
	if strangers := 64 * b.Times(CampusFactor).Burst; passed != known+strangers {
		t.Errorf("%d of 100,000 strangers passed, want %d for those with a bucket and %d for the others", passed, known, strangers)
	}
	if d := ask(0); !d.Allowed || d.By != ByLocal || d.Remaining != 0 {
		t.Errorf("the caller who came first: %+v", d)
	}
	c.move(time.Hour)
	if d := ask(99_999); !d.Allowed || d.By != ByLocal {
		t.Errorf("a stranger after the others' buckets have become whole: %+v", d)
	}
	for i := range l.shards {
		if n := len(l.shards[i].whole); n > 11 { // ten, and one of the strangers
			t.Errorf("shard %d has %d buckets", i, n)
		}
	}
}

func TestLocalForgetsWhatIsWhole(t *testing.T) {
	c := newClock()
	l := NewLocal(LocalConfig{Capacity: 640, Clock: c.Now})
	for i := range 100_000 { // one a second, each whole again after 30 s
		if d := l.Allow(context.Background(), caller(fmt.Sprint(i)), PerMinute("x", 2), 1); !d.Allowed || d.By != ByLocal {
			t.Fatalf("caller %d: %+v", i, d)
		}
		c.move(time.Second)
	}
}

func TestLocalRefusedStrangerTakesNoRoom(t *testing.T) {
	l := NewLocal(LocalConfig{})
	l.Allow(context.Background(), caller("a"), PerMinute("x", 2), 3)
	if n := len(l.shard(caller("a")).whole); n != 0 {
		t.Errorf("%d buckets", n)
	}
}

func TestLocalLearnsTheLargerDebt(t *testing.T) {
	c := newClock()
	l := NewLocal(LocalConfig{Clock: c.Now})
	hour := micros(time.Hour / time.Microsecond)
	for _, step := range []struct {
		told      micros
		remaining int
	}{{2 * hour, 2}, {hour, 1}, {0, 0}} { // each look takes one of five
		l.learn(caller("a"), "slow", step.told)
		if d := l.Allow(context.Background(), caller("a"), slow(5), 1); d.Remaining != step.remaining {
			t.Errorf("told %v: %+v, want %d remaining", step.told.duration(), d, step.remaining)
		}
	}
}
