package trend

import (
	"math"
	"testing"
)

func TestIntervalOfAShare(t *testing.T) {
	for _, c := range []struct {
		of        Share
		low, high float64
	}{
		{Share{Share: 0.5, Reporters: 50}, 0.376, 0.624}, // Wilson's, of 50 in 100
		{Share{Share: 1, Reporters: 20}, 0.751, 1},
		{Share{}, 0, 1},
	} {
		if low, high := c.of.Interval(); math.Abs(low-c.low) > 0.001 || math.Abs(high-c.high) > 0.001 {
			t.Errorf("%+v: %.3f to %.3f, want %.3f to %.3f", c.of, low, high, c.low, c.high)
		}
	}
}

// TestMarginHoldsTheNoise adds up how probable it is that noise stays within, and within one less.
func TestMarginHoldsTheNoise(t *testing.T) {
	within := func(most int) (sum float64) {
		for i, p := range drawn(len(stages)) {
			if i >= widest-most && i <= widest+most {
				sum += p
			}
		}
		return sum
	}
	if m := Margin(1); within(m) < .99 || within(m-1) >= .99 {
		t.Errorf("%d holds %v, one less %v", m, within(m), within(m-1))
	}
}
