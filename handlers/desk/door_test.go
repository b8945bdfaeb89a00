package desk

import (
	"encoding/base32"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"ringfence/internal/moderator"
	"ringfence/web/htmlcheck"
)

func TestSigningInAndOut(t *testing.T) {
	b := newBureau(t)
	b.settle("Ling", moderator.Moderator)
	page := htmlcheck.Parse(t, b.does(http.MethodGet, "/desk", nil).Body.String())
	if page.Find("form#signin").Length() != 1 || page.Find(`a[href="mailto:help@example.org"]`).Length() != 1 {
		t.Error("the page does not ask who it is, or says nobody to ask")
	}
	res := b.does(http.MethodPost, "/desk/sign-in", url.Values{"name": {"Ling"}, "password": {"wrong horse"}, "code": {"123456"}})
	wrong := res.Body.String()
	if res.Code != http.StatusUnauthorized || !strings.Contains(wrong, `value="Ling"`) || strings.Contains(wrong, "wrong horse") || strings.Contains(wrong, "123456") {
		t.Errorf("a wrong password: %d", res.Code)
	}
	if other := b.does(http.MethodPost, "/desk/sign-in", url.Values{"name": {"Nobody"}, "password": {"x"}, "code": {"1"}}).Body.String(); strings.ReplaceAll(other, "Nobody", "Ling") != wrong {
		t.Error("an unknown name is told from a known one")
	}
	b.signIn("Ling")
	first := b.jar[sessionCookie]
	b.now = b.now.Add(10 * time.Minute)
	if res := b.does(http.MethodGet, "/desk", nil); res.Code != http.StatusOK || b.jar[sessionCookie] == first {
		t.Errorf("ten minutes later: %d, and the cookie is renewed: %v", res.Code, b.jar[sessionCookie] != first)
	}
	kept := b.jar[sessionCookie]
	if res := b.does(http.MethodPost, "/desk/sign-out", nil); res.Code != http.StatusSeeOther || b.jar[sessionCookie] != "" {
		t.Errorf("signed out: %d, %v", res.Code, b.jar)
	}
	b.jar[sessionCookie] = kept
	if res := b.does(http.MethodGet, "/desk", nil); res.Code != http.StatusUnauthorized {
		t.Errorf("with the cookie of before: %d", res.Code)
	}
}

// TestAnInvitationIsSettled goes through the pages of somebody who was invited.
func TestAnInvitationIsSettled(t *testing.T) {
	b := newBureau(t)
	in, err := b.roll.Add(t.Context(), "Ling", moderator.Moderator, "shell:root")
	b.ok(err)
	if res := b.does(http.MethodPost, "/desk/welcome", url.Values{"invitation": {"nothing"}}); res.Code != http.StatusNotFound || !strings.Contains(res.Body.String(), `value="nothing"`) {
		t.Errorf("no invitation: %d", res.Code)
	}
	page := htmlcheck.Parse(t, b.does(http.MethodPost, "/desk/welcome", url.Values{"invitation": {in.Code}}).Body.String())
	if page.Find("svg.qr").Length() != 1 {
		t.Fatal("no QR code")
	}
	form := page.Form("form#welcome")
	w, err := b.roll.Invited(t.Context(), in.Code, nil)
	b.ok(err)
	form.Set("settle", "1")
	form.Set("password", good)
	form.Set("code", "000000")
	res := b.does(http.MethodPost, "/desk/welcome", form)
	if again := htmlcheck.Parse(t, res.Body.String()).Form("form#welcome"); res.Code != http.StatusUnprocessableEntity || again.Get("sealed") != form.Get("sealed") || again.Get("password") != "" {
		t.Errorf("a wrong code: %d, %v", res.Code, again)
	}
	spelled := strings.ReplaceAll(page.Find("form#welcome code").Text(), " ", "")
	if spelled == "" || spelled == strings.ReplaceAll(moderator.Spelled(w.Secret), " ", "") {
		t.Errorf("the second factor is %q, as on another page", spelled)
	}
	b.factors["Ling"] = unspelled(t, spelled)
	form.Set("code", b.code("Ling"))
	if res := b.does(http.MethodPost, "/desk/welcome", form); res.Code != http.StatusSeeOther || res.Header().Get("Location") != "/desk/sign-in?done=welcome" {
		t.Errorf("all is right: %d, to %s", res.Code, res.Header().Get("Location"))
	}
	b.signIn("Ling")
}

func unspelled(t *testing.T, s string) []byte {
	t.Helper()
	b, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
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
