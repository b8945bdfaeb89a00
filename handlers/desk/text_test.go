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
		"something does not work": {"bb cc away aa", 503, []string{"2 of the chosen texts are shown now. The others are not:", "Something does not work just now. What is not shown yet waits as before: send it again in a moment."}, 0},
		"nothing works":           {"away aa", 503, nil, 0},
	} {
		b.away = false
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

// TestApprovedTextsStandOnPages: a page shows so many, and leads to the next.
func TestApprovedTextsStandOnPages(t *testing.T) {
	b := newBureau(t)
	b.settle("Ling", moderator.Moderator)
	b.signIn("Ling")
	b.more = mostShown - 1
	first := b.does(http.MethodGet, "/desk/texts?lang=en", nil).Body.String()
	if n := strings.Count(first, `action="/desk/texts/take-back`); n != mostShown || !strings.Contains(first, "/desk/texts?from=20") {
		t.Errorf("%d on the first page", n)
	}
	for path, want := range map[string]int{"/desk/texts?from=20": 1, "/desk/texts?from=-1": mostShown, "/desk/texts?from=x": mostShown, "/desk/texts?from=99": mostShown} {
		if n := strings.Count(b.does(http.MethodGet, path, nil).Body.String(), `action="/desk/texts/take-back`); n != want {
			t.Errorf("%s: %d, want %d", path, n, want)
		}
	}
}
