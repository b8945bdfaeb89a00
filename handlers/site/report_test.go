package site_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"ringfence/web/htmlcheck"
)

const attack = `"><script>alert(1)</script>{{7*7}}'`

// everything is a form in which every field is filled in, and nothing is wrong.
func everything() []string {
	return []string{
		"kind", "offer", "polarity", "bad", "numbers", "+12025550143\n\n+44 7700 900123", "wechat", "some_one", "qq", "10001",
		"domain", "https://pay.example.com/x", "sender", "ALIPAY", "category", "fake_job", "occurred_at", "2026-03-08",
		"text", "first line\nsecond line", "region", "CN-ZJ", "knew", "name|school", "knew_sensitive", "health", "leak_sector", "recruitment",
		"campus", "Example University", "title", "Clerk", "claims_employer", "Example Ltd", "platform", "a group", "pay", "300 a day",
		"duties", "lend_sim|go_abroad", "consent_sensitive", "yes", "publish_text", "yes",
	}
}

func TestProblemsStandBesideTheirFields(t *testing.T) {
	nine := strings.TrimSpace(strings.Repeat("+12025550143\n", 9))
	for _, c := range []struct {
		name, value, field, want string
	}{
		{"kind", "", "kind", "Choose how they reached you."},
		{"kind", "fax", "kind", "There is no such value. Known values: call, text, offer."},
		{"kind", "call", "offer", "These details belong to a report about a job"},
		{"polarity", "so-so", "polarity", "There is no such value."},
		{"numbers", "+12025550143\n138O0138OOO", "numbers", "Line 2: There are letters in this number."},
		{"numbers", "138O0138OOO", "numbers", "There are letters in this number."},
		{"numbers", nine, "numbers", "Give at most 8 numbers and accounts in one report."},
		{"numbers", "+12025550100", "numbers", "This is a sample number for developers and cannot be reported."},
		{"wechat", "!", "wechat", "A WeChat ID has 6 to 20 letters"},
		{"qq", "0123", "qq", "A QQ account has 5 to 11 digits"},
		{"domain", "192.0.2.1", "domain", "Give a domain or a web address"},
		{"sender", "123", "sender", "An SMS sender name has at most 11"},
		{"category", "theft", "category", "There is no such value."},
		{"occurred_at", "yesterday", "occurred_at", "Give a date such as 2026-03-09"},
		{"occurred_at", "2026-03-12", "occurred_at", "This date lies in the future."},
		{"text", strings.Repeat("字", 4001), "text", "Too long: at most 4000 characters."},
		{"region", "CN-QQ", "region", "There is no such region."},
		{"knew", "shoe_size", "knew", "There is no such value."},
		{"knew_sensitive", strings.Repeat("health|", 33), "knew", "Choose at most 32."},
		{"consent_sensitive", "", "consent_sensitive", "You chose “Health or treatment”."},
		{"leak_sector", "circus", "leak_sector", "There is no such value."},
		{"campus", strings.Repeat("x", 201), "campus", "Too long: at most 200 characters."},
		{"title", strings.Repeat("x", 201), "title", "Too long: at most 200 characters."},
		{"claims_employer", strings.Repeat("x", 201), "claims_employer", "Too long: at most 200 characters."},
		{"platform", strings.Repeat("x", 201), "platform", "Too long: at most 200 characters."},
		{"pay", strings.Repeat("x", 201), "pay", "Too long: at most 200 characters."},
		{"duties", "steal", "duties", "There is no such value."},
	} {
		t.Run(c.name+" "+c.want, func(t *testing.T) {
			s := newService(t)
			p := s.page(http.StatusBadRequest, "/report", s.form(append(everything(), c.name, c.value)...))
			s.wantText(p, "#"+c.field+"-problem", "Mistake: "+c.want)
			s.wantText(p, `.summary a[href="#`+c.field+`"]`, c.want)
			s.wantText(p, "head > title", "Please correct")
			if described := p.Find(`[aria-describedby~="` + c.field + `-problem"]`).Length(); described != 1 {
				t.Errorf("%d parts are described by the problem", described)
			}
			if n := p.Find(".summary li").Length(); n != 1 {
				t.Errorf("%d problems: %s", n, p.Text(".summary"))
			}
			if s.statements("+447700900123") != 0 {
				t.Error("a report with a mistake was counted")
			}
		})
	}
}

func TestTheSummaryReadsLikeTheForm(t *testing.T) {
	s := newService(t)
	p := s.page(http.StatusBadRequest, "/report", url.Values{"text": {strings.Repeat("x", 4001)}, "campus": {strings.Repeat("x", 201)}, "occurred_at": {"?"}})
	var fields []string
	for _, a := range p.Find(".summary a").EachIter() {
		fields = append(fields, a.AttrOr("href", ""))
	}
	if want := []string{"#kind", "#text", "#occurred_at", "#numbers", "#campus"}; !slices.Equal(fields, want) {
		t.Errorf("order %v", fields)
	}
	if !p.Has(".summary[autofocus][tabindex]") {
		t.Error("the summary takes no focus")
	}
}

func TestNothingTypedIsLost(t *testing.T) {
	s := newService(t)
	sent := s.form(append(everything(), "kind", "")...)
	back := s.page(http.StatusBadRequest, "/report", sent).Form("form#report")
	for name, values := range sent {
		if name != "kind" && !slices.Equal(back[name], values) {
			t.Errorf("%s: %q came back as %q", name, values, back[name])
		}
	}
}

func TestHostileTextIsText(t *testing.T) {
	s := newService(t)
	hostile := url.Values{}
	for name := range s.form(everything()...) {
		hostile.Set(name, attack)
	}
	p := s.page(http.StatusBadRequest, "/report?lang="+url.QueryEscape(attack), hostile)
	back := p.Form("form#report")
	for name := range hostile {
		switch name {
		case "kind", "polarity", "knew", "knew_sensitive", "duties", "key", "consent_sensitive", "publish_text": // no such values
		default:
			if back.Get(name) != attack {
				t.Errorf("%s came back as %q", name, back.Get(name))
			}
		}
	}
	for _, path := range []string{"/lookup?q=%s", "/lookup?q=1&kind=%s", "/n/%s", "/s/wechat/%s", "/report?numbers=%s&region=%s", "/x?%s=%s"} {
		a := s.send(strings.ReplaceAll(path, "%s", url.PathEscape(attack)), nil)
		htmlcheck.Parse(t, a.body)
		if a.status != 404 && strings.Contains(a.body, "<script>") {
			t.Errorf("%s: %s", path, a.body)
		}
	}
	code := s.page(http.StatusBadRequest, "/receipt", url.Values{"code": {attack}})
	if code.Attr("#code", "value") != attack {
		t.Errorf("code came back as %q", code.Attr("#code", "value"))
	}

	// What is accepted and shown to the holder of the receipt is text as well.
	receipt := s.page(http.StatusOK, "/report", s.form(append(everything(), "text", attack, "campus", attack, "title", attack, "claims_employer", attack, "platform", attack, "pay", attack)...))
	kept := s.page(http.StatusOK, "/receipt", url.Values{"code": {receipt.Text("code")}})
	if n := strings.Count(kept.Text("dl"), `<script>alert(1)</script>`); n != 6 {
		t.Errorf("%d of 6 hostile texts are shown as text: %s", n, kept.Text("dl"))
	}
}

func TestBytesThatAreNoTextAreMarked(t *testing.T) {
	s := newService(t)
	p := s.page(http.StatusBadRequest, "/report", url.Values{"text": {"a\xffb"}, "numbers": {"\xff"}})
	if got := p.Form("form#report").Get("text"); got != "a\uFFFDb" || !utf8.ValidString(p.HTML) {
		t.Errorf("text came back as %q", got)
	}
	if p := s.page(http.StatusBadRequest, "/lookup?q=%FF", nil); !utf8.ValidString(p.HTML) {
		t.Error("a page that is no text")
	}
}

func TestReportChangesThePageAndWithdrawingRestoresIt(t *testing.T) {
	s := newService(t)
	page := func() string { return s.get("/n/+447700900123").Text("main .verdict, main dl") }
	before := page()
	receipt := s.page(http.StatusOK, "/report", s.form(everything()...))
	code := receipt.Text("code")
	for _, want := range []string{"+1 202-555-0143 Counted", "+44 7700 900123 Counted", "some_one Counted", "10001 Counted", "example.com Counted", "ALIPAY Counted"} {
		s.wantText(receipt, ".named", want)
	}
	if after := page(); !strings.Contains(after, "Reported, no verdict yet") || !strings.Contains(after, "Reports in the last 90 days 1 or 2") {
		t.Errorf("after the report: %s", after)
	}
	for _, a := range receipt.Find("[href], [action], [formaction]").EachIter() {
		if strings.Contains(a.AttrOr("href", "")+a.AttrOr("action", "")+a.AttrOr("formaction", ""), code) {
			t.Error("the receipt code is in an address")
		}
	}

	kept := s.page(http.StatusOK, "/receipt", url.Values{"code": {" " + strings.ToLower(strings.ReplaceAll(code, "-", " ")) + " "}})
	for _, want := range []string{"Received 9 March 2026", "What was it about? Fake job, internship or part-time work", "Where were you? Zhejiang",
		"When was it? 8 March 2026", "first line second line", "They knew my … Name, School, year or subject, Health or treatment",
		"Where may they have got it from? Recruitment site or agency", "Your school or university Example University", "Position Clerk"} {
		s.wantText(kept, "dl", want)
	}

	sure := s.page(http.StatusOK, "/receipt/withdraw", receipt.Form("#held"))
	s.wantText(sure, "h1", "Withdraw this report?")
	if page() == before {
		t.Error("withdrawn without being asked")
	}
	yes := sure.Form("#held")
	yes.Set("sure", "yes")
	done := s.page(http.StatusOK, "/receipt/withdraw", yes)
	s.wantText(done, "h1", "Your report was withdrawn")
	if after := page(); after != before {
		t.Errorf("after withdrawing: %s\nbefore: %s", after, before)
	}
	left := s.page(http.StatusOK, "/receipt", done.Form("#held"))
	s.wantText(left, "main", "What you wrote is erased.")
	s.wantText(left, ".named", "Withdrawn by you")
	if left.Has("#held button") || strings.Contains(left.HTML, "second line") {
		t.Error("a withdrawn report can be withdrawn, or is still there")
	}
	s.wantText(s.page(http.StatusOK, "/receipt/withdraw", yes), "main", "This report was withdrawn")
}

func TestUnknownReceipts(t *testing.T) {
	s := newService(t)
	for _, path := range []string{"/receipt", "/receipt/withdraw"} {
		s.wantText(s.page(http.StatusBadRequest, path, url.Values{"code": {"0123"}}), "#code-problem", "This is no receipt code.")
		none := s.page(http.StatusNotFound, path, url.Values{"code": {"0000-0000-0000-0000-0"}})
		s.wantText(none, "#code-problem", "There is no report with this receipt code.")
		if none.Attr("#code", "value") != "0000-0000-0000-0000-0" {
			t.Error("the code is lost")
		}
	}
}

func TestSendingTwiceCountsOnce(t *testing.T) {
	s := newService(t)
	form := s.form("kind", "call", "numbers", "+12025550143", "text", "once")
	first, second := s.page(http.StatusOK, "/report", form), s.page(http.StatusOK, "/report", form)
	if first.Text("code") != second.Text("code") || s.statements("+12025550143") != 1 {
		t.Errorf("%d statements", s.statements("+12025550143"))
	}

	// Going back and writing something else is asked about, and nothing is lost.
	form.Set("text", "another")
	asked := s.page(http.StatusConflict, "/report", form)
	s.wantText(asked, ".summary", "You have sent this form before")
	again := asked.Form("form#report")
	if again.Get("text") != "another" || again.Get("key") == form.Get("key") || s.statements("+12025550143") != 1 {
		t.Errorf("asked again with %v", again)
	}
	third := s.page(http.StatusOK, "/report", again)
	if third.Text("code") == first.Text("code") || s.statements("+12025550143") != 2 {
		t.Errorf("%d statements", s.statements("+12025550143"))
	}
}

func TestEveryFormHasItsOwnKey(t *testing.T) {
	s := newService(t)
	a, b := s.form().Get("key"), s.form().Get("key")
	if len(a) != 32 || a == b {
		t.Errorf("keys %q, %q", a, b)
	}
	for _, forged := range []string{"", "short", strings.Repeat("x", 32), attack} {
		if got := s.page(http.StatusBadRequest, "/report", s.form("key", forged)).Form("form#report").Get("key"); len(got) != 32 || got == forged {
			t.Errorf("key %q came back as %q", forged, got)
		}
	}
	wrong := s.form()
	if got := s.page(http.StatusBadRequest, "/report", wrong).Form("form#report").Get("key"); got != wrong.Get("key") {
		t.Error("a form with mistakes changes its key")
	}
}

func TestOtherSitesCannotPost(t *testing.T) {
	s := newService(t)
	for name, change := range map[string]func(*http.Request){
		"another site":    func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"another origin":  func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
		"not a form":      func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") },
		"multipart":       func(r *http.Request) { r.Header.Set("Content-Type", "multipart/form-data; boundary=x") },
		"no content type": func(r *http.Request) { r.Header.Del("Content-Type") },
	} {
		r := httptest.NewRequest(http.MethodPost, "/report", strings.NewReader("kind=call&numbers=%2B12025550143"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		change(r)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != http.StatusForbidden && w.Code != http.StatusUnsupportedMediaType {
			t.Errorf("%s: %d", name, w.Code)
		}
		htmlcheck.Parse(t, w.Body.String())
	}
	if s.statements("+12025550143") != 0 {
		t.Error("another site reported")
	}
	broken := httptest.NewRequest(http.MethodPost, "/report", strings.NewReader("kind=%zz"))
	broken.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, broken)
	if w.Code != http.StatusBadRequest {
		t.Errorf("broken escapes: %d", w.Code)
	}
}
