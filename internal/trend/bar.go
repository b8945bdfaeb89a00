package trend

import (
	"math"
	"sort"
	"sync"
)

// bar is what makes a burst of a number of reporters. It is made of what everybody can see.
type bar struct {
	least int // reporters, with the noise
	// group is how many count from one group of networks, also of those who can be recognised: so few that one network less than BurstNetworks
	// never has as many as least surely are. A span lies in two weeks, so that a network may be in two groups.
	group int
}

// bars are the bars by what is usual.
type bars struct {
	noise []float64
	most  int // that noise adds but for BurstDoubt in a week of looks
	known map[[2]float64]bar
}

func newBars() *bars {
	b := &bars{noise: drawn(burstDraws), known: map[[2]float64]bar{}}
	for b.tail(0, b.most+1) >= BurstDoubt/burstLooks {
		b.most++
	}
	return b
}

// BurstLeast returns how many reporters, with the noise, it takes to make a burst where nothing was shown before.
func BurstLeast() int { return leastHidden() }

var leastHidden = sync.OnceValue(func() int { return newBars().of(Fewer, Least-1).least })

// surely returns how many reporters a number, with the noise, is at least.
func (b *bars) surely(n int) int { return n - b.most }

// of returns the bar where so many are usual as is told, and at most as many as are to be expected.
func (b *bars) of(usual, mostUsual float64) bar {
	key := [2]float64{usual, mostUsual}
	if _, ok := b.known[key]; !ok {
		least := b.most + max(Least, int(math.Ceil(BurstFactor*usual)))
		for reach := 1; b.tail(mostUsual, least) >= BurstTail/burstLooks; reach *= 2 {
			from := least
			least += sort.Search(reach, func(more int) bool { return b.tail(mostUsual, from+more) < BurstTail/burstLooks })
		}
		b.known[key] = bar{least: least, group: (b.surely(least) - 1) / (2 * (BurstNetworks - 1))}
	}
	return b.known[key]
}

// tail returns the probability of n or more, noise included, where so many are to be expected.
func (b *bars) tail(expected float64, n int) (sum float64) {
	for i, p := range b.noise {
		sum += p * poissonTail(expected, n-(i-widest))
	}
	return sum
}
