package desk

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"ringfence/internal/auditlog"
	"ringfence/internal/moderator"
	"ringfence/web/htmlcheck"
)

// TestMistakesAreToldAllAtOnce, each at its field.
func TestMistakesAreToldAllAtOnce(t *testing.T) {
	b := newBureau(t)
	b.settle("Ling", moderator.Moderator)
	b.signIn("Ling")
	for path, want := range map[string][]string{
		"/desk/cases/c1":         {"#outcome", "#reason"},
		"/desk/registry/propose": {"#number", "#body", "#sector", "#evidence"},
		"/desk/registry/remove":  {"#gone", "#reason"},
	} {
		b.asked = nil
		page := htmlcheck.Parse(t, b.does(http.MethodPost, path, url.Values{"x": {""}}).Body.String())
		var told []string
		page.Find(".summary a").Each(func(_ int, a *goquery.Selection) { told = append(told, a.AttrOr("href", "")) })
		if !slices.Equal(told, want) {
			t.Errorf("%s: told at %q, want %q", path, told, want)
		}
	}
}

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
		"r3": "Approve",                 // approved, and not decided
		"r4": "",                        // likewise, and one's own
	} {
		var offered []string
		page.Find("#proposal-" + id + " button").Each(func(_ int, button *goquery.Selection) { offered = append(offered, button.Text()) })
		if got := strings.Join(offered, ", "); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}

// TestWhatWasWrittenIsNotLost with a session that ends meanwhile; nothing of a password is given back.
func TestWhatWasWrittenIsNotLost(t *testing.T) {
	b := newBureau(t)
	res := b.does(http.MethodPost, "/desk/subjects/rule", url.Values{"key": {number}, "reason_rule": {"a long reason"}})
	if res.Code != http.StatusUnauthorized || !strings.Contains(res.Body.String(), "a long reason") {
		t.Errorf("%d, and the reason comes back: %v", res.Code, strings.Contains(res.Body.String(), "a long reason"))
	}
	if res := b.does(http.MethodPost, "/desk/account", url.Values{"present": {good}, "password": {good}, "reason": {good}}); strings.Contains(res.Body.String(), good) {
		t.Error("a password comes back")
	}
}

// TestSeveralTextsAreShownAtOnce, so that the page is read, and its reading written down, once for all of them.
func TestSeveralTextsAreShownAtOnce(t *testing.T) {
	b := newBureau(t)
	b.settle("Ling", moderator.Moderator)
	b.signIn("Ling")
	if res := b.does(http.MethodPost, "/desk/texts/approve", url.Values{"text": {"aa", "bb"}}); res.Code != http.StatusSeeOther || !slices.Equal(b.asked, []string{"approve text aa Ling", "approve text bb Ling"}) {
		t.Errorf("%d, asked %q", res.Code, b.asked)
	}
	if res := b.does(http.MethodPost, "/desk/texts/approve", url.Values{"x": {""}}); res.Code != http.StatusUnprocessableEntity {
		t.Errorf("none is chosen: %d", res.Code)
	}
}

// TestOfSeveralTextsIsToldWhichIsNotShown, and that the others are.
func TestOfSeveralTextsIsToldWhichIsNotShown(t *testing.T) {
	b := newBureau(t)
	b.settle("Ling", moderator.Moderator)
	b.signIn("Ling")
	for name, c := range map[string]struct {
		chosen string
		status int
		told   []string
		left   int // that can be sent again
	}{
		"one is gone":             {"bb gone", 422, []string{"1 of the chosen texts is shown now. The others are not:", "That text is not there any more: its report was withdrawn or is older than 30 days."}, 0},
		"the only one is gone":    {"gone", 422, []string{"That text is not there any more: its report was withdrawn or is older than 30 days."}, 0},
		"something does not work": {"bb cc away aa", 503, []string{"2 of the chosen texts are shown now. The others are not:", "Something does not work just now. What is still chosen below is not shown: send it again in a moment."}, 1},
		"nothing works":           {"away aa", 503, nil, 0},
	} {
		res := b.does(http.MethodPost, "/desk/texts/approve?lang=en", url.Values{"text": strings.Fields(c.chosen)})
		if res.Code == c.status && c.told == nil { // which is told for every page alike
			continue
		}
		page := htmlcheck.Parse(t, res.Body.String())
		var told []string
		page.Find(".summary li").Each(func(_ int, li *goquery.Selection) { told = append(told, li.Text()) })
		if res.Code != c.status || !slices.Equal(told, c.told) || page.Find("input[name=text][checked]").Length() != c.left {
			t.Errorf("%s: %d, told %q", name, res.Code, told)
		}
	}
}

// opened is a log in which somebody opened a document.
type opened struct {
	logOf
	by string
}

func (o opened) Entries(_ context.Context, from uint64, n int) (all []auditlog.Entry, err error) {
	for i := range n {
		all = append(all, auditlog.Entry{Index: from + uint64(i), At: noon, By: o.by, Action: auditlog.ReadDocument, Object: "c1", Kind: "p1"})
	}
	return all, nil
}

// TestWhoDidNotOpenADocumentIsTold before they accept it as a proof. That somebody else did is no excuse.
func TestWhoDidNotOpenADocumentIsTold(t *testing.T) {
	b := newBureau(t)
	b.settle("Ling", moderator.Moderator)
	b.signIn("Ling")
	for by, warned := range map[string]int{"Ling": 0, "Wei": 1} {
		b.desk.Log = opened{logOf{b}, by}
		page := htmlcheck.Parse(t, b.does(http.MethodGet, "/desk/cases/c1", nil).Body.String())
		if n := page.Find("p.note").Length(); n != warned {
			t.Errorf("%s opened it, and Ling is warned %d times", by, n)
		}
	}
}

// TestWhatIsNotThereIsSaidAtTheDesk, with a way on.
func TestWhatIsNotThereIsSaidAtTheDesk(t *testing.T) {
	b := newBureau(t)
	b.settle("Ling", moderator.Moderator)
	b.signIn("Ling")
	for path, way := range map[string]string{"/desk/cases/c9": `a[href="/desk/cases/c1"]`, "/desk/cases/c1/documents/a%22b": `a[href="/desk/cases/c1/documents/p1"]`} {
		res := b.does(http.MethodGet, path, nil)
		if page := htmlcheck.Parse(t, res.Body.String()); res.Code != http.StatusNotFound || page.Find(".summary").Length() != 1 || page.Find(way).Length() != 1 {
			t.Errorf("%s: %d", path, res.Code)
		}
	}
}
