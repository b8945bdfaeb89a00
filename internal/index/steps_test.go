package index

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestStepsAreABinarySearch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfNDistinct(rapid.Uint64Range(0, 9999), 0, 5000, rapid.ID[uint64]).Draw(t, "list")
		slices.Sort(list)
		searchedAsByHalving(t, list, append([]uint64{0, 1<<64 - 1, rapid.Uint64Range(0, 9999).Draw(t, "x")}, list[:min(len(list), 100)]...))
	})
}

// TestStepsOfLongLists looks for every entry, and for what lies between two, of lists that end in groups of every
// length.
func TestStepsOfLongLists(t *testing.T) {
	var list, xs []uint64
	for n := range uint64(fan*near + fan) {
		list = append(list, 3*n+1)
		xs = append(xs, 3*n, 3*n+1)
	}
	for short := range fan + 1 {
		searchedAsByHalving(t, list[:len(list)-short], xs)
	}
}

// searchedAsByHalving finds all xs in a sorted list, each alone and all together.
func searchedAsByHalving(t failer, list, xs []uint64) {
	t.Helper()
	s, places := newSteps(list), make([]int, len(xs))
	s.findAll(list, xs, places)
	for i, x := range xs {
		want, has := slices.BinarySearch(list, x)
		if got, found := s.find(list, x); got != want || found != has || places[i] != want {
			t.Fatalf("%d among %d entries is at %d, %v, with others at %d; want %d, %v", x, len(list), got, found, places[i], want, has)
		}
	}
}

// failer is a test, of rapid too.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}
