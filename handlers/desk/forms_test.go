package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"ringfence/internal/moderator"
	"ringfence/internal/reputation"
	"ringfence/web/htmlcheck"
)

// TestEveryFormAnswers sends every form of the desk as it stands on its page, to whoever chose a language and whoever did not: it reaches a
// route of its own, which answers in the same language. A route that is sent to and that no form leads to is one that nobody can use.
func TestEveryFormAnswers(t *testing.T) {
	for _, lang := range []string{"", "zh-CN", "en"} {
		t.Run("in "+lang, func(t *testing.T) {
			b := newBureau(t)
			b.settle("Ling", moderator.Moderator)
			b.ok(b.store.Decide(t.Context(), reputation.Decision{Subject: aCase().Subject, ID: "d1", Kind: reputation.Confirm, At: noon, By: "Ling", Reason: "x"}))
			reached := map[string]bool{}
			for _, page := range []string{"/desk/sign-in", "/desk/welcome"} {
				b.sendForms(page, lang, reached)
			}
			for _, page := range []string{"/desk", "/desk/account", "/desk/cases/c1", "/desk/subjects", "/desk/subjects?about=" + url.QueryEscape(number), "/desk/texts", "/desk/registry", "/desk/log"} {
				b.signIn("Ling")
				b.sendForms(page, lang, reached)
			}
			for _, r := range b.desk.Routes() {
				if name := r.Method + " " + r.Path; r.Method == http.MethodPost && !reached[name] {
					t.Errorf("no form leads to %s", name)
				}
			}
		})
	}
}

// sendForms sends all forms of a page by each of their buttons, and notes the routes that they reach.
func (b *bureau) sendForms(page, lang string, reached map[string]bool) {
	b.Helper()
	held := b.jar[sessionCookie]
	b.shown(page, lang).Find("form").Each(func(_ int, form *goquery.Selection) {
		method, action := strings.ToUpper(form.AttrOr("method", "get")), form.AttrOr("action", "")
		to, err := url.Parse(action)
		b.ok(err)
		if !strings.HasPrefix(to.Path, "/desk") {
			return // the site's own
		}
		form.Find("button").Each(func(_ int, button *goquery.Selection) {
			fields := fieldsOf(form)
			fields.Set(button.AttrOr("name", "button"), button.AttrOr("value", ""))
			spoken := to.Query().Get("lang")
			if method == http.MethodGet {
				spoken = fields.Get("lang")
			}
			if spoken != lang {
				b.Errorf("%s: the form to %s speaks %q, its page %q", page, action, spoken, lang)
			}
			b.jar[sessionCookie] = held
			c := b.e.NewContext(nil, nil)
			b.e.Router().Find(method, to.Path, c)
			reached[method+" "+c.Path()] = true
			path := action
			if method == http.MethodGet {
				path += "?" + fields.Encode()
			}
			if res := b.does(method, path, fields); res.Code == http.StatusNotFound && to.Path != "/desk/welcome" || res.Code == http.StatusMethodNotAllowed || res.Code >= 500 {
				b.Errorf("%s: %s %s: %d", page, method, path, res.Code)
			}
		})
	})
	b.jar[sessionCookie] = held
}

// shown returns a page in a language, "" for whichever it is.
func (b *bureau) shown(page, lang string) htmlcheck.Page {
	b.Helper()
	at, err := url.Parse(page)
	b.ok(err)
	query := at.Query()
	if lang != "" {
		query.Set("lang", lang)
	}
	at.RawQuery = query.Encode()
	res := b.does(http.MethodGet, at.String(), nil)
	if res.Code != http.StatusOK {
		b.Fatalf("%s: %d", at, res.Code)
	}
	return htmlcheck.Parse(b.T, res.Body.String())
}

// fieldsOf is what a browser sends of a form that somebody filled in: of radio buttons the first.
func fieldsOf(form *goquery.Selection) url.Values {
	fields := url.Values{}
	form.Find("[name]").Each(func(_ int, control *goquery.Selection) {
		name, value := control.AttrOr("name", ""), control.AttrOr("value", "")
		switch {
		case goquery.NodeName(control) == "button", fields.Has(name):
			return
		case goquery.NodeName(control) == "select":
			value = control.Find("option").Last().AttrOr("value", "")
		case value == "" && slices.Contains([]string{"number", "gone", "about"}, name):
			value = number
		case value == "":
			value = "typed"
		}
		fields.Set(name, value)
	})
	return fields
}
