package index

import (
	"fmt"
	"slices"
	"sync"

	"ringfence/internal/fault"
	"ringfence/internal/subject"
)

// LookupAll tells what is known of many subjects, in their order, as Lookup does of each; an Answer is good until
// tell returns. What they need of the index's memory is fetched for all of them together, which is most of the
// time that a single one takes.
func (x *Index) LookupAll(keys []subject.Key, tell func(i int, a *Answer)) error {
	asOf, now, l := x.AsOf(), x.Clock(), x.now.Load()
	if asOf.IsZero() {
		return fmt.Errorf("the index is not loaded yet: %w", fault.Unavailable)
	}
	d := desks.Get().(*desk)
	defer d.leave()
	l.findAll(d, keys)
	var a Answer // one for all: each would take memory of its own
	for i, e := range d.found {
		l.answer(&a, keys[i], e, asOf, now)
		tell(i, &a)
	}
	return nil
}

// desk is memory to find many entries in.
type desk struct {
	numbers []uint64
	places  []int
	found   []found
}

// desks are used again and again: a batch of 500 would take 28 kB from the heap. Each batch starts with empty lists.
var desks = sync.Pool{New: func() any { return new(desk) }}

func (d *desk) sit(n int) {
	d.numbers, d.places, d.found = slices.Grow(d.numbers, n)[:n], slices.Grow(d.places, n)[:n], slices.Grow(d.found, n)[:n]
}

func (d *desk) leave() {
	clear(d.found) // it would keep the details of an old base
	d.numbers, d.places, d.found = d.numbers[:0], d.places[:0], d.found[:0]
	desks.Put(d)
}

// findAll finds the newest entry of each subject.
func (l *layers) findAll(d *desk, keys []subject.Key) {
	d.sit(len(keys))
	l.base.findAll(d, keys)
	for _, o := range []*overlay{l.frozen, l.live} {
		if o == nil || o.len() == 0 {
			continue
		}
		for i, key := range keys {
			if e, ok := o.find(key); ok {
				d.found[i] = found{e, true}
			}
		}
	}
}

// findAll is find for many.
func (b *base) findAll(d *desk, keys []subject.Key) {
	for i, key := range keys {
		d.numbers[i], _ = key.E164() // others are looked for as 0, which is no number
	}
	b.steps().findAll(b.numbers, d.numbers, d.places)
	for i, at := range d.places {
		if at < len(b.numbers) && b.numbers[at] == d.numbers[i] {
			d.found[i] = found{entry{packed: b.packed[at], first: b.first[at]}, true}
		}
	}
	for i := range d.found {
		switch e := &d.found[i]; {
		case e.packed&detailed != 0:
			e.detail = b.details.find(d.numbers[i])
		case d.numbers[i] == 0:
			e.entry, e.known = b.others[keys[i]]
		}
	}
}
