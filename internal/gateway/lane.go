package gateway

import (
	"context"
	"slices"
	"sync"
	"time"

	"ringfence/internal/subject"
)

// letter is a reply on its way.
type letter struct {
	to    subject.Key
	text  string
	tries int
	due   time.Time // when to try again; zero at first
	turn  uint64    // rises with every new one
}

// lane is the replies that wait for one gateway, the oldest first.
type lane struct {
	sender Sender

	mu      sync.Mutex
	waiting []letter
	turns   uint64
	closed  bool
	changed chan struct{} // closed when something is put
}

func newLane(s Sender) *lane { return &lane{sender: s, changed: make(chan struct{})} }

func (l *lane) len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.waiting)
}

// put adds a letter at its place, and returns whether one was dropped for it. One that was tried keeps its place.
func (l *lane) put(out letter) (dropped bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return true
	}
	if out.turn == 0 {
		l.turns++
		out.turn = l.turns
	}
	at, _ := slices.BinarySearchFunc(l.waiting, out.turn, func(w letter, turn uint64) int { return int(int64(w.turn) - int64(turn)) })
	l.waiting = slices.Insert(l.waiting, at, out)
	if dropped = len(l.waiting) > OutboxSize; dropped {
		l.waiting = slices.Delete(l.waiting, 0, 1)
	}
	close(l.changed)
	l.changed = make(chan struct{})
	return dropped
}

// take waits for the oldest letter that is due, until ctx ends.
func (l *lane) take(ctx context.Context) (letter, bool) {
	for ctx.Err() == nil {
		out, ok, next, changed := l.due(time.Now())
		if ok {
			return out, true
		}
		timer := time.NewTimer(next)
		select {
		case <-changed:
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
	}
	return letter{}, false
}

// never is longer than any letter waits.
const never = time.Hour

// due takes out the oldest letter that is due, or tells how long to wait for one, unless something is put before.
func (l *lane) due(now time.Time) (out letter, ok bool, next time.Duration, changed <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	next = never
	for i, w := range l.waiting {
		if wait := w.due.Sub(now); wait > 0 {
			next = min(next, wait)
			continue
		}
		l.waiting = slices.Delete(l.waiting, i, i+1)
		return w, true, 0, nil
	}
	return letter{}, false, next, l.changed
}

// close empties the lane for good.
func (l *lane) close() []letter {
	l.mu.Lock()
	defer l.mu.Unlock()
	left := l.waiting
	l.waiting, l.closed = nil, true
	return left
}
