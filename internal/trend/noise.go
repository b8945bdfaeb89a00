package trend

import "math"

// Noise returns 64 random bits that belong to a name, always the same.
type Noise func(name string) uint64

// draw turns 64 random bits into integer Laplace noise of scale 1: P(k) is (e-1)/(e+1) e^-|k|, the two-sided geometric distribution (Ghosh,
// Roughgarden, Sundararajan: "Universally Utility-Maximizing Privacy Mechanisms", STOC 2009). It is exact up to 2^-63, and the same on
// every machine, since numbers are only multiplied.
func draw(bits uint64) (k int) {
	const decay = 1 / math.E
	size := bits >> 1
	for more := 2 / (1 + decay) * decay * (1 << 63); float64(size) < more; more *= decay { // P(|k| > what it is so far)
		k++
	}
	if bits&1 == 1 {
		return -k
	}
	return k
}
