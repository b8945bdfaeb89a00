package trend

import (
	"math"

	"ringfence/internal/reputation"
)

const (
	// PerNetwork is how many reporters who cannot be recognised count in a cell for one group of networks at least: it takes five groups to make
	// Least of them.
	PerNetwork = 3
	// PerUsual is of how many that are usual in a cell one more counts for each group: of half as many as there are groups, so that each
	// counts twice what it has where all have as many.
	PerUsual = groups / 2

	groups = reputation.Buckets
	// settled is how many weeks before a week the last one lies that is closed when it begins. What is usual goes by such weeks alone: then it
	// is the same each time that the week is counted, unless one of them could not be counted in time, and is closed later.
	settled = 2
	// full is the part of all that count in a cell from which on nothing can be said of how many there are.
	full = 0.98
	// fewCrowd is how many have room in any week, but for one or two.
	fewCrowd = PerNetwork * groups / 4
	// missed is how many times as many there may be as a figure says before it is told that they may be more.
	missed = 1.1
)

// FirstUsual returns the first week by which the counting of a week, and of the one before, goes.
func (w Week) FirstUsual() Week { return w.Add(-settled - BurstWeeks) }

// perNetwork returns how many who cannot be recognised count in a cell of a week for one group of networks: PerNetwork, and more where a cell
// is known to be large. Otherwise what thousands report would look like what hundreds do. So in a cell that was large one network adds up to
// twice its even share, and whoever has a quarter of the groups raises it by half in the long run; it has no bound for who has half of them.
// It is made of figures that everybody has seen, so that it tells nothing more of anybody.
func (b *Book) perNetwork(p Place, w Week) int {
	most := 0
	for page := range b.span(w.Add(-settled), BurstWeeks) {
		if page.Closed {
			most = max(most, page.cells[p])
		}
	}
	return PerNetwork + most/PerUsual
}

// crowd is how many count in a cell of which so many do at most for each group.
type crowd struct{ reporters, perNetwork int }

// crowds is how many there may have been at most where so many count.
type crowds map[crowd]float64

// most returns how many there were where none could be recognised, and as many in each group but for chance; infinite where too few of
// the groups have room left.
func (known crowds) most(c crowd) float64 {
	if n, ok := known[c]; ok {
		return n
	}
	n := math.Inf(1)
	if share := float64(c.reporters) / groups; share < full*float64(c.perNetwork) {
		low, high := share, 2*float64(c.perNetwork)+10
		for range 40 {
			if middle := (low + high) / 2; counted(middle, c.perNetwork) < share {
				low = middle
			} else {
				high = middle
			}
		}
		n = high * groups
	}
	known[c] = n
	return n
}

// counted returns how many of a group count where so many are to be expected in it, as Poisson has it: perNetwork, less what is missing to that.
func counted(expected float64, perNetwork int) float64 {
	first := max(0, int(expected-12*math.Sqrt(expected))) // fewer there never are
	missing, p := 0.0, poisson(expected, first)
	for n := first; n < perNetwork; n++ {
		missing += p * float64(perNetwork-n)
		p *= expected / float64(n+1)
	}
	return float64(perNetwork) - missing
}
