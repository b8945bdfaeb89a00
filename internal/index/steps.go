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
		from = down(step, from, x)
	}
	i := from + less(sorted[from:min(from+fan, len(sorted))], x)
	return i, i < len(sorted) && sorted[i] == x
}

// findAll finds many at once: places[i] becomes the place that find would return for xs[i]. All take each step
// together, so that the processor waits for the memory of many at a time and not for one after the other.
func (s steps) findAll(sorted, xs []uint64, places []int) {
	clear(places)
	for _, step := range s {
		for i, x := range xs {
			places[i] = down(step, places[i], x)
		}
	}
	for i, x := range xs {
		from := places[i]
		places[i] = from + less(sorted[from:min(from+fan, len(sorted))], x)
	}
}

// down returns where in the list below the group begins that x belongs to, its group in step beginning at from.
func down(step []uint64, from int, x uint64) int {
	group := step[from:min(from+fan, len(step))]
	return (from + max(len(group)-more(group, x), 1) - 1) * fan
}

// less returns how many entries are less than x, without a branch that the processor would have to guess.
func less(group []uint64, x uint64) (n int) {
	for _, v := range group {
		_, borrow := bits.Sub64(v, x, 0)
		n += int(borrow)
	}
	return n
}

// more returns how many entries are greater than x.
func more(group []uint64, x uint64) (n int) {
	for _, v := range group {
		_, borrow := bits.Sub64(x, v, 0)
		n += int(borrow)
	}
	return n
}
