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
		s := newSteps(list)
		xs := append([]uint64{0, 1<<64 - 1, rapid.Uint64Range(0, 9999).Draw(t, "x")}, list[:min(len(list), 100)]...)
		places := make([]int, len(xs))
		s.findAll(list, xs, places)
		for i, x := range xs {
			want, has := slices.BinarySearch(list, x)
			if got, found := s.find(list, x); got != want || found != has || places[i] != want {
				t.Fatalf("%d among %d entries is at %d, %v, with others at %d; want %d, %v", x, len(list), got, found, places[i], want, has)
			}
		}
	})
}
