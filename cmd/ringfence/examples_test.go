package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/moderator"
	"ringfence/internal/subject"
	"ringfence/internal/trend"
	"ringfence/store"
	"ringfence/store/mem"
)

// newsroom is a service that serves, with a moderator who is signed in to its desk.
type newsroom struct {
	*testing.T
	*house
	edge    http.Handler
	store   *unread
	now     time.Time
	cookies []*http.Cookie
}

// unread is a store of which texts cannot be read for a while, as by whoever is asked to show what is there.
type unread struct {
	store.Store
	away bool
}

func (u *unread) ShownExamples(ctx context.Context) ([]trend.Example, error) {
	if u.away {
		return nil, fault.Unavailable
	}
	return u.Store.ShownExamples(ctx)
}

const secretOfLing = "correct horse battery"

func newNewsroom(t *testing.T) *newsroom {
	n := &newsroom{T: t, store: &unread{Store: mem.New()}, now: time.Now()}
	n.house, n.edge = open(t, n.store, func() time.Time { return n.now })
	n.must(n.trends.CatchUp(t.Context()))
	in, err := n.accounts.Add(t.Context(), "Ling", moderator.Moderator, "shell:root")
	n.must(err)
	w, err := n.accounts.Invited(t.Context(), in.Code, nil)
	n.must(err)
	code := func() string {
		code, err := moderator.Code(w.Secret, n.now)
		n.must(err)
		return code
	}
	n.must(n.accounts.Settle(t.Context(), in.Code, w.Sealed, secretOfLing, code()))
	n.now = n.now.Add(moderator.StepLasts) // no code is good twice
	res := n.asks(http.MethodPost, "/desk/sign-in", "application/x-www-form-urlencoded", url.Values{"name": {"Ling"}, "password": {secretOfLing}, "code": {code()}}.Encode())
	if n.cookies = res.Result().Cookies(); res.Code != http.StatusSeeOther {
		t.Fatalf("sign-in: %d %s", res.Code, res.Body)
	}
	return n
}

func (n *newsroom) must(err error) {
	n.Helper()
	if err != nil {
		n.Fatal(err)
	}
}

func (n *newsroom) asks(method, path, media, body string) *httptest.ResponseRecorder {
	req := httptest.NewRequestWithContext(n.Context(), method, "https://ringfence.example"+path, strings.NewReader(body))
	req.Header.Set("Content-Type", media)
	for _, c := range n.cookies {
		req.AddCookie(c)
	}
	res := httptest.NewRecorder()
	n.edge.ServeHTTP(res, req)
	return res
}

// reports files a report whose text may be shown, and returns the name by which that is approved.
func (n *newsroom) reports(text string) (name string) {
	n.Helper()
	body, err := json.Marshal(map[string]any{
		"kind": "call", "subjects": []string{"+12025550143"}, "category": "loan", "text": text, "lang": "en", "consent": map[string]bool{"publish_text": true},
	})
	n.must(err)
	if res := n.asks(http.MethodPost, "/v1/reports", "application/json", string(body)); res.Code != http.StatusCreated {
		n.Fatalf("report: %d %s", res.Code, res.Body)
	}
	waiting, err := n.examples.Waiting(n.Context(), "", 9, "Ling")
	n.must(err)
	return waiting[0].Name
}

// presses has the moderator send a form of the desk about a text.
func (n *newsroom) presses(path, text string) {
	n.Helper()
	if res := n.asks(http.MethodPost, path, "application/x-www-form-urlencoded", url.Values{"text": {text}}.Encode()); res.Code != http.StatusSeeOther {
		n.Fatalf("%s: %d %s", path, res.Code, res.Body)
	}
}

// everybodySees expects that a text is told on the page of its category and to programs, or on neither.
func (n *newsroom) everybodySees(when, text string, want bool) {
	n.Helper()
	for _, path := range []string{"/trends/categories/loan", "/v1/trends/examples"} {
		res := n.asks(http.MethodGet, path, "", "")
		if res.Code != http.StatusOK || strings.Contains(res.Body.String(), text) != want {
			n.Errorf("%s, %s: %d, the text is there: %v, want %v", when, path, res.Code, !want, want)
		}
	}
}

// published returns the ID of the only text that is approved.
func (n *newsroom) published() string {
	n.Helper()
	all, err := n.examples.Approved(n.Context())
	if n.must(err); len(all) != 1 {
		n.Fatalf("approved are %+v", all)
	}
	return all[0].ID
}

// TestADeskShowsAndTakesBackAtOnce what the instance that it is of tells everybody, also where the store cannot be read just then.
func TestADeskShowsAndTakesBackAtOnce(t *testing.T) {
	n := newNewsroom(t)
	const text = "They asked for a fee first."
	name := n.reports(text)
	n.presses("/desk/texts/approve", name)
	n.everybodySees("approved", text, true)
	n.presses("/desk/texts/take-back", n.published())
	n.everybodySees("taken back", text, false)

	n.presses("/desk/texts/approve", name)
	n.everybodySees("approved again", text, true)
	id := n.published()
	n.store.away = true
	n.must(n.examples.TakeBack(t.Context(), id, "shell:root"))
	n.everybodySees("taken back while nothing can be read", text, false)
}

// TestATextGoesWhileItsReportDoesNotCount at once, and is there again when it does.
func TestATextGoesWhileItsReportDoesNotCount(t *testing.T) {
	n := newNewsroom(t)
	const text = "They knew of my loan."
	n.presses("/desk/texts/approve", n.reports(text))
	about, err := subject.ParseKey("+12025550143")
	n.must(err)
	view, err := n.sanctions.Read(t.Context(), about, "Ling")
	n.must(err)
	n.must(n.sanctions.Overturn(t.Context(), about, view.Said[0].Handle, "Ling", "made up"))
	n.everybodySees("overturned", text, false)
	if page := n.asks(http.MethodGet, "/desk/texts?lang=en", "", "").Body.String(); !strings.Contains(page, text) || !strings.Contains(page, "Nobody sees this text now") {
		t.Error("a moderator is not told that an approved text is not shown")
	}
	n.must(n.sanctions.Reinstate(t.Context(), about, view.Said[0].Handle, "Ling", "it was not"))
	n.everybodySees("reinstated", text, true)
	if page := n.asks(http.MethodGet, "/desk/texts?lang=en", "", "").Body.String(); strings.Contains(page, "Nobody sees this text now") {
		t.Error("a moderator is told that a text is not shown which is")
	}
}
