package web

import (
	"strings"
	"testing"

	"ringfence/web/catalogue"
	"ringfence/web/htmlcheck"
)

// TestOwnersAreAskedToWriteOnlyWhereTheyCan reads the page of a site with a contact, and of one without.
func TestOwnersAreAskedToWriteOnlyWhereTheyCan(t *testing.T) {
	asking := []string{"owners.object.write", "owners.company.write"}
	for _, l := range catalogue.Langs() {
		f := Frame{Lang: l, Path: "/owners"}
		with := htmlcheck.Parse(t, rendered(t, Owners{Frame: f, Operator: Operator{Contact: "help@example.org"}})).Find("main").Text()
		without := htmlcheck.Parse(t, rendered(t, Owners{Frame: f})).Find("main").Text()
		for _, id := range asking {
			if text := f.T(id); !strings.Contains(with, text) || strings.Contains(without, text) {
				t.Errorf("%s: %s stands where nobody can be written to, or not where somebody can", l, id)
			}
		}
		for _, page := range []string{with, without} {
			if text := f.T("owners.object.how"); !strings.Contains(page, text) {
				t.Errorf("%s: it is not said that owners can contest here", l)
			}
		}
	}
}

// TestTextMessagesAreAProofOnlyWhereTheyAre reads the page of a site whose gateway proves phones, and of one without.
func TestTextMessagesAreAProofOnlyWhereTheyAre(t *testing.T) {
	f := Frame{Lang: catalogue.En, Path: "/owners"}
	text := f.T("owners.object.text")
	if without := htmlcheck.Parse(t, rendered(t, Owners{Frame: f})); strings.Contains(without.Text("main"), text) {
		t.Error("without a gateway owners are told to text")
	}
	f.Texting = Texting{Numbers: []TextNumber{{Number: "+12025550100", Signed: true}}}
	if with := htmlcheck.Parse(t, rendered(t, Owners{Frame: f})); !strings.Contains(with.Text("main"), text) {
		t.Error("with one they are not")
	}
}
