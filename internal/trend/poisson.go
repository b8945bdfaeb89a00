package trend

import "math"

// poissonTail returns the probability of n or more where mean are to be expected. It adds up the smaller side, largest term first.
func poissonTail(mean float64, n int) float64 {
	if n <= 0 {
		return 1
	}
	if float64(n) > mean {
		sum := 0.0
		for k, p := n, poisson(mean, n); p > sum*1e-17; k, p = k+1, p*mean/float64(k+1) {
			sum += p
		}
		return sum
	}
	below := 0.0
	for k, p := n-1, poisson(mean, n-1); k >= 0 && p > below*1e-17; k, p = k-1, p*float64(k)/mean {
		below += p
	}
	return max(0, 1-below)
}

// poisson returns the probability of exactly n where mean, which is above 0, are to be expected.
func poisson(mean float64, n int) float64 {
	factorial, _ := math.Lgamma(float64(n + 1))
	return math.Exp(float64(n)*math.Log(mean) - mean - factorial)
}
