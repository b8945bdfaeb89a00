package site_test

import (
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"

	"ringfence/internal/intake"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// filed reports, and returns the form that holds the receipt.
func (s *service) filed(changes ...string) url.Values {
	s.Helper()
	return s.page(http.StatusOK, "/report", s.form(changes...)).Form("#held")
}

// TestCorrecting is a report with a mistake: what is kept of it comes back in the form, and what is sent then counts in
// its place, once.
func TestCorrecting(t *testing.T) {
	s := newService(t)
	sent := s.form(append(everything(), "text", "I am at jo@example.org\nsecond line")...)
	receipt := s.page(http.StatusOK, "/report", sent)
	kept := s.page(http.StatusOK, "/receipt", receipt.Form("#held"))
	if kept.Attr("#held button", "formaction") != "/receipt/correct" || receipt.Attr("#held button", "formaction") != "/receipt/correct" {
		t.Fatal("nothing leads to the correction")
	}
	opened := s.page(http.StatusOK, "/receipt/correct", kept.Form("#held"))
	s.wantText(opened, "h1", "Correct your report")
	s.wantText(opened, ".note", "personal details were masked before it was stored")
	form := opened.Form("form#report")
	differs := map[string]string{"text": "I am at [email]\nsecond line", "numbers": "+12025550143\n+447700900123", "domain": "example.com", "code": receipt.Text("code")}
	for name, values := range sent {
		if want, ok := differs[name]; ok {
			values = []string{want}
		}
		if name != "key" && !slices.Equal(form[name], values) {
			t.Errorf("%s: %q came back as %q", name, values, form[name])
		}
	}
	if form.Get("code") != receipt.Text("code") {
		t.Errorf("the receipt is %q", form.Get("code"))
	}

	form.Set("numbers", "+12025550144")
	form.Set("kind", "")
	wrong := s.page(http.StatusBadRequest, "/report", form)
	s.wantText(wrong, "#kind-problem", "Choose how they reached you.")
	s.wantText(wrong, "h1", "Correct your report")
	if back := wrong.Form("form#report"); back.Get("code") != form.Get("code") || back.Get("numbers") != "+12025550144" || s.live("+447700900123") != 1 {
		t.Errorf("a mistake in a correction: %v", back)
	}
	switched := wrong.Form("form#report")
	switched.Set("show", "1")
	s.wantText(s.page(http.StatusBadRequest, "/report/show?lang=zh-CN", switched), "h1", "更正您的举报")

	form.Set("kind", "offer")
	first := s.page(http.StatusOK, "/report", form)
	second := s.page(http.StatusOK, "/report", form)
	s.wantText(first, "h1", "Your correction was received")
	s.wantText(first, ".named", "+1 202-555-0144")
	held := first.Form("#held")
	held.Set("show", "1")
	if again := s.page(http.StatusOK, "/receipt?lang=zh-CN", held); again.Text("h1") != "已收到您的更正" || again.Text("code") != first.Text("code") {
		t.Errorf("in another language: %s", again.Text("h1"))
	}
	if first.Text("code") != second.Text("code") || first.Text("code") == receipt.Text("code") {
		t.Errorf("receipts %s, %s, then %s", receipt.Text("code"), first.Text("code"), second.Text("code"))
	}
	for about, want := range map[string]int{"+12025550143": 0, "+447700900123": 0, "+12025550144": 1, "wechat/some_one": 1} {
		if n := s.live(about); n != want {
			t.Errorf("%d statements count about %s, want %d", n, about, want)
		}
	}
	old := s.page(http.StatusOK, "/receipt", receipt.Form("#held"))
	s.wantText(old, ".lead", "This report was withdrawn, or replaced by a correction.")
	if strings.Contains(old.HTML, "second line") || old.Has("#held button") {
		t.Error("the old report is still there, or can be changed")
	}
	s.wantText(s.page(http.StatusOK, "/receipt/correct", receipt.Form("#held")), ".lead", "This report was withdrawn")
}

// live returns how many statements count about a subject.
func (s *service) live(about string) (n int) {
	s.Helper()
	for _, said := range s.said(about) {
		if said.State == reputation.Live {
			n++
		}
	}
	return n
}

// TestCorrectionsThatComeTooLate lose nothing that was typed, and change nothing.
func TestCorrectionsThatComeTooLate(t *testing.T) {
	s := newService(t)
	held := s.filed("kind", "call", "numbers", "+12025550143", "text", "first")
	opened := s.page(http.StatusOK, "/receipt/correct", held).Form("form#report")
	other := s.page(http.StatusOK, "/receipt/correct", held).Form("form#report")
	other.Set("text", "in another window")
	s.page(http.StatusOK, "/report", other)

	for name, code := range map[string]string{"corrected already": held.Get("code"), "of no report": "0000-0000-0000-0000-0", "no code": attack} {
		opened.Set("code", code)
		opened.Set("text", "what I typed")
		late := s.page(http.StatusConflict, "/report", opened)
		s.wantText(late, ".summary", "withdrawn or corrected in the meantime")
		s.wantText(late, "h1", "Report a call, message or job offer")
		back := late.Form("form#report")
		if back.Get("text") != "what I typed" || back.Has("code") || back.Get("key") == opened.Get("key") || s.live("+12025550143") != 1 {
			t.Errorf("%s: %v, %d count", name, back, s.live("+12025550143"))
		}
	}
	opened.Set("code", held.Get("code"))
	anew := s.page(http.StatusConflict, "/report", opened).Form("form#report")
	s.wantText(s.page(http.StatusOK, "/report", anew), "h1", "Your report was received")
	if n := s.live("+12025550143"); n != 2 {
		t.Errorf("%d count", n)
	}
}

// TestWhatTheFormHasNoRoomFor is not cut to fit.
func TestWhatTheFormHasNoRoomFor(t *testing.T) {
	s := newService(t)
	draft := report.Draft{Kind: "text", Subjects: []report.SubjectDraft{{Kind: "qq", Value: "10001"}, {Kind: "qq", Value: "10002"}}}
	r, err := report.Validate(draft, false, s.now)
	if err != nil {
		t.Fatal(err)
	}
	accepted, err := s.reports.Accept(t.Context(), r, reputation.OnWeb(netip.MustParseAddr("192.0.2.1")), intake.Retry{})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/receipt", "/receipt/correct"} {
		p := s.page(http.StatusOK, path, url.Values{"code": {accepted.Receipt.String()}})
		s.wantText(p, "main", "It names several accounts of one kind")
		if p.Has("[formaction]:not(.lang button)") || !p.Has("#held button") {
			t.Errorf("%s offers to correct, or not to withdraw", path)
		}
	}
}

// TestWhatAnAppSent keeps the weight of its reporter: nothing on the site makes it a visitor's.
func TestWhatAnAppSent(t *testing.T) {
	for name, by := range map[string]reputation.Speaker{
		"a key": reputation.ByKey("app"), "a partner's user": reputation.ByPartner("app", "u", 1), "a phone": reputation.ByPhone(aPhone(t)),
		"a gateway": reputation.ByUnsignedGateway("sms", aPhone(t)),
	} {
		why := "only that app can correct it"
		if by.Tier == reputation.Verified {
			why = "could not show that it comes from the same person"
		}
		s := newService(t)
		r, err := report.Validate(report.Draft{Kind: "call", Subjects: []report.SubjectDraft{{Value: "+12025550143"}}}, false, s.now)
		if err != nil {
			t.Fatal(err)
		}
		accepted, err := s.reports.Accept(t.Context(), r, by, intake.Retry{})
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/receipt", "/receipt/correct"} {
			p := s.page(http.StatusOK, path, url.Values{"code": {accepted.Receipt.String()}})
			s.wantText(p, "main", why)
			if p.Has("[formaction]:not(.lang button)") || !p.Has("#held button") {
				t.Errorf("%s: %s offers to correct, or not to withdraw", name, path)
			}
		}
	}
}

func aPhone(t *testing.T) subject.Key {
	t.Helper()
	key, err := subject.ParseKey("+12025550150")
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// TestCorrectingAnOldReport, whose text is erased: what is left comes back.
func TestCorrectingAnOldReport(t *testing.T) {
	s := newService(t)
	held := s.filed(everything()...)
	s.now = s.now.AddDate(0, 0, 40)
	if _, err := s.ring.Expire(s.now); err != nil {
		t.Fatal(err)
	}
	form := s.page(http.StatusOK, "/receipt/correct", held).Form("form#report")
	if form.Get("text") != "" || form.Has("kind") || form.Get("category") != "fake_job" || form.Get("region") != "CN-ZJ" || form.Get("occurred_at") != "2026-03-08" {
		t.Errorf("%v", form)
	}
	form.Set("kind", "call")
	s.wantText(s.page(http.StatusOK, "/report", form), "h1", "Your correction was received")
	if n := s.live("+12025550143"); n != 1 {
		t.Errorf("%d count", n)
	}
}

func TestWhatWasAgreedToIsShown(t *testing.T) {
	s := newService(t)
	s.wantText(s.page(http.StatusOK, "/receipt", s.filed(everything()...)), "dl",
		"You agreed to keeping the sensitive kinds, encrypted, for 30 days, publishing your description, masked")
	if none := s.page(http.StatusOK, "/receipt", s.filed("kind", "call", "numbers", "+12025550143")); strings.Contains(none.Text("dl"), "agreed") {
		t.Error(none.Text("dl"))
	}
}

// TestAReceiptCanBeTakenAlong on paper, too: it says where it leads back, and when it was given.
func TestAReceiptCanBeTakenAlong(t *testing.T) {
	s := newService(t)
	p := s.page(http.StatusOK, "/report", s.form("kind", "call", "numbers", "+12025550143"))
	s.wantText(p, ".code", "enter the code at example.com/receipt")
	s.wantText(p, "main", "Received on 9 March 2026")
	if !p.Has("#taking[hidden]") || !p.Has(`#copied[aria-live=polite]`) {
		t.Error("buttons that need a script are there without one, or say nothing")
	}
}
