package site

import (
	"testing"

	"ringfence/internal/preset"
)

// TestCodesAreDrawnOnce for a service, and anew for another address or number.
func TestCodesAreDrawnOnce(t *testing.T) {
	var kept drawings
	ours := preset.Site{Origin: "https://ringfence.example", Number: "+12025550150"}
	drawn := func(of preset.Site) any {
		d, err := kept.of(of)
		if err != nil || d.Of() != of {
			t.Fatalf("%+v: %+v, %v", of, d, err)
		}
		return d
	}
	first := drawn(ours)
	if drawn(ours) != first {
		t.Error("the codes of one service are drawn twice")
	}
	if drawn(preset.Site{Origin: ours.Origin}) == first || drawn(preset.Site{Origin: "https://other.example", Number: ours.Number}) == first {
		t.Error("the codes of one service are shown for another")
	}
}
