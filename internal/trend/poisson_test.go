package trend

import (
	"math"
	"testing"
)

func TestPoissonTail(t *testing.T) {
	for _, test := range []struct {
		mean float64
		n    int
		want float64
	}{
		{1, 0, 1},
		{1, -3, 1},
		{1, 1, 1 - 1/math.E},
		{1, 2, 1 - 2/math.E},
		{2, 3, 1 - 5*math.Exp(-2)},
		{0.5, 1, 1 - math.Exp(-0.5)},
	} {
		if got := poissonTail(test.mean, test.n); !almost(got, test.want, 1e-14) {
			t.Errorf("P(%d or more of %v) is %v, want %v", test.n, test.mean, got, test.want)
		}
	}
}

// It adds up to its definition however large the mean is, where a sum of the larger side would be nothing but error.
func TestPoissonTailsFitTogether(t *testing.T) {
	for _, mean := range []float64{0.1, 7, 15, 120, 5000, 2e6} {
		for _, n := range []int{1, int(mean / 2), int(mean), int(mean) + 1, int(mean + 4*math.Sqrt(mean)), int(mean + 9*math.Sqrt(mean))} {
			here, next, exactly := poissonTail(mean, n), poissonTail(mean, n+1), 0.0
			if n >= 0 {
				exactly = poisson(mean, n)
			}
			if !almost(here-next, exactly, 1e-8*here+1e-15) && n > 0 {
				t.Errorf("of %v: %d or more has %v, one more %v, exactly %v", mean, n, here, next, exactly)
			}
		}
	}
	if far := poissonTail(7, 60); far <= 0 || far > 1e-25 {
		t.Errorf("60 or more of 7 has %v", far)
	}
}
