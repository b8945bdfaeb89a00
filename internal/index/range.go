package index

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // clients of others ask by it; nothing is proved with it
	"fmt"
	"slices"
	"strconv"

	"ringfence/internal/fault"
	"ringfence/internal/private"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Range returns what is known of the numbers of one prefix, and its turn as RangeTurn has it: while that stays, so does the range.
// What is listed is in it as soon as Lookup says so, and what is not no longer. A block is open as of the last time that
// something in it changed, which is at most a week ago. For a moment after the index was loaded it waits. It is fault.Unavailable until the index was loaded.
func (x *Index) Range(p private.Prefix) (private.Range, uint64, error) {
	if x.AsOf().IsZero() {
		return private.Range{}, 0, fmt.Errorf("the index is not loaded yet: %w", fault.Unavailable)
	}
	turn := x.RangeTurn(p) // first: what changes meanwhile moves it on
	numbers, blocks := x.shelves.of(p)
	r := private.Range{Prefix: p}
	for _, key := range append(keysOf(numbers), report.Samples()...) {
		if place, ok := private.PlaceOf(key); ok && place.Prefix == p {
			if packed := x.packed(key); packed.Listed() {
				r.Numbers = append(r.Numbers, private.Number{ID: place.Number, Verdict: packed.Verdict(), Score: min(packed.Score(), private.MaxScore)})
			}
		}
	}
	r.Numbers = distinct(r.Numbers)
	for _, block := range blocks {
		_, id := private.BlockOf(written(block))
		r.Open = append(r.Open, id)
	}
	slices.SortFunc(r.Open, func(a, b private.ID) int { return bytes.Compare(a[:], b[:]) })
	r.Open = slices.Compact(r.Open)
	return r, turn, nil
}

// RangeTurn returns a number that is another one when the range of a prefix may have changed since.
func (x *Index) RangeTurn(p private.Prefix) uint64 { return x.shelves.turns[p].Load() }

// BySHA1 returns the listed number of which this is the SHA-1, written as +12025550143.
func (x *Index) BySHA1(sum [sha1.Size]byte) (subject.Key, bool) {
	for _, key := range append(keysOf(x.shelves.summed(sum)), report.Samples()...) {
		if sha1.Sum([]byte(key.String())) == sum && x.packed(key).Listed() { //nolint:gosec // see above
			return key, true
		}
	}
	return subject.Key{}, false
}

// packed is what Lookup answers of a number, packed.
func (x *Index) packed(key subject.Key) reputation.Packed {
	if n, ok := report.Sample(key); ok {
		return reputation.Pack(sample(n, x.Clock()))
	}
	e, _ := x.now.Load().find(key)
	return e.packed
}

func keysOf(numbers []uint64) []subject.Key {
	keys := make([]subject.Key, len(numbers))
	for i, n := range numbers {
		keys[i] = Place{number: n}.Subject()
	}
	return keys
}

// distinct returns numbers in order of their IDs. Should two in a range have the same ID, the worse is told.
func distinct(numbers []private.Number) []private.Number {
	slices.SortFunc(numbers, func(a, b private.Number) int {
		if by := bytes.Compare(a.ID[:], b.ID[:]); by != 0 {
			return by
		}
		return b.Score - a.Score
	})
	return slices.CompactFunc(numbers, func(a, b private.Number) bool { return a.ID == b.ID })
}

// lay puts an entry over what is there, and on the shelves where it belongs. The caller holds laying.
func (x *Index) lay(key subject.Key, e laid) {
	l := x.now.Load()
	before, _ := l.find(key)
	l.live.put(key, e)
	x.shelves.lay(key, before.packed, e.packed)
}

// written is a number, or a block, as +12025550143.
func written(digits uint64) []byte {
	return strconv.AppendUint(append(make([]byte, 0, len("+123456789012345")), '+'), digits, 10)
}
