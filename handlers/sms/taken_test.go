package sms

import (
	"strconv"
	"testing"
	"time"
)

// TestTakenForgets: a request is remembered for as long as it would verify, and the oldest make room.
func TestTakenForgets(t *testing.T) {
	now := time.Date(2026, 11, 20, 8, 30, 0, 0, time.UTC)
	request := func(i int, until time.Duration) Once { return Once{Name: strconv.Itoa(i), Until: now.Add(until)} }
	t.Run("in time", func(t *testing.T) {
		held := newTaken(3)
		held.keep(request(1, time.Minute), now)
		for after, want := range map[time.Duration]bool{0: true, time.Minute - 1: true, time.Minute: false} {
			if got := held.holds(request(1, time.Minute), now.Add(after)); got != want {
				t.Errorf("after %v: %t", after, got)
			}
		}
		held.keep(request(2, time.Hour), now.Add(time.Minute))
		if len(held.until) != 1 || len(held.order) != 1 {
			t.Errorf("%d are remembered, in an order of %d", len(held.until), len(held.order))
		}
	})
	t.Run("for room", func(t *testing.T) {
		held := newTaken(3)
		for i := range 5 {
			held.keep(request(i, time.Minute), now)
			held.keep(request(i, time.Minute), now) // two copies at once are one
		}
		for i := range 5 {
			if got := held.holds(request(i, time.Minute), now); got != (i >= 2) {
				t.Errorf("request %d of 5: %t", i, got)
			}
		}
		if len(held.until) != 3 || len(held.order) != 3 {
			t.Errorf("%d are remembered, in an order of %d", len(held.until), len(held.order))
		}
	})
	t.Run("what may be taken again is not remembered", func(t *testing.T) {
		held := newTaken(3)
		held.keep(Once{}, now)
		if len(held.until) != 0 || held.holds(Once{}, now) {
			t.Error("it is")
		}
	})
}
