package ratelimit

import (
	"context"
	"math"
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// leaky is GCRA's other face, the continuous-state leaky bucket of I.371 annex A, in exact fractions: a
// level that drains, and room for burst.
type leaky struct {
	b     Budget
	level *big.Rat
	at    time.Duration
}

func (m *leaky) allow(at time.Duration, n int) bool {
	perMicro := big.NewRat(int64(m.b.Rate), m.b.Period.Microseconds())
	drained := new(big.Rat).Mul(perMicro, big.NewRat((at-m.at).Microseconds(), 1))
	m.level.Sub(m.level, drained)
	if m.level.Sign() < 0 {
		m.level.SetInt64(0)
	}
	m.at = at
	after := new(big.Rat).Add(m.level, big.NewRat(int64(n), 1))
	if after.Cmp(big.NewRat(int64(m.b.Burst), 1)) > 0 {
		return false
	}
	m.level = after
	return true
}

func (m *leaky) remaining() int {
	left := new(big.Rat).Sub(big.NewRat(int64(m.b.Burst), 1), m.level)
	return int(new(big.Int).Quo(left.Num(), left.Denom()).Int64())
}

func TestLocalIsALeakyBucket(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gap := rapid.Int64Range(1, 1e9).Draw(t, "gap, microseconds")
		rate := rapid.IntRange(1, 1000).Draw(t, "rate")
		b := Budget{"x", rate, time.Duration(gap*int64(rate)) * time.Microsecond, rapid.IntRange(1, 30).Draw(t, "burst")}
		c := newClock()
		l, model := NewLocal(LocalConfig{Capacity: 64, Clock: c.Now}), &leaky{b: b, level: new(big.Rat)}
		begin := c.Now()
		for range rapid.IntRange(1, 60).Draw(t, "requests") {
			wait := rapid.OneOf(rapid.Just(int64(0)), rapid.Just(gap), rapid.Int64Range(0, 3*gap)).Draw(t, "wait")
			c.move(time.Duration(wait) * time.Microsecond)
			n := rapid.IntRange(1, b.Burst+1).Draw(t, "n")
			want := model.allow(c.Now().Sub(begin), n)
			got := l.Allow(context.Background(), caller("a"), b, n)
			if got.Allowed != want || got.Remaining != model.remaining() || !proper(got) {
				t.Fatalf("%d of %+v: %+v, want allowed %v, %d remaining", n, b, got, want, model.remaining())
			}
			if got.Allowed || n > b.Burst {
				continue
			}
			c.move(got.RetryAfter - time.Microsecond)
			if model.allow(c.Now().Sub(begin), n) || l.Allow(context.Background(), caller("a"), b, n).Allowed {
				t.Fatalf("passed before RetryAfter of %+v", got)
			}
		}
	})
}

func TestGapIsRoundedUpToMicroseconds(t *testing.T) {
	for _, tt := range []struct {
		b    Budget
		want bucket
	}{
		{PerMinute("x", 60), bucket{1_000_000, 60}},
		{PerMinute("x", 60).Times(20), bucket{50_000, 1200}},
		{PerMinute("x", 7), bucket{8_571_429, 7}},
		{PerHour("x", 10), bucket{360_000_000, 10}},
		{PerDay("x", 3), bucket{28_800_000_000, 3}},
		{Budget{"x", 5_000_000, time.Second, 5}, bucket{1, 5}},
		{Budget{"x", math.MaxInt, 1, math.MaxInt}, bucket{1, int(longest)}},
		{Budget{"x", 1, 366 * day, 9}, bucket{longest, 1}},
		{Budget{"x", 1, 367 * day, 9}, bucket{longest + 86_400_000_000, 0}},
	} {
		if got := tt.b.bucket(); got != tt.want {
			t.Errorf("%+v: %+v, want %+v", tt.b, got, tt.want)
		}
	}
}

// FuzzLocal: whatever the numbers, the decision is proper, at most Burst pass while the clock does not go
// forward, and a clock that goes anywhere keeps nobody out for longer than the bucket takes to fill.
func FuzzLocal(f *testing.F) {
	f.Add(60, int64(time.Minute), 60, 1, int64(0))
	f.Add(0, int64(0), 0, 0, int64(-1))
	for _, b := range oddities {
		f.Add(b.Rate, int64(b.Period), b.Burst, math.MaxInt, int64(math.MinInt64))
		f.Add(b.Rate, int64(b.Period), b.Burst, 1, int64(math.MaxInt64))
	}
	f.Fuzz(func(t *testing.T, rate int, period int64, burst, n int, jump int64) {
		c := newClock()
		l, b := NewLocal(LocalConfig{Capacity: 64, Clock: c.Now}), Budget{"x", rate, time.Duration(period), burst}
		passed := 0
		for i := range 20 {
			if i == 10 {
				c.move(-time.Duration(max(0, jump)))
			}
			d := l.Allow(context.Background(), caller("a"), b, n)
			if !proper(d) {
				t.Fatalf("%+v", d)
			}
			if d.Allowed {
				passed += max(n, 1)
			}
			if passed < 0 || passed > max(burst, 0) {
				t.Fatalf("%d passed of %+v", passed, b)
			}
		}
		c.move(time.Duration(jump))
		d := l.Allow(context.Background(), caller("a"), b, n)
		if full := b.bucket().full().duration(); !proper(d) || d.RetryAfter > max(full, day) || d.ResetAfter > full {
			t.Fatalf("after a jump of %v: %+v", time.Duration(jump), d)
		}
	})
}
