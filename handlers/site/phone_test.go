package site_test

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/handlers/site"
	"ringfence/internal/confirmation"
	"ringfence/internal/fault"
	"ringfence/internal/intake"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/web"
	"ringfence/web/htmlcheck"
)

// texted is a service with a number to text codes to, and what hears them there.
type texted struct {
	*service
	codes *confirmation.Codes
}

func newTexted(t *testing.T) texted {
	t.Helper()
	s := newService(t)
	codes := confirmation.New(confirmation.Config{Store: s.store, Keys: s.ring, Reports: s.reports, Clock: func() time.Time { return s.now }})
	s.serve(site.Config{Phones: codes, Texting: textNumbers})
	return texted{s, codes}
}

var textNumbers = web.Texting{Numbers: []web.TextNumber{{Number: "+12025550160", Signed: true}, {Number: "+12025550161"}}}

// text expects that a code from the visitor's phone is found, or not.
func (s texted) text(code string, want bool) {
	s.Helper()
	if found, err := s.codes.Hear(context.Background(), code, aPhone(s.T)); err != nil || found != want {
		s.Errorf("code %q: found %v, %v, want %v", code, found, err, want)
	}
}

// tiers returns the tiers of what counts about a subject.
func (s texted) tiers(about string) (all []reputation.Tier) {
	s.Helper()
	for _, one := range s.said(about) {
		if one.State == reputation.Live {
			all = append(all, one.Tier)
		}
	}
	return all
}

// wantTiers expects those of what counts about the number that is reported.
func (s texted) wantTiers(want ...reputation.Tier) {
	s.Helper()
	if got := s.tiers("+12025550143"); !slices.Equal(got, want) {
		s.Errorf("tiers %v, want %v", got, want)
	}
}

// withCode is a form that was filled in and then asked for a code.
func (s texted) withCode(changes ...string) (p htmlcheck.Page, sent url.Values) {
	s.Helper()
	p = s.page(http.StatusOK, "/report/phone", s.form(changes...))
	return p, p.Form("form#report")
}

func shownCode(p htmlcheck.Page) string { return p.Text("#phone .digits") }

var aCall = []string{"kind", "call", "numbers", "+12025550143"}

func TestAPhoneIsTextedBeforeTheReportIsSent(t *testing.T) {
	s := newTexted(t)
	filled := s.form(everything()...)
	p := s.page(http.StatusOK, "/report/phone", filled)
	filled.Set("step", p.Attr(".step:has(#phone)", "id"))
	s.unchanged(p, filled)
	s.wantText(p, "#step-phone h2", "Confirm your phone (optional)")
	s.wantText(p, "#phone", "Text these six digits, and nothing else, from your phone: now, or once the report is sent.")
	s.wantText(p, "#phone", "+1 202-555-0160")
	if p.Has(".summary") || strings.Contains(p.HTML, "5550161") || !p.Has("#phone[autofocus][tabindex]") {
		t.Error("the page blames, or leads to another number, or not to the code")
	}
	code, sent := shownCode(p), p.Form("form#report")
	if href := p.Attr("#phone a", "href"); href != "sms:+12025550160?&body="+code {
		t.Errorf("the text message is %s", href)
	}
	if again := s.page(http.StatusOK, "/report/phone", sent); shownCode(again) != code {
		t.Error("asked again, the form has another code")
	}
	s.text(code, true)
	if s.statements("+12025550143") != 0 {
		t.Error("a code alone filed a report")
	}
	receipt := s.page(http.StatusOK, "/report", sent)
	s.wantText(receipt, "#phone-title", "Confirmed")
	s.wantText(receipt, "main", "cannot be corrected here: withdraw it")
	if receipt.Has("#held [formaction='/receipt/correct']") || receipt.Has("#phone") {
		t.Error("what is confirmed can be corrected, or confirmed again")
	}
	s.wantTiers(reputation.Verified)

	held := receipt.Form("#held")
	held.Set("show", "1")
	s.wantText(s.page(http.StatusOK, "/receipt?lang=zh-CN", held), "#phone-title", "已验证")
	held.Del("show")
	kept := s.page(http.StatusOK, "/receipt", held)
	s.wantText(kept, "dl", "Confirmed by phone or university")
	s.wantText(kept, "main", "It is confirmed. A correction from this page could not show")
	if kept.Has("#phone-title") || kept.Has("#held [formaction]") {
		t.Error("what is confirmed can be corrected, or confirmed again")
	}
	held.Set("sure", "yes")
	s.wantText(s.page(http.StatusOK, "/receipt/withdraw", held), "h1", "Your report was withdrawn")
	s.wantTiers()
}

func TestAPhoneIsTextedAfterTheReportWasSent(t *testing.T) {
	s := newTexted(t)
	p, sent := s.withCode(aCall...)
	receipt := s.page(http.StatusOK, "/report", sent)
	s.wantText(receipt, "#phone", "Your phone is not confirmed yet.")
	code := shownCode(receipt)
	if code != shownCode(p) || receipt.Has("[autofocus]") || strings.Contains(receipt.HTML, sent.Get("phone_secret")) {
		t.Error("the receipt has another code, leads away from what is more, or tells the secret")
	}
	s.wantTiers(reputation.Anonymous)

	held := receipt.Form("#held")
	held.Set("show", "1")
	switched := s.page(http.StatusOK, "/receipt?lang=zh-CN", held)
	s.wantText(switched, "#phone", "您的手机尚未验证。")
	if shownCode(switched) != code {
		t.Error("in the other language there is another code")
	}
	s.text(code, true)
	s.wantTiers(reputation.Verified)
	s.wantText(s.page(http.StatusOK, "/receipt", receipt.Form("#held")), "dl", "Confirmed by phone or university")
	s.wantText(s.page(http.StatusOK, "/receipt/phone", receipt.Form("#held")), "#phone-title", "Confirmed")
}

// TestTheTextComesWhileTheFormIsSent: the form was read before, and its report accepted after.
func TestTheTextComesWhileTheFormIsSent(t *testing.T) {
	s := newTexted(t)
	p, sent := s.withCode(aCall...)
	during := &meeting{Phones: s.codes, meet: func() { s.text(shownCode(p), true) }}
	s.serve(site.Config{Phones: during, Texting: textNumbers})
	s.wantText(s.page(http.StatusOK, "/report", sent), "#phone-title", "Confirmed")
	s.wantTiers(reputation.Verified)
}

// meeting are phones where something happens between two steps of a form.
type meeting struct {
	site.Phones
	meet func()
}

func (m *meeting) Attach(ctx context.Context, code confirmation.Code, secret confirmation.Secret, receipt report.ReceiptHash) (confirmation.State, error) {
	m.meet()
	return m.Phones.Attach(ctx, code, secret, receipt)
}

// TestAFormThatFailsHalfway is sent again under its key: one report, one receipt, and the text that came in between counts for it.
func TestAFormThatFailsHalfway(t *testing.T) {
	s := newTexted(t)
	p, sent := s.withCode(append(everything(), "domain", "")...)
	s.serve(site.Config{Phones: broken{s.codes}, Texting: textNumbers})
	back := s.page(http.StatusServiceUnavailable, "/report", sent)
	s.wantText(back, ".summary", "Sent twice, it still counts once.")
	s.unchanged(back, sent)
	s.wantTiers(reputation.Anonymous)

	s.serve(site.Config{Phones: s.codes, Texting: textNumbers})
	s.text(shownCode(p), true)
	first := s.page(http.StatusOK, "/report", back.Form("form#report"))
	second := s.page(http.StatusOK, "/report", back.Form("form#report"))
	for _, receipt := range []htmlcheck.Page{first, second} {
		s.wantText(receipt, "#phone-title", "Confirmed")
	}
	if first.Text("code") != second.Text("code") {
		t.Errorf("receipts %s and %s", first.Text("code"), second.Text("code"))
	}
	s.wantTiers(reputation.Verified)
}

// broken are phones whose store is lost after a report was accepted.
type broken struct{ site.Phones }

func (broken) Attach(context.Context, confirmation.Code, confirmation.Secret, report.ReceiptHash) (confirmation.State, error) {
	return confirmation.Gone, fault.Unavailable
}

func TestACodeIsAskedForAfterwards(t *testing.T) {
	s := newTexted(t)
	receipt := s.page(http.StatusOK, "/report", s.form(aCall...))
	s.wantText(receipt, "#phone-title", "Confirm your phone")
	button := "button[form=held][formaction='/receipt/phone']"
	if !receipt.Has(button) || receipt.Has("#phone") {
		t.Fatal("nothing leads to a code, or there is one that nobody asked for")
	}
	asked := s.page(http.StatusOK, "/receipt/phone", receipt.Form("#held"))
	s.wantText(asked, "h1", "Your report was received")
	code := shownCode(asked)
	if asked.Text("code") != receipt.Text("code") || !asked.Has("#phone[autofocus]") {
		t.Error("the receipt is lost, or the page does not lead to the code")
	}

	kept := s.page(http.StatusOK, "/receipt", url.Values{"code": receipt.Form("#held")["code"]})
	if !kept.Has(button) {
		t.Fatal("nothing leads to a code from what is kept")
	}
	again := s.page(http.StatusOK, "/receipt/phone", kept.Form("#held"))
	s.wantText(again, "h1", "Your report")
	if shownCode(again) != code {
		t.Errorf("the receipt showed %s, what is kept %s", code, shownCode(again))
	}
	held := again.Form("#held")
	held.Set("show", "1")
	if switched := s.page(http.StatusOK, "/receipt?lang=zh-CN", held); shownCode(switched) != code || switched.Text("h1") != "您的举报" {
		t.Error("the code is lost in the other language")
	}
	s.text(code, true)
	s.wantTiers(reputation.Verified)
	s.text(code, true)
	s.wantTiers(reputation.Verified)
}

func TestACodeThatRanOut(t *testing.T) {
	s := newTexted(t)
	p, sent := s.withCode(aCall...)
	s.now = s.now.Add(2 * time.Hour)
	if again := s.page(http.StatusOK, "/report/phone", sent); shownCode(again) == shownCode(p) {
		t.Error("a form keeps a code that ran out")
	}
	receipt := s.page(http.StatusOK, "/report", sent)
	s.wantText(receipt, "section.onscreen", "The code that you had was no longer good when your report came")
	s.text(shownCode(p), false)
	s.text(shownCode(s.page(http.StatusOK, "/receipt/phone", receipt.Form("#held"))), true)
	s.wantTiers(reputation.Verified)
}

// TestOneTextConfirmsOneReport, though a browser may go back to the form and change what it says.
func TestOneTextConfirmsOneReport(t *testing.T) {
	s := newTexted(t)
	p, sent := s.withCode(aCall...)
	s.text(shownCode(p), true)
	s.page(http.StatusOK, "/report", sent)
	sent.Set("numbers", "+447700900123")
	other := s.page(http.StatusConflict, "/report", sent).Form("form#report")
	s.wantText(s.page(http.StatusOK, "/report", other), "#phone-title", "Confirm your phone")
	if got := s.tiers("+447700900123"); !slices.Equal(got, []reputation.Tier{reputation.Anonymous}) {
		t.Errorf("tiers %v", got)
	}
}

func TestTheCodeStaysWithAFormThatComesBack(t *testing.T) {
	s := newTexted(t)
	p, sent := s.withCode("numbers", "+12025550143")
	wrong := s.page(http.StatusBadRequest, "/report", sent)
	s.unchanged(wrong, sent)
	if shownCode(wrong) != shownCode(p) || wrong.Has("#phone[autofocus]") {
		t.Error("the code is lost, or takes the focus from what is wrong")
	}
	for _, path := range []string{"/report/show?lang=zh-CN", "/report/phone?lang=zh-CN"} {
		switched := wrong.Form("form#report")
		switched.Del("checked")
		switched.Set("show", "1")
		again := s.page(http.StatusOK, path, switched)
		s.wantText(again, "#phone", "请用您的手机发送这六位数字")
		s.unchanged(again, sent)
	}
	for _, field := range []string{"phone_code", "phone_secret"} {
		spoiled := wrong.Form("form#report")
		spoiled.Set(field, attack)
		back := s.page(http.StatusBadRequest, "/report", spoiled)
		if back.Has("#phone") || back.Form("form#report").Has(field) || !back.Has("#step-phone button") {
			t.Errorf("%s that is none came back", field)
		}
	}
}

// TestTheSecretStandsInOneField, and in no address.
func TestTheSecretStandsInOneField(t *testing.T) {
	s := newTexted(t)
	p, sent := s.withCode(aCall...)
	secret := sent.Get("phone_secret")
	if strings.Count(p.HTML, secret) != 1 || p.Attr("input[type=hidden][name=phone_secret]", "value") != secret {
		t.Error("the secret is not in its field alone")
	}
	a := s.send("/report/phone", sent)
	if a.header.Get("Cache-Control") != "no-store" || a.header.Get("Location") != "" {
		t.Errorf("%v", a.header)
	}
	for _, field := range []string{"phone_code", "phone_secret"} {
		if linked := s.get("/report?" + field + "=" + sent.Get(field)); linked.Has("#phone") || strings.Contains(linked.Text("form"), sent.Get(field)) {
			t.Errorf("a link fills in %s", field)
		}
	}
}

func TestCorrectingAndConfirming(t *testing.T) {
	s := newTexted(t)
	held := s.filed(aCall...)
	opened := s.page(http.StatusOK, "/receipt/correct", held).Form("form#report")
	opened.Set("text", "what I typed")

	// A correction can be confirmed as any report.
	withCode := s.page(http.StatusOK, "/report/phone", opened)
	s.wantText(withCode, "h1", "Correct your report")
	s.text(shownCode(withCode), true)
	corrected := s.page(http.StatusOK, "/report", withCode.Form("form#report"))
	s.wantText(corrected, "h1", "Your correction was received")
	s.wantText(corrected, "#phone-title", "Confirmed")
	s.wantTiers(reputation.Verified)
	s.wantText(s.page(http.StatusOK, "/report", withCode.Form("form#report")), "#phone-title", "Confirmed") // sent twice
	s.wantTiers(reputation.Verified)

	// What is confirmed stays so.
	s.wantText(s.page(http.StatusOK, "/receipt/correct", corrected.Form("#held")), "main", "It is confirmed.")
}

// TestConfirmedWhileItWasCorrected: the correction changes nothing, and says why.
func TestConfirmedWhileItWasCorrected(t *testing.T) {
	s := newTexted(t)
	held := s.filed(aCall...)
	opened := s.page(http.StatusOK, "/receipt/correct", held).Form("form#report")
	opened.Set("text", "what I typed")
	s.text(shownCode(s.page(http.StatusOK, "/receipt/phone", held)), true)
	late := s.page(http.StatusConflict, "/report", opened)
	s.wantText(late, ".summary", "was confirmed in the meantime, and stays as it is")
	if back := late.Form("form#report"); back.Get("text") != "what I typed" || back.Has("code") {
		t.Errorf("%v", back)
	}
	s.wantTiers(reputation.Verified)
}

func TestAWithdrawnReportIsNotConfirmed(t *testing.T) {
	s := newTexted(t)
	held := s.filed(aCall...)
	code := shownCode(s.page(http.StatusOK, "/receipt/phone", held))
	held.Set("sure", "yes")
	s.page(http.StatusOK, "/receipt/withdraw", held)
	s.text(code, false)
	for _, path := range []string{"/receipt", "/receipt/phone"} {
		if p := s.page(http.StatusOK, path, held); p.Has("#phone-title") || strings.Contains(p.HTML, code) {
			t.Errorf("%s offers to confirm what was withdrawn", path)
		}
	}
	s.wantTiers()
}

// TestWhatCannotBeConfirmed: an app's report is its own, and so is one that no code can be texted for.
func TestWhatCannotBeConfirmed(t *testing.T) {
	s := newTexted(t)
	r, err := report.Validate(report.Draft{Kind: "call", Subjects: []report.SubjectDraft{{Value: "+12025550143"}}}, false, s.now)
	if err != nil {
		t.Fatal(err)
	}
	byApp, err := s.reports.Accept(t.Context(), r, reputation.ByKey("app"), intake.Retry{})
	if err != nil {
		t.Fatal(err)
	}
	byVisitor, err := s.reports.Accept(t.Context(), r, reputation.OnWeb(netip.MustParseAddr("192.0.2.1")), intake.Retry{})
	if err != nil {
		t.Fatal(err)
	}
	none := func(name, receipt string) {
		t.Helper()
		for _, path := range []string{"/receipt", "/receipt/phone"} {
			if p := s.page(http.StatusOK, path, url.Values{"code": {receipt}}); p.Has("#phone-title") {
				t.Errorf("%s: %s offers a code", name, path)
			}
		}
	}
	none("an app's", byApp.Receipt.String())
	for name, settings := range map[string]site.Config{
		"no number": {Phones: s.codes}, "no phones": {Texting: textNumbers},
		"no number that proves a phone": {Phones: s.codes, Texting: web.Texting{Numbers: []web.TextNumber{{Number: "+12025550161"}}}},
	} {
		s.serve(settings)
		none(name, byVisitor.Receipt.String())
		sent := s.form(append(aCall, "phone_code", "123456", "phone_secret", strings.Repeat("00", 32))...)
		for _, p := range []htmlcheck.Page{s.get("/report"), s.page(http.StatusOK, "/report/phone", sent), s.page(http.StatusOK, "/report/show", sent)} {
			if p.Has("#step-phone") || p.Has("[name=phone_secret]") {
				t.Errorf("%s: the form offers a code", name)
			}
		}
		if p := s.page(http.StatusOK, "/report", sent); p.Has("#phone-title") {
			t.Errorf("%s: the receipt offers a code", name)
		}
	}
	unknown := s.page(http.StatusNotFound, "/receipt/phone", url.Values{"code": {"0000-0000-0000-0000-0"}})
	s.wantText(unknown, ".summary", "There is no report with this receipt code.")
}

func TestTheStoreOfCodesIsAway(t *testing.T) {
	s := newTexted(t)
	sent := s.form(everything()...)
	held := s.filed(aCall...)
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	away := s.page(http.StatusServiceUnavailable, "/report/phone", sent)
	s.wantText(away, ".summary", "please try again in 5 seconds")
	s.unchanged(away, sent)
	p := s.page(http.StatusServiceUnavailable, "/receipt/phone", held)
	if p.Attr("#code", "value") != held.Get("code") {
		t.Error("the receipt code is lost")
	}
}
