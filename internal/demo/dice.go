package demo

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
)

// dice is chance that always falls the same way: for one seed, one name and one day.
type dice struct{ *rand.Rand }

// newDice returns those of a stream on a day before the end, so that a year that begins later has the same last weeks.
func newDice(seed uint64, name string, day int) dice {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name))
	return dice{rand.New(rand.NewPCG(seed, h.Sum64()+uint64(day)))} //nolint:gosec // chance that nobody must not foresee
}

func (d dice) chance(p float64) bool { return d.Float64() < p }

// poisson draws how many of independent things happen, by Knuth's product for small means and a normal draw for others.
func (d dice) poisson(mean float64) int {
	if mean > 30 {
		return max(0, int(math.Round(mean+math.Sqrt(mean)*d.NormFloat64())))
	}
	n, product, end := 0, d.Float64(), math.Exp(-mean)
	for product > end {
		product *= d.Float64()
		n++
	}
	return n
}

// share is something and how often it is drawn beside others.
type share[T any] struct {
	of     T
	weight float64
}

// draw returns one of shares; the zero value when there are none.
func draw[T any](d dice, of []share[T]) (one T) {
	total := 0.0
	for _, s := range of {
		total += s.weight
	}
	at := d.Float64() * total
	for _, s := range of {
		one = s.of
		if at -= s.weight; at < 0 {
			break
		}
	}
	return one
}

// pick returns one of a list that is not empty, the first ones more often.
func pick[T any](d dice, of []T, skew float64) T {
	return of[int(float64(len(of))*math.Pow(d.Float64(), skew))]
}
