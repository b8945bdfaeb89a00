package ratelimit

import (
	"sync"
	"time"
)

const (
	tripsAfter = 3           // failures in a row: one slow answer is no outage
	restsFor   = time.Second // between two attempts while tripped
)

// breaker keeps callers from waiting for a Redis that is down, and Redis from being stormed when it is back.
// After tripsAfter failures in a row it lets one attempt pass in each restsFor, until one succeeds.
type breaker struct {
	mu       sync.Mutex
	failures int // in a row
	next     time.Time
}

// pass reports whether Redis may be asked now.
func (b *breaker) pass(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failures < tripsAfter {
		return true
	}
	if wait := b.next.Sub(now); wait > 0 && wait <= restsFor { // a longer wait is a clock set back
		return false
	}
	b.next = now.Add(restsFor)
	return true
}

// succeeded closes the breaker.
func (b *breaker) succeeded() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failures = 0
}

// failed counts a failure, and reports whether it is the one that tripped the breaker.
func (b *breaker) failed(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failures++
	b.next = now.Add(restsFor)
	return b.failures == tripsAfter
}
