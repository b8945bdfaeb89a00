package index

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"slices"
	"strconv"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Place is where a subject stands among all: numbers by their digits, then the other kinds by their keys. The zero
// Place is before all.
type Place struct {
	number uint64 // beyond for the other kinds
	key    string // of the other kinds
}

const beyond = math.MaxUint64 // more than every number

// Compare is negative when p comes before q.
func (p Place) Compare(q Place) int {
	return cmp.Or(cmp.Compare(p.number, q.number), cmp.Compare(p.key, q.key))
}

// Subject returns the subject that stands there. The zero Place has none.
func (p Place) Subject() subject.Key {
	name := p.key
	if p.number != beyond {
		name = "+" + strconv.FormatUint(p.number, 10)
	}
	key, _ := subject.ParseKey(name) // it was read from a Key
	return key
}

func placeOf(key subject.Key) Place {
	if number, ok := key.E164(); ok {
		return Place{number: number}
	}
	return Place{beyond, key.String()}
}

// Listed is a listed subject.
type Listed struct {
	Place
	LastSeen time.Time // day or month of the last report
}

// Listed returns every subject that is listed, in their order from a place on. What changes while they are gone
// through may be among them or not. It is fault.Unavailable until the index was loaded.
func (x *Index) Listed(from Place) (iter.Seq[Listed], error) {
	if x.AsOf().IsZero() {
		return nil, fmt.Errorf("the index is not loaded yet: %w", fault.Unavailable)
	}
	l := x.now.Load()
	return func(yield func(Listed) bool) {
		for p := range l.from(from) {
			if p.packed.Listed() && !yield(Listed{p.Place, p.packed.LastSeen()}) {
				return
			}
		}
	}, nil
}

// Exported returns every subject that feeds of numbers to block tell of, in their order, with what they tell. What changes
// while they are gone through may be among them or not. It is fault.Unavailable until the index was loaded.
func (x *Index) Exported() (iter.Seq2[subject.Key, reputation.Packed], error) {
	if x.AsOf().IsZero() {
		return nil, fmt.Errorf("the index is not loaded yet: %w", fault.Unavailable)
	}
	l := x.now.Load()
	return func(yield func(subject.Key, reputation.Packed) bool) {
		for p := range l.from(Place{}) {
			if p.packed.Exported() && !yield(p.Subject(), p.packed.Told()) {
				return
			}
		}
	}, nil
}

// placed is what is packed of a subject.
type placed struct {
	Place
	packed reputation.Packed
}

// from goes through all subjects in order.
func (l *layers) from(at Place) iter.Seq[placed] {
	return func(yield func(placed) bool) {
		changed := l.changed(at)
		for old := range l.base.from(at) {
			replaced := false
			for len(changed) > 0 && changed[0].Compare(old.Place) <= 0 {
				replaced = changed[0].Place == old.Place
				if !yield(changed[0]) {
					return
				}
				changed = changed[1:]
			}
			if !replaced && !yield(old) {
				return
			}
		}
		for _, p := range changed {
			if !yield(p) {
				return
			}
		}
	}
}

// changed returns what lies over the base from a place on, in order.
func (l *layers) changed(from Place) []placed {
	var all []placed
	for _, o := range []*overlay{l.live, l.frozen} { // the newest first, which stays
		if o != nil {
			all = o.placed(all, from)
		}
	}
	inOrder(all)
	return slices.CompactFunc(all, func(a, b placed) bool { return a.Place == b.Place })
}

func inOrder(all []placed) {
	slices.SortStableFunc(all, func(a, b placed) int { return a.Compare(b.Place) })
}

// placed appends what changed from a place on, in no order.
func (o *overlay) placed(to []placed, from Place) []placed {
	o.mu.RLock()
	defer o.mu.RUnlock()
	for key, e := range o.entries {
		if at := placeOf(key); at.Compare(from) >= 0 {
			to = append(to, placed{at, e.packed})
		}
	}
	return to
}

// from goes through all that the base holds, in order.
func (b *base) from(at Place) iter.Seq[placed] {
	return func(yield func(placed) bool) {
		first, _ := b.place(at.number)
		for i := first; i < len(b.numbers); i++ {
			if !yield(placed{Place{number: b.numbers[i]}, b.packed[i]}) {
				return
			}
		}
		for _, p := range b.othersFrom(at) {
			if !yield(p) {
				return
			}
		}
	}
}

// othersFrom returns what is no number from a place on, in order.
func (b *base) othersFrom(from Place) []placed {
	var all []placed
	for key, e := range b.others {
		if at := placeOf(key); at.Compare(from) >= 0 {
			all = append(all, placed{at, e.packed})
		}
	}
	inOrder(all)
	return all
}
