package trend

import "testing"

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
