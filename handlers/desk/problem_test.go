package desk

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"ringfence/internal/moderator"
	"ringfence/internal/reputation"
	"ringfence/web/htmlcheck"
)

// TestWhatIsRefusedComesBack with what was typed.
func TestWhatIsRefusedComesBack(t *testing.T) {
	b := newBureau(t)
	b.ok(b.store.Decide(t.Context(), reputation.Decision{Subject: aCase().Subject, ID: "d1", Kind: reputation.Confirm, At: noon, By: "Ling", Reason: "x"}))
	b.settle("Ling", moderator.Moderator)
	b.signIn("Ling")
	for _, c := range []struct {
		path, field, typed string
		fields             url.Values
	}{
		{"/desk/cases/c1", "reason", "", url.Values{"outcome": {"upheld"}}},
		{"/desk/subjects/report", "reason_report", "", url.Values{"key": {number}, "do": {"overturn"}, "report": {"01"}}},
		{"/desk/subjects/report", "reason_report", "made up", url.Values{"key": {number}, "do": {"overturn"}, "report": {"none"}, "reason_report": {"made up"}}},
		{"/desk/subjects/undo", "decision", "d1", url.Values{"key": {number}, "reason_undo": {"a slip"}}},
		{"/desk/registry/propose", "evidence", "everybody knows", url.Values{"number": {number}, "body": {"Ming Bank"}, "sector": {"bank"}, "evidence": {"everybody knows"}}},
		{"/desk/registry/propose", "number", "12", url.Values{"number": {"12"}}},
		{"/desk/registry/remove", "reason", "", url.Values{"gone": {number}}},
		{"/desk/account", "password", "", url.Values{"present": {good}, "password": {"short"}}},
		{"/desk/account", "present", "", url.Values{"present": {"x"}, "password": {"a brown owl in the rain"}, "code": {"1"}}},
	} {
		res := b.does(http.MethodPost, c.path, c.fields)
		page := htmlcheck.Parse(t, res.Body.String())
		control := page.Find(`[name="` + c.field + `"]`)
		value := control.AttrOr("value", strings.TrimPrefix(control.Text(), "\n"))
		if res.Code != http.StatusUnprocessableEntity || page.Find(`.summary a[href="#`+c.field+`"]`).Length() != 1 || value != c.typed {
			t.Errorf("%s: %d, %s holds %q", c.path, res.Code, c.field, value)
		}
	}
	if res := b.does(http.MethodGet, "/desk/subjects?about=x", nil); res.Code != http.StatusBadRequest || !strings.Contains(res.Body.String(), `value="x"`) {
		t.Errorf("no number: %d", res.Code)
	}
}

// TestEveryRefusalHasWords: what a worker refuses is told to the moderator in both languages.
func TestEveryRefusalHasWords(t *testing.T) {
	b := newBureau(t)
	for _, r := range refusals {
		for _, lang := range []string{"zh-CN", "en"} {
			f := b.desk.frame(b.e.NewContext(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/desk?lang="+lang, nil), nil), "/desk")
			if p, ok := problemOf(f, "x", r.err); !ok || p.Text == "" || strings.Contains(p.Text, "⟦") {
				t.Errorf("%v: %q in %s", r.err, p.Text, lang)
			}
		}
	}
}

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
