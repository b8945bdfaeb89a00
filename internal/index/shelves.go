package index

import (
	"crypto/sha1" //nolint:gosec // clients of others ask by it; nothing is proved with it
	"encoding/binary"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"ringfence/internal/private"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// shelves find the listed numbers, and the blocks whose crowd weighs, by what clients ask for in place of a number. A number takes
// 16 bytes. They know who is listed and not what is said of him, which stands in the layers alone.
type shelves struct {
	mu      sync.RWMutex // held while they are filled
	numbers *shelf       // listed numbers by their prefix
	blocks  *shelf       // numbers without their last two digits, by their prefix
	sums    *shelf       // listed numbers by the first 16 bits of their SHA-1
	turns   [private.Prefixes]atomic.Uint64
}

// shelf has the numbers of each prefix, in no order.
type shelf [private.Prefixes][]uint64

func newShelves() *shelves {
	return &shelves{numbers: new(shelf), blocks: new(shelf), sums: new(shelf)}
}

// of returns the numbers and the blocks of a prefix.
func (s *shelves) of(p private.Prefix) (numbers, blocks []uint64) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.numbers[p]), slices.Clone(s.blocks[p])
}

// summed returns the numbers whose SHA-1 begins as this one.
func (s *shelves) summed(sum [sha1.Size]byte) []uint64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.sums[beginning(sum)])
}

// lay notes that what is packed of a subject changed. One that was not listed and is not costs nothing.
func (s *shelves) lay(key subject.Key, before, after reputation.Packed) {
	if !before.Listed() && !after.Listed() {
		return
	}
	number, ok := key.E164()
	if !ok {
		return
	}
	p, inRange := prefixOf(number)
	if after.Listed() != before.Listed() {
		s.mu.Lock()
		s.sums.set(sumPrefix(number), number, after.Listed())
		if inRange {
			s.numbers.set(p, number, after.Listed())
		}
		s.mu.Unlock()
	}
	same := after.Listed() == before.Listed() && after.Verdict() == before.Verdict() && after.Score() == before.Score()
	if inRange && !same {
		s.turns[p].Add(1)
	}
}

// open notes whether a block is open.
func (s *shelves) open(name string, is bool) {
	p, _ := private.BlockOf(name)
	s.mu.Lock()
	changed := s.blocks.set(p, blockOf(name), is)
	s.mu.Unlock()
	if changed {
		s.turns[p].Add(1)
	}
}

// set has a number stand on the shelf of a prefix or not, and reports whether that is new.
func (s *shelf) set(p private.Prefix, number uint64, stands bool) bool {
	at := slices.Index(s[p], number)
	switch {
	case stands == (at >= 0):
		return false
	case stands:
		s[p] = append(s[p], number)
	default:
		s[p] = slices.Delete(s[p], at, at+1)
	}
	return true
}

// fill begins to have what b holds on the shelves, and nothing else. Whoever asks for a range meanwhile waits, which is for less than a
// second with a million listed numbers; lookups do not.
func (s *shelves) fill(b *base, now time.Time) {
	s.mu.Lock()
	go func() {
		defer s.mu.Unlock()
		listed, open := b.listed(), b.open(now)
		var both sync.WaitGroup
		both.Go(func() { s.numbers = shelved(listed, prefixOf) })
		both.Go(func() {
			s.sums = shelved(listed, func(number uint64) (private.Prefix, bool) { return sumPrefix(number), true })
		})
		both.Wait()
		s.blocks = shelved(open, func(block uint64) (private.Prefix, bool) { return prefixOf(block * 100) })
		for p := range s.turns {
			s.turns[p].Add(1)
		}
	}()
}

// listed returns the numbers that are.
func (b *base) listed() (all []uint64) {
	for i, p := range b.packed {
		if p.Listed() {
			all = append(all, b.numbers[i])
		}
	}
	return all
}

// open returns the blocks that are, as numbers without their last two digits.
func (b *base) open(now time.Time) (all []uint64) {
	for name, c := range b.crowds {
		if c.opens(name, now) {
			all = append(all, blockOf(name))
		}
	}
	return all
}

// blockOf is a block as a number.
func blockOf(name string) uint64 {
	block, _ := strconv.ParseUint(name[1:], 10, 64) // it was cut from a number
	return block
}

// shelved puts each number where it belongs, if anywhere, in as much memory as that takes.
func shelved(all []uint64, belongs func(uint64) (private.Prefix, bool)) *shelf {
	kept, where := make([]uint64, 0, len(all)), make([]private.Prefix, 0, len(all))
	count := make([]int, private.Prefixes)
	for _, n := range all {
		if p, ok := belongs(n); ok {
			kept, where = append(kept, n), append(where, p)
			count[p]++
		}
	}
	s, room := new(shelf), make([]uint64, len(kept))
	for p, n := range count {
		s[p], room = room[:0:n], room[n:]
	}
	for i, n := range kept {
		s[where[i]] = append(s[where[i]], n)
	}
	return s
}

// prefixOf returns the prefix of a number that is in a block.
func prefixOf(number uint64) (private.Prefix, bool) {
	const least = 10_000_000 // 8 digits, as subject.Key.Block has it
	if number < least {
		return 0, false
	}
	p, _ := private.BlockOf(written(number / 100))
	return p, true
}

// sumPrefix returns on which of the shelves of sums a number stands.
func sumPrefix(number uint64) private.Prefix {
	return beginning(sha1.Sum(written(number))) //nolint:gosec // see above
}

func beginning(sum [sha1.Size]byte) private.Prefix {
	return private.Prefix(binary.BigEndian.Uint16(sum[:]))
}
