package projection

import (
	"context"
	"sync"
	"time"

	"ringfence/internal/subject"
)

// together projects what callers ask for at the same time in one go: a store spends more on a round trip, or on a
// transaction, than on what is in it. Whoever is alone does not wait for company; while some are on their way the
// next are gathered.
type together struct {
	project func(context.Context, []subject.Key) error
	mu      sync.Mutex
	waiting []wish
	away    int
}

// wish is what one caller wants projected.
type wish struct {
	about []subject.Key
	done  chan error // room for one
}

const (
	mostAway   = 2               // groups under way: while one is written the next is read
	mostWait   = 5 * time.Second // for a group; the sweeper makes up for it
	inOneGroup = 500             // wishes that are projected at once, at most
)

// do projects subjects and returns when they are projected, or ctx ends: then they are all the same. The error may
// be that of another in the group.
func (t *together) do(ctx context.Context, about []subject.Key) error {
	w := wish{about: about, done: make(chan error, 1)}
	t.mu.Lock()
	t.waiting = append(t.waiting, w)
	if t.away < mostAway {
		t.away++
		go t.run() //nolint:gosec // what a group does is not one caller's to end
	}
	t.mu.Unlock()
	select {
	case err := <-w.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// run projects group after group until nobody waits.
func (t *together) run() {
	for {
		group := t.next()
		if len(group) == 0 {
			return
		}
		var about []subject.Key
		known := make(map[subject.Key]bool)
		for _, w := range group {
			for _, key := range w.about {
				if !known[key] {
					known[key] = true
					about = append(about, key)
				}
			}
		}
		ctx, cancel := context.WithTimeout(context.Background(), mostWait)
		err := t.project(ctx, about)
		cancel()
		for _, w := range group {
			w.done <- err
		}
	}
}

// next takes those who wait, and notes when nobody does.
func (t *together) next() []wish {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := min(len(t.waiting), inOneGroup)
	group := t.waiting[:n:n]
	t.waiting = t.waiting[n:]
	if n == 0 {
		t.away--
	}
	return group
}
