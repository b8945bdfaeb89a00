package ratelimit

import (
	"context"
	"math"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// subject is one limiter under the suite.
type subject struct {
	Limiter
	// until lets pass what a refusal at from asked for, and fails t unless ok, false before, is true then.
	until func(t *testing.T, from time.Time, wait time.Duration, ok func() bool)
}

var secret = []byte("a secret of the tests")

func caller(who string) Caller { return Name(secret, who) }

// slow gains one an hour: no test lasts until the next.
func slow(burst int) Budget { return Budget{"slow", 1, time.Hour, burst} }

// nearly reports whether got is want, less the time that a test may take.
func nearly(got, want time.Duration) bool { return got <= want && got > want-5*time.Minute }

// suite is what every limiter promises. Each test has a limiter in which every bucket is whole.
func suite(t *testing.T, open func(t *testing.T) subject) {
	for _, tt := range []struct {
		name string
		test func(t *testing.T, l subject)
	}{
		{"a whole bucket lets through Burst and no more", wholeBucket},
		{"a refusal says when to come back, and it is true", comeBack},
		{"several at once are taken whole or not at all", several},
		{"an n below 1 is 1, above Burst never passes", oddNumbers},
		{"refusals leave no trace", refusals},
		{"callers and things have buckets of their own", independent},
		{"a larger factor widens the same bucket", widened},
		{"of many at once exactly Burst pass", atOnce},
		{"a budget that is not positive allows nothing", nothing},
		{"no field is ever negative", neverNegative},
		{"whoever hangs up is charged all the same", hungUp},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.test(t, open(t)) })
	}
}

func (s subject) ask(who string, b Budget, n int) Decision {
	return s.Allow(context.Background(), caller(who), b, n)
}

func wholeBucket(t *testing.T, l subject) {
	for i := 1; i <= 5; i++ {
		d := l.ask("a", slow(5), 1)
		if !d.Allowed || d.Limit != 5 || d.Remaining != 5-i || d.RetryAfter != 0 || !nearly(d.ResetAfter, time.Duration(i)*time.Hour) {
			t.Errorf("request %d of 5: %+v", i, d)
		}
	}
	d := l.ask("a", slow(5), 1)
	if d.Allowed || d.Limit != 5 || d.Remaining != 0 || !nearly(d.RetryAfter, time.Hour) || !nearly(d.ResetAfter, 5*time.Hour) {
		t.Errorf("request 6 of 5: %+v", d)
	}
}

func comeBack(t *testing.T, l subject) {
	quick := Budget{"quick", 20, time.Second, 3}
	for range 3 {
		refused, from := Decision{Allowed: true}, time.Time{}
		for tries := 0; refused.Allowed; tries++ {
			if tries == 10_000 {
				t.Fatal("10,000 requests in a row passed a budget of 20 a second")
			}
			from = time.Now()
			refused = l.ask("a", quick, 1)
		}
		if refused.RetryAfter <= 0 || refused.RetryAfter > 50*time.Millisecond || refused.ResetAfter > 150*time.Millisecond {
			t.Fatalf("refused: %+v", refused)
		}
		l.until(t, from, refused.RetryAfter, func() bool { return l.ask("a", quick, 1).Allowed })
	}
}

func several(t *testing.T, l subject) {
	for _, step := range []struct {
		n         int
		allowed   bool
		remaining int
		retry     time.Duration
	}{
		{3, true, 7, 0},
		{8, false, 7, time.Hour},
		{7, true, 0, 0},
		{1, false, 0, time.Hour},
		{10, false, 0, 10 * time.Hour},
	} {
		d := l.ask("a", slow(10), step.n)
		if d.Allowed != step.allowed || d.Remaining != step.remaining || d.RetryAfter != 0 && !nearly(d.RetryAfter, step.retry) {
			t.Errorf("%d: %+v, want %+v", step.n, d, step)
		}
	}
}

func oddNumbers(t *testing.T, l subject) {
	for _, n := range []int{0, -1, math.MinInt} {
		if d := l.ask("a", slow(3), n); !d.Allowed {
			t.Errorf("%d: %+v", n, d)
		}
	}
	if d := l.ask("a", slow(3), 0); d.Allowed {
		t.Errorf("three times an n below 1 took nothing: %+v", d)
	}
	for _, n := range []int{4, math.MaxInt} {
		if d := l.ask("b", slow(3), n); d.Allowed || d.RetryAfter != 3*time.Hour || d.Remaining != 3 || d.ResetAfter != 0 {
			t.Errorf("%d: %+v", n, d)
		}
	}
}

func refusals(t *testing.T, l subject) {
	last := l.ask("a", slow(2), 2)
	for i := range 50 {
		d := l.ask("a", slow(2), 1+i%2)
		if d.Allowed || d.ResetAfter > last.ResetAfter {
			t.Fatalf("refusal %d: %+v after %+v", i, d, last)
		}
		last = d
	}
}

func independent(t *testing.T, l subject) {
	other := slow(1)
	other.Name = "other"
	for _, ask := range []struct {
		who string
		b   Budget
	}{{"a", slow(1)}, {"b", slow(1)}, {"a", other}, {"b", other}} {
		if d := l.ask(ask.who, ask.b, 1); !d.Allowed {
			t.Errorf("the first %s of %s: %+v", ask.b.Name, ask.who, d)
		}
		if d := l.ask(ask.who, ask.b, 1); d.Allowed {
			t.Errorf("the second %s of %s: %+v", ask.b.Name, ask.who, d)
		}
	}
}

func widened(t *testing.T, l subject) {
	l.ask("a", slow(2), 2)
	if d := l.ask("a", slow(2), 1); d.Allowed {
		t.Errorf("a third of 2: %+v", d)
	}
	// Two hours of debt are 40 requests of a budget that is 20 times larger; so all 40 but those 40 remain.
	if d := l.ask("a", slow(2).Times(20), 1); d.Limit != 40 || d.Remaining > 1 {
		t.Errorf("the same bucket 20 times larger: %+v", d)
	}
	if d := l.ask("b", slow(2).Times(20), 40); !d.Allowed {
		t.Errorf("40 of 2 times 20: %+v", d)
	}
}

func atOnce(t *testing.T, l subject) {
	const burst, workers, each = 100, 16, 40
	var passed atomic.Int64
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for range each {
				if l.ask("a", slow(burst), 1).Allowed {
					passed.Add(1)
				}
			}
		})
	}
	group.Wait()
	if passed.Load() != burst {
		t.Errorf("%d of %d passed a budget of %d", passed.Load(), workers*each, burst)
	}
}

func nothing(t *testing.T, l subject) {
	for _, b := range []Budget{
		{}, {"x", 0, time.Hour, 1}, {"x", 1, 0, 1}, {"x", 1, time.Hour, 0}, {"x", -1, -time.Hour, -1},
		{"x", 1, math.MaxInt64, 1}, // one in 292 years
	} {
		if d := l.ask("a", b, 1); d != (Decision{RetryAfter: 24 * time.Hour, By: ByLocal}) {
			t.Errorf("%+v: %+v", b, d)
		}
	}
}

// oddities are budgets at the ends of what the types hold.
var oddities = []Budget{
	{"o", math.MaxInt, math.MaxInt64, math.MaxInt},
	{"o", math.MaxInt, 1, math.MaxInt},
	{"o", 1, 1, 1},
	{"o", 1, math.MaxInt64, math.MaxInt},
	{"o", math.MaxInt, time.Hour, 1},
	{"o", 7, time.Minute, 7},
	{"o", 3, 24 * time.Hour, math.MaxInt},
}

func neverNegative(t *testing.T, l subject) {
	for _, b := range oddities {
		for _, n := range []int{1, 2, math.MaxInt32, math.MaxInt} {
			for range 3 {
				if d := l.ask("a", b, n); !proper(d) {
					t.Errorf("%d of %+v: %+v", n, b, d)
				}
			}
		}
	}
}

// proper reports whether d is a decision that Decision describes.
func proper(d Decision) bool {
	return d.Limit >= 0 && d.Remaining >= 0 && d.Remaining <= d.Limit && d.RetryAfter >= 0 && d.ResetAfter >= 0 &&
		d.Allowed == (d.RetryAfter == 0) && d.By != ""
}

func hungUp(t *testing.T, l subject) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if d := l.Allow(ctx, caller("a"), slow(1), 1); !d.Allowed {
		t.Errorf("the first: %+v", d)
	}
	if d := l.Allow(ctx, caller("a"), slow(1), 1); d.Allowed {
		t.Errorf("the second: %+v", d)
	}
}
