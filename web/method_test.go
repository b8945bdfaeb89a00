package web

import (
	"slices"
	"testing"

	"ringfence/web/catalogue"
)

// TestExamplesSayTheirHours computes them from what is reported in the examples.
func TestExamplesSayTheirHours(t *testing.T) {
	var hours []int
	m := NewMethod(Frame{Lang: catalogue.En})
	for _, s := range m.scenarios()[1:] {
		hours = append(hours, s.hours())
	}
	if want := []int{4, 9, int(m.ScamSpan.Hours())}; !slices.Equal(hours, want) {
		t.Errorf("%v, want %v", hours, want)
	}
}
