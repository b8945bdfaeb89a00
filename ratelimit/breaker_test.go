package ratelimit

import (
	"testing"
	"time"
)

func TestBreaker(t *testing.T) {
	var b breaker
	c := newClock()
	expect := func(when string, want bool) {
		t.Helper()
		if b.pass(c.Now()) != want {
			t.Errorf("%s: Redis is asked: %v", when, !want)
		}
	}
	fail := func(trips bool) {
		t.Helper()
		if b.failed(c.Now()) != trips {
			t.Errorf("failure %d trips: %v", b.failures, !trips)
		}
	}

	expect("at first", true)
	fail(false)
	fail(false)
	expect("after two failures", true)
	b.succeeded()
	fail(false)
	fail(false)
	expect("after a success between four", true)
	fail(true)
	expect("after three in a row", false)
	c.move(restsFor - 1)
	expect("a moment before a second has passed", false)
	c.move(1)
	expect("after a second", true)
	expect("beside that one attempt", false)
	c.move(50 * time.Millisecond)
	fail(false)
	expect("after it has failed", false)
	c.move(restsFor)
	expect("a second later", true)
	b.succeeded()
	expect("after it has succeeded", true)
	expect("and from then on", true)

	fail(false)
	fail(false)
	fail(true)
	c.move(-24 * time.Hour)
	expect("with the clock set back a day", true)
}
