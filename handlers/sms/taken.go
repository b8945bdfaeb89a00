package sms

import (
	"crypto/sha256"
	"sync"
	"time"
)

// maxTaken is how many requests are remembered: those of ten minutes at 400 a second.
const maxTaken = 1 << 18

// taken remembers requests that may not be taken twice, until they would not verify any more. When there are more than it has room
// for it forgets the oldest: a message in it that comes again is then known by its own name, for as long as its sender is remembered.
type taken struct {
	most int

	mu    sync.Mutex
	until map[print]time.Time
	order []print // the oldest first
}

// print stands for the name of a request, which may hold anything.
type print [16]byte

func printOf(name string) print {
	sum := sha256.Sum256([]byte(name))
	return print(sum[:len(print{})])
}

func newTaken(most int) *taken { return &taken{most: most, until: make(map[print]time.Time)} }

// holds reports whether a request was taken before.
func (t *taken) holds(o Once, now time.Time) bool {
	if o.Name == "" {
		return false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	until, ok := t.until[printOf(o.Name)]
	return ok && now.Before(until)
}

// keep remembers a request that was taken.
func (t *taken) keep(o Once, now time.Time) {
	if o.Name == "" {
		return
	}
	p := printOf(o.Name)
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, known := t.until[p]; known {
		return // a copy of it was taken at the same time
	}
	for len(t.order) > 0 && (len(t.order) >= t.most || !now.Before(t.until[t.order[0]])) {
		delete(t.until, t.order[0])
		t.order = t.order[1:]
	}
	t.order = append(t.order, p)
	t.until[p] = o.Until
}
