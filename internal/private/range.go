package private

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strconv"

	"ringfence/internal/reputation"
)

// Range is what is known of the numbers of one prefix. IDs are distinct.
type Range struct {
	Prefix  Prefix
	Numbers []Number
	Open    []ID // blocks in which a number that nobody reported would be weighed by its neighbours
}

// Number is a listed number.
type Number struct {
	ID      ID
	Verdict reputation.Verdict // never Unknown, which marks padding
	Score   int                // MinScore to MaxScore
}

// Scores have two digits, so that every number is as long as another. What is listed has no less.
const (
	MinScore = 10
	MaxScore = 99
)

// Decision is what a range says of one number.
type Decision struct {
	Verdict reputation.Verdict // Unknown where it is not listed
	Score   int                // of what is listed
	Listed  bool
	Open    bool // reported numbers around it would weigh against it
}

// Decide returns what the range says of the number at a place, whose prefix is that of the range.
func (r Range) Decide(p Place) Decision {
	d := Decision{Open: slices.Contains(r.Open, p.Block)}
	for _, n := range r.Numbers {
		if n.ID == p.Number {
			d.Verdict, d.Score, d.Listed = n.Verdict, n.Score, true
		}
	}
	return d
}

// Padding returns the i-th ID, from 0, that fills up one of the lists of a prefix. The same arguments have the same ID, others another
// one, and without a secret nobody can tell it from the ID of a number.
type Padding func(prefix uint16, list byte, i int) [5]byte

// The lists that are filled up.
const (
	padNumbers byte = 'n'
	padBlocks  byte = 'b'
)

// Append appends the range as a JSON document without any space, and returns its version too: the first 48 bits of SHA-256 of its
// entries, on from 10^14 so that it always has 15 digits. Lists are sorted by ID and filled up to the next of 16, 48, 128 and 512
// entries, or a multiple of 512: numbers with those of verdict 0, blocks with closed ones. So the length of a document depends on
// nothing else.
func (r Range) Append(to []byte, pad Padding) (document []byte, version uint64) {
	to = append(to, `{"prefix":"`...)
	to = append(to, r.Prefix.String()...)
	to = append(to, `","version":`...)
	at := len(to)
	to = append(to, "100000000000000"...)
	entries := len(to)
	to = appendList(append(to, `,"numbers":[`...), r.numbers(pad))
	to = append(appendList(append(to, `],"blocks":[`...), r.blocks(pad)), "]}"...)
	sum := sha256.Sum256(to[entries:])
	version = 100_000_000_000_000 + binary.BigEndian.Uint64(sum[:])>>16
	strconv.AppendUint(to[at:at], version, 10)
	return to, version
}

// slot is an ID and what stands behind it.
type slot struct {
	id   ID
	rest string
}

func appendList(to []byte, entries []slot) []byte {
	for i, e := range entries {
		if i > 0 {
			to = append(to, ',')
		}
		to = append(hex.AppendEncode(append(to, `["`...), e.id[:]), `",`...)
		to = append(append(to, e.rest...), ']')
	}
	return to
}

func (r Range) numbers(pad Padding) []slot {
	entries := make([]slot, len(r.Numbers))
	for i, n := range r.Numbers {
		score := min(max(n.Score, MinScore), MaxScore)
		entries[i] = slot{n.ID, strconv.Itoa(int(n.Verdict)) + "," + strconv.Itoa(score)}
	}
	return r.filled(entries, "0,10", padNumbers, pad)
}

func (r Range) blocks(pad Padding) []slot {
	entries := make([]slot, len(r.Open))
	for i, id := range r.Open {
		entries[i] = slot{id, "1"}
	}
	return r.filled(entries, "0", padBlocks, pad)
}

// filled returns entries and what fills them up, in order. An ID of padding that an entry has already is left out.
func (r Range) filled(entries []slot, rest string, list byte, pad Padding) []slot {
	taken := make(map[ID]bool, len(entries))
	for _, e := range entries {
		taken[e.id] = true
	}
	for i, full := 0, fullLength(len(entries)); len(entries) < full; i++ {
		if id := ID(pad(uint16(r.Prefix), list, i)); !taken[id] {
			taken[id] = true
			entries = append(entries, slot{id, rest})
		}
	}
	slices.SortFunc(entries, func(a, b slot) int { return bytes.Compare(a.id[:], b.id[:]) })
	return entries
}

// fullLength is how many entries a list of n is filled up to.
func fullLength(n int) int {
	for _, length := range []int{16, 48, 128} {
		if n <= length {
			return length
		}
	}
	const most = 512
	return (n + most - 1) / most * most
}
