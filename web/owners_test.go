package web

import (
	"strings"
	"testing"

	"ringfence/web/catalogue"
	"ringfence/web/htmlcheck"
)

// TestOwnersAreAskedToWriteOnlyWhereTheyCan reads the page of a site with a contact, and of one without.
func TestOwnersAreAskedToWriteOnlyWhereTheyCan(t *testing.T) {
	asking := []string{"owners.object.write", "owners.object.needed", "owners.forged.also", "owners.company.write", "owners.new.write"}
	for _, l := range catalogue.Langs() {
		f := Frame{Lang: l, Path: "/owners"}
		with := htmlcheck.Parse(t, rendered(t, Owners{Frame: f, Operator: Operator{Contact: "help@example.org"}})).Find("main").Text()
		without := htmlcheck.Parse(t, rendered(t, Owners{Frame: f})).Find("main").Text()
		for _, id := range asking {
			if text := f.T(id); !strings.Contains(with, text) || strings.Contains(without, text) {
				t.Errorf("%s: %s stands where nobody can be written to, or not where somebody can", l, id)
			}
		}
		if text := f.T("owners.object.none"); strings.Contains(with, text) || !strings.Contains(without, text) {
			t.Errorf("%s: it is not said that nobody can be written to", l)
		}
	}
}
