package index

import (
	"sync"

	"ringfence/internal/subject"
)

// overlay is what changed since the base was made.
type overlay struct {
	mu      sync.RWMutex
	entries map[subject.Key]laid
	numbers map[string]int   // by block, how many
	crowds  map[string]crowd // by block; an empty one is no longer a crowd
}

// laid is an entry and what it was made of.
type laid struct {
	entry
	revision uint64 // of the projection
	turn     uint64 // of following in which this process showed it; 0 when the store told of it
}

func newOverlay() *overlay {
	return &overlay{entries: make(map[subject.Key]laid), numbers: make(map[string]int), crowds: make(map[string]crowd)}
}

func (o *overlay) find(key subject.Key) (entry, bool) {
	e, ok := o.laid(key)
	return e.entry, ok
}

func (o *overlay) laid(key subject.Key) (laid, bool) {
	o.mu.RLock()
	defer o.mu.RUnlock()
	e, ok := o.entries[key]
	return e, ok
}

func (o *overlay) crowd(block string) (crowd, bool) {
	o.mu.RLock()
	defer o.mu.RUnlock()
	c, ok := o.crowds[block]
	return c, ok
}

func (o *overlay) len() int {
	o.mu.RLock()
	defer o.mu.RUnlock()
	return len(o.entries)
}

func (o *overlay) put(key subject.Key, e laid) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, known := o.entries[key]; !known {
		if name, ok := key.Block(); ok {
			o.numbers[name]++
		}
	}
	o.entries[key] = e
}

// count returns how many numbers of a block the overlay holds.
func (o *overlay) count(block string) int {
	o.mu.RLock()
	defer o.mu.RUnlock()
	return o.numbers[block]
}

func (o *overlay) putCrowd(block string, c crowd) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.crowds[block] = c
}
