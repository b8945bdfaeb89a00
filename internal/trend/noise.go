package trend

import (
	"math"
	"slices"
)

// Noise returns 64 random bits that belong to a name, always the same.
type Noise func(name string) uint64

// decay is by how much one more is rarer: noise of scale 1.
const decay = 1 / math.E

// noiseVariance is that of draw.
const noiseVariance = 2 * decay / ((1 - decay) * (1 - decay))

// draw turns 64 random bits into integer Laplace noise of scale 1: P(k) is (e-1)/(e+1) e^-|k|, the two-sided geometric distribution (Ghosh,
// Roughgarden, Sundararajan: "Universally Utility-Maximizing Privacy Mechanisms", STOC 2009). It is exact up to 2^-50, and the same on
// every machine, since numbers are only multiplied.
func draw(bits uint64) (k int) {
	size := float64(bits >> 1)
	for more := 2 / (1 + decay) * decay * (1 << 63); size+1 <= more; more *= decay { // more / 2^63 is P(|noise| > k)
		k++
	}
	if bits&1 == 1 {
		return -k
	}
	return k
}

// widest is what a sum of draws exceeds with a probability that no decision here depends on.
const widest = 80

// drawn returns the probabilities of a sum of n draws, from -widest to widest.
func drawn(n int) []float64 {
	sum := make([]float64, 2*widest+1)
	sum[widest] = 1
	for range n {
		sum = oneMore(sum)
	}
	return sum
}

// oneMore adds a draw. Each step away from a value takes the same factor, so that going up and down once is as good as to multiply all by all.
func oneMore(sum []float64) []float64 {
	const none = (1 - decay) / (1 + decay)
	next := make([]float64, len(sum))
	from := 0.0
	for i, p := range sum {
		from = from*decay + p
		next[i] = none * from
	}
	from = 0
	for i, p := range slices.Backward(sum) {
		next[i] += none * from
		from = (from + p) * decay
	}
	return next
}
