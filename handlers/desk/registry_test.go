package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"ringfence/internal/moderator"
	"ringfence/web/htmlcheck"
)

// TestWhoApprovesKnowsWhatIsSaid: a number that people are warned of becomes no official one without a look at it.
func TestWhoApprovesKnowsWhatIsSaid(t *testing.T) {
	b := newBureau(t)
	b.settle("Ling", moderator.Moderator)
	b.signIn("Ling")
	page := htmlcheck.Parse(t, b.does(http.MethodGet, "/desk/registry", nil).Body.String())
	if page.Find("#proposal-r1 p.note").Length() != 1 || page.Find(`#proposal-r1 a[href="/desk/subjects?about=%2B12025550143"]`).Length() != 1 {
		t.Error("the proposal does not say that people are warned of its number, or leads to no reports")
	}
	fields := url.Values{"proposal": {"r1"}, "do": {"approve"}}
	if res := b.does(http.MethodPost, "/desk/registry/decide", fields); res.Code != http.StatusUnprocessableEntity || len(b.asked) > 0 {
		t.Errorf("approved without a look: %d, asked %q", res.Code, b.asked)
	}
	fields.Set("looked-r1", "yes")
	if res := b.does(http.MethodPost, "/desk/registry/decide", fields); res.Code != http.StatusSeeOther || !slices.Equal(b.asked, []string{"approve r1 Ling"}) {
		t.Errorf("approved after a look: %d, asked %q", res.Code, b.asked)
	}
	b.asked = nil
	fields = url.Values{"proposal": {"r3"}, "do": {"approve"}}
	if res := b.does(http.MethodPost, "/desk/registry/decide", fields); res.Code != http.StatusUnprocessableEntity || len(b.asked) > 0 {
		t.Errorf("an approval that came to nothing is made up for without a look: %d, asked %q", res.Code, b.asked)
	}
}

// TestAProposalOffersWhatCanBeDone with it by whoever reads the page.
func TestAProposalOffersWhatCanBeDone(t *testing.T) {
	b := newBureau(t)
	b.settle("Ling", moderator.Moderator)
	b.signIn("Ling")
	page := b.shown("/desk/registry", "en")
	for id, want := range map[string]string{
		"r1": "Approve, Decline",        // of a colleague
		"r2": "Propose it too, Decline", // of the operator
		"r3": "Approve, Decline",        // approved, and not decided
		"r4": "Take your proposal back", // likewise, and one's own
	} {
		var offered []string
		page.Find("#proposal-" + id + " button").Each(func(_ int, button *goquery.Selection) { offered = append(offered, button.Text()) })
		if got := strings.Join(offered, ", "); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}
