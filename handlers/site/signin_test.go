package site_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/oauth2-proxy/mockoidc"

	"ringfence/handlers/campus"
	"ringfence/handlers/site"
	"ringfence/internal/reputation"
)

const zhejiang = "浙江大学"

// newCampus is a service whose visitors can sign in with a real provider on this machine.
func newCampus(t *testing.T) (texted, *mockoidc.MockOIDC) {
	t.Helper()
	provider, err := mockoidc.Run()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = provider.Shutdown() })
	s := newTexted(t)
	s.now = time.Now()
	doors := campus.New(campus.Config{
		Providers: []campus.Provider{{Campus: zhejiang, Issuer: provider.Issuer(), ClientID: provider.ClientID, ClientSecret: campus.Secret(provider.ClientSecret)}},
		Keys:      s.ring, Origin: "https://ringfence.example", Clock: func() time.Time { return s.now },
	})
	s.serve(site.Config{Phones: s.codes, Texting: textNumbers, Members: doors, Origin: "https://ringfence.example"})
	if s.jar, err = cookiejar.New(nil); err != nil {
		t.Fatal(err)
	}
	return s, provider
}

// signIn goes to the university and comes back as sub; it returns the answer to that.
func (s texted) signIn(provider *mockoidc.MockOIDC, sub string) answer {
	s.Helper()
	away := s.send("/sign-in/with/"+url.PathEscape(zhejiang), nil)
	if away.status != http.StatusSeeOther {
		s.Fatalf("%d %s", away.status, away.body)
	}
	provider.QueueUser(&mockoidc.MockUser{Subject: sub, Email: "jo@example.edu"})
	visitor := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := visitor.Get(away.header.Get("Location"))
	if err != nil {
		s.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	back, err := r.Location()
	if err != nil {
		s.Fatal(err)
	}
	return s.send(back.RequestURI(), nil)
}

func TestAMemberOfAUniversityReports(t *testing.T) {
	s, provider := newCampus(t)
	form := s.get("/report")
	if !form.Has(`main a[href="/sign-in"]`) || !s.get("/sign-in").Has(`main a[href^="/sign-in/with/"]`) {
		t.Fatal("nothing leads to signing in")
	}
	back := s.signIn(provider, "3210101234")
	if back.status != http.StatusSeeOther || back.header.Get("Location") != "/report" {
		t.Fatalf("%d to %s", back.status, back.header.Get("Location"))
	}
	set := strings.Join(back.header.Values("Set-Cookie"), "\n")
	for _, attribute := range []string{"HttpOnly", "Secure", "SameSite=Lax", "Path=/report", "Max-Age=3600"} {
		if !strings.Contains(set, attribute) {
			t.Errorf("the cookie is not %s: %s", attribute, set)
		}
	}
	signed := s.get("/report")
	s.wantText(signed, "#step-phone", "You are signed in as a member of 浙江大学")
	if signed.Has(`#step-phone [formaction="/report/phone"]`) {
		t.Error("a member is asked for a phone as well")
	}
	sent := s.form(aCall...)
	receipt := s.page(http.StatusOK, "/report", sent)
	s.wantText(receipt, "main", "This report is that of a member of 浙江大学")
	s.wantTiers(reputation.Verified)
	if one := s.said("+12025550143")[0]; one.Reporter == "" || strings.Contains(string(one.Reporter), "3210101234") {
		t.Errorf("said by %q", one.Reporter)
	}

	// Who says something else of the same number has changed their mind: one voice.
	s.page(http.StatusOK, "/report", s.form("kind", "call", "numbers", "+12025550143", "polarity", "fine"))
	speaks := map[reputation.Pseudonym]bool{}
	for _, one := range s.said("+12025550143") {
		speaks[one.Speaks()] = true
	}
	if len(speaks) != 1 {
		t.Errorf("one member is %d people", len(speaks))
	}

	// Whoever signs out keeps what they typed, and is a visitor again.
	typed := s.form("kind", "call", "numbers", "+12025550144", "text", "they rang")
	out := s.page(http.StatusOK, "/report/sign-out", typed)
	if out.Form("form#report").Get("text") != "they rang" || strings.Contains(out.Text("#step-phone"), zhejiang) {
		t.Error("what was typed is lost, or nobody signed out")
	}
	s.page(http.StatusOK, "/report", typed)
	if one := s.said("+12025550144")[0]; one.Tier != reputation.Anonymous {
		t.Errorf("signed out, %s", one.Tier)
	}
}

func TestWhoIsNotSignedInReadsWhy(t *testing.T) {
	s, provider := newCampus(t)
	s.wantText(s.page(http.StatusBadRequest, "/sign-in/back?state=x&code=y", nil), ".problem", "took longer than ten minutes")
	s.signIn(provider, "3210101234")
	_ = provider.Shutdown()
	s.page(http.StatusNotFound, "/sign-in/with/Hogwarts", nil)
	away := s.send("/sign-in/with/"+url.PathEscape(zhejiang), nil)
	at, err := url.Parse(away.header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	state := at.Query().Get("state")
	s.wantText(s.page(http.StatusBadGateway, "/sign-in/back?code=y&state="+state, nil), ".problem", "does not answer now")
	away = s.send("/sign-in/with/"+url.PathEscape(zhejiang), nil)
	at, _ = url.Parse(away.header.Get("Location"))
	p := s.page(http.StatusBadRequest, "/sign-in/back?error=access_denied&state="+at.Query().Get("state"), nil)
	s.wantText(p, ".problem", "was ended")
	if strings.Contains(p.HTML, "access_denied") || strings.Contains(p.HTML, at.Query().Get("state")) {
		t.Error("the page repeats what came back")
	}
}

func TestWithoutUniversitiesNothingIsSaidOfThem(t *testing.T) {
	s := newTexted(t)
	if s.get("/report").Has(`a[href="/sign-in"]`) {
		t.Error("the form leads to no sign-in")
	}
	s.page(http.StatusNotFound, "/sign-in", nil)
}
