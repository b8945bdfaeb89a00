package index

import "math/bits"

// steps lead to a place in a long sorted list past few of its cache lines: each step is the first of every
// fan entries of the list below, the last of them of the list itself. A binary search would wait for memory
// at nearly every halving.
type steps [][]uint64

const fan = 16 // two cache lines of 8 entries

func newSteps(sorted []uint64) steps {
	var s steps
	for below := sorted; len(below) > fan; below = s[0] {
		step := make([]uint64, 0, len(below)/fan+1)
		for i := 0; i < len(below); i += fan {
			step = append(step, below[i])
		}
		s = append(steps{step}, s...)
	}
	return s
}

// find returns the place of the first entry of sorted that is not less than x, and whether it is x.
func (s steps) find(sorted []uint64, x uint64) (int, bool) {
	from := 0
	for _, step := range s {
		from = floor(step, from, x) * fan
	}
	i := ceiling(sorted, from, x)
	return i, i < len(sorted) && sorted[i] == x
}

// findAll finds many at once: places[i] becomes the place that find would return for xs[i]. All take each step
// together, so that the processor waits for the memory of many at a time and not for one after the other.
func (s steps) findAll(sorted, xs []uint64, places []int) {
	clear(places)
	for _, step := range s {
		touch(step, places)
		for i, x := range xs {
			places[i] = floor(step, places[i], x) * fan
		}
	}
	touch(sorted, places)
	for i, x := range xs {
		places[i] = ceiling(sorted, places[i], x)
	}
}

// ceiling returns the place of the first entry that is not less than x in the group of list that begins at from, or
// the place behind it.
func ceiling(list []uint64, from int, x uint64) int {
	if len(list) == 0 {
		return 0
	}
	at := floor(list, from, x)
	if list[at] < x {
		at++
	}
	return at
}

// floor returns the place of the last entry that is not greater than x in the group of list that begins at from,
// or of the first when all are. It halves the group without a branch: the processor would guess wrong at every
// other one.
func floor(list []uint64, from int, x uint64) (at int) {
	if len(list) < fan { // the only group
		for _, v := range list[1:] {
			at += upTo(x, v)
		}
		return at
	}
	from = min(from, len(list)-fan) // so that the last group is whole too
	group := (*[fan]uint64)(list[from:])
	at = 8 * upTo(x, group[8])
	at += 4 * upTo(x, group[at+4])
	at += 2 * upTo(x, group[at+2])
	return from + at + upTo(x, group[at+1])
}

// upTo is 1 when v is at most x, and 0 otherwise.
func upTo(x, v uint64) int {
	_, borrow := bits.Sub64(x, v, 0)
	return 1 - int(borrow)
}

// near is how many entries the processor's first cache holds beside others.
const near = 4096

// touch reads both cache lines of the groups at places, so that the processor fetches many at once: while it
// searches, it looks ahead no further than a few. A sum that might be used keeps the compiler from leaving the
// reading out.
//
//go:noinline
func touch(list []uint64, places []int) (sum uint64) { //nolint:unparam // it is the reading that counts
	if len(list) <= near {
		return 0
	}
	for _, from := range places {
		sum += list[from] + list[min(from+fan/2, len(list)-1)]
	}
	return sum
}
