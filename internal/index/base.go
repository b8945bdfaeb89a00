package index

import (
	"maps"
	"slices"
	"sync"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// base is the sorted, immutable part of an index: 18 bytes a number and half a byte to find it by, and the
// details of the few that have some.
type base struct {
	numbers []uint64 // E.164, ascending
	toward  steps    // into numbers; made by the first search
	stepped sync.Once
	packed  []reputation.Packed
	first   []day
	details details
	others  map[subject.Key]entry
	crowds  map[string]crowd // by block
}

func (b *base) len() int { return len(b.numbers) + len(b.others) }

func (b *base) find(key subject.Key) (entry, bool) {
	number, ok := key.E164()
	if !ok {
		e, ok := b.others[key]
		return e, ok
	}
	i, ok := b.place(number)
	if !ok {
		return entry{}, false
	}
	return b.at(i), true
}

// at returns the i-th number's entry.
func (b *base) at(i int) entry {
	e := entry{packed: b.packed[i], first: b.first[i]}
	if e.packed&detailed != 0 {
		e.detail = b.details.find(b.numbers[i])
	}
	return e
}

// detailed marks, in packed, the numbers that have a detail, so that it is not looked for in vain. A judgement
// leaves this bit alone.
const detailed reputation.Packed = 1 << 63

// count returns how many numbers of a block the base holds.
func (b *base) count(first, last uint64) int {
	from, _ := b.place(first)
	to, _ := b.place(last + 1)
	return to - from
}

// place returns the place of a number, or that where it would be.
func (b *base) place(number uint64) (int, bool) {
	return b.steps().find(b.numbers, number)
}

func (b *base) steps() steps {
	b.stepped.Do(func() { b.toward = newSteps(b.numbers) })
	return b.toward
}

// change is a new entry of a number.
type change struct {
	number uint64
	entry
}

// merged returns the base with an overlay laid over it. Neither is changed.
func (b *base) merged(o *overlay) *base {
	o.mu.RLock()
	defer o.mu.RUnlock()
	m := &base{others: maps.Clone(b.others), crowds: maps.Clone(b.crowds)}
	if m.others == nil {
		m.others, m.crowds = map[subject.Key]entry{}, map[string]crowd{}
	}
	var changes []change
	for key, e := range o.entries {
		if number, ok := key.E164(); ok {
			changes = append(changes, change{number, e.entry})
		} else {
			m.others[key] = e.entry
		}
	}
	for block, c := range o.crowds {
		if len(c) == 0 {
			delete(m.crowds, block)
		} else {
			m.crowds[block] = c
		}
	}
	slices.SortFunc(changes, func(a, b change) int {
		if a.number < b.number {
			return -1
		}
		return 1 // numbers are distinct
	})
	m.details = b.details.merged(changes)
	m.zip(b, changes)
	return m
}

// zip fills the numbers of m from the old one and the changes, which are sorted too.
func (m *base) zip(old *base, changes []change) {
	size := len(old.numbers) + len(changes)
	m.numbers, m.packed, m.first = make([]uint64, 0, size), make([]reputation.Packed, 0, size), make([]day, 0, size)
	i := 0
	keep := func(to int) {
		m.numbers = append(m.numbers, old.numbers[i:to]...)
		m.packed = append(m.packed, old.packed[i:to]...)
		m.first = append(m.first, old.first[i:to]...)
		i = to
	}
	for _, c := range changes {
		at, found := slices.BinarySearch(old.numbers[i:], c.number)
		keep(i + at)
		if found {
			i++
		}
		if c.detail != "" {
			c.packed |= detailed
		}
		m.numbers, m.packed, m.first = append(m.numbers, c.number), append(m.packed, c.packed), append(m.first, c.first)
	}
	keep(len(old.numbers))
}
