package web

import (
	"strconv"
	"strings"
	"testing"

	"ringfence/internal/trend"
	"ringfence/web/catalogue"
	"ringfence/web/htmlcheck"
)

// TestDataSaysTheNoise as the package trend computes it: other pages say the same number.
func TestDataSaysTheNoise(t *testing.T) {
	for _, l := range catalogue.Langs() {
		f := Frame{Lang: l, Path: "/developers/trends"}
		said := htmlcheck.Parse(t, rendered(t, Data{Frame: f, Weeks: 53})).Text("section[aria-labelledby=status]")
		margin := strconv.Itoa(trend.Margin(1))
		if !strings.Contains(said, margin) || !strings.Contains(TrendMethod{f}.Margin(), margin) || strings.Contains(said, "97") {
			t.Errorf("%s: %s", l, said)
		}
	}
}
