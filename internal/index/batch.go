package index

import (
	"fmt"

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
	var a Answer // one for all: each would take memory of its own
	for i, e := range l.findAll(keys) {
		l.answer(&a, keys[i], e, asOf, now)
		tell(i, &a)
	}
	return nil
}

// findAll returns the newest entry of each subject.
func (l *layers) findAll(keys []subject.Key) []found {
	all := l.base.findAll(keys)
	for _, o := range []*overlay{l.frozen, l.live} {
		if o == nil || o.len() == 0 {
			continue
		}
		for i, key := range keys {
			if e, ok := o.find(key); ok {
				all[i] = found{e, true}
			}
		}
	}
	return all
}

// findAll is find for many.
func (b *base) findAll(keys []subject.Key) []found {
	numbers, places, all := make([]uint64, len(keys)), make([]int, len(keys)), make([]found, len(keys))
	for i, key := range keys {
		numbers[i], _ = key.E164() // others are looked for as 0, which is no number
	}
	b.steps().findAll(b.numbers, numbers, places)
	for i, at := range places {
		if at < len(b.numbers) && b.numbers[at] == numbers[i] {
			all[i] = found{entry{packed: b.packed[at], first: b.first[at]}, true}
		}
	}
	for i := range all {
		switch e := &all[i]; {
		case e.packed&detailed != 0:
			e.detail = b.details.find(numbers[i])
		case numbers[i] == 0:
			e.entry, e.known = b.others[keys[i]]
		}
	}
	return all
}
