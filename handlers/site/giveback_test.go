package site_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/handlers"
	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/ratelimit"
	"ringfence/store/mem"
	"ringfence/web/htmlcheck"
)

// newMetered is a service on which every network has the usual budgets, and in which no time passes.
func newMetered(t *testing.T) *service {
	t.Helper()
	still := func() time.Time { return time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC) }
	return newLimitedService(t, handlers.Limits{
		Limiter: ratelimit.NewLocal(ratelimit.LocalConfig{Clock: still}),
		Budgets: ratelimit.DefaultBudgets(), Secret: make([]byte, ratelimit.MinSecret),
	})
}

// unchanged expects that a form came back as it was sent.
func (s *service) unchanged(p htmlcheck.Page, sent url.Values) {
	s.Helper()
	back := p.Form("form#report")
	for name, values := range sent {
		if !slices.Equal(back[name], values) {
			s.Errorf("%s: %q came back as %q", name, values, back[name])
		}
	}
}

// TestAFormThatComesTooSoon keeps what was typed and says when to send it. It may be one that was taken, sent twice.
func TestAFormThatComesTooSoon(t *testing.T) {
	s := newMetered(t)
	sent := s.form(everything()...)
	for range 10 {
		s.page(http.StatusOK, "/report", sent)
	}
	late := s.page(http.StatusTooManyRequests, "/report", sent)
	s.wantText(late, ".summary h2", "Please read this before you try again")
	s.wantText(late, ".summary", "If you already have a receipt for this one, it was taken; otherwise it was not.")
	s.wantText(late, ".summary", "Nothing you typed is lost: please send it again in 6 minutes.")
	s.wantText(late, ".summary", "Where scripts are switched on")
	s.unchanged(late, sent)
	s.lang = "zh-CN"
	s.wantText(s.page(http.StatusTooManyRequests, "/report", sent), ".summary", "请在 6 分钟后再次提交")
	s.lang = "en"
	s.wantText(s.page(http.StatusTooManyRequests, "/report", url.Values{"text": {strings.Repeat("x", 300<<10)}}), "h1", "Too many requests")

	sent.Set("altcha", "a proof")
	if proved := s.page(http.StatusTooManyRequests, "/report", sent); strings.Contains(proved.Text(".summary"), "scripts") {
		t.Error("whoever proved work is told to switch scripts on")
	}

	// Its language can be changed all the same.
	switched := late.Form("form#report")
	switched.Set("show", "1")
	again := s.page(http.StatusOK, "/report/show?lang=zh-CN", switched)
	s.wantText(again, "h1", "举报电话、短信或招聘信息")
	sent.Del("altcha")
	s.unchanged(again, sent)
}

// TestOtherFormsThatComeTooSoon are given back, too.
func TestOtherFormsThatComeTooSoon(t *testing.T) {
	s := newMetered(t)
	sent := s.form(everything()...)
	code := url.Values{"code": {"0000-0000-0000-0000-0"}}
	forReceipts := []string{"/receipt/correct", "/receipt/phone"}
	for address, c := range map[string]struct {
		path   string
		fields url.Values
	}{"192.0.2.1:1": {"/report/read", sent}, "198.18.0.1:1": {"/report/show", sent}, "203.0.113.1:1": {"/receipt/correct", code},
		"192.0.2.200:1": {"/receipt/phone", code}, "198.19.0.1:1": {"/report/phone", sent}} {
		s.address = address
		a := s.send(c.path, c.fields)
		for n := 0; a.status != http.StatusTooManyRequests && n < 1000; n++ {
			a = s.send(c.path, c.fields)
		}
		p := htmlcheck.Parse(t, a.body)
		s.wantText(p, ".summary", "many requests came from your network. Nothing you typed is lost: please try again in one minute.")
		if a.header.Get("Retry-After") == "" {
			t.Errorf("%s: no Retry-After", c.path)
		}
		if !slices.Contains(forReceipts, c.path) {
			s.unchanged(p, sent)
		} else if p.Attr("#code", "value") != code.Get("code") {
			t.Error("the code is lost")
		}
	}
}

// TestAFormThatTheStoreCannotTake comes back, and says that it may not have been taken.
func TestAFormThatTheStoreCannotTake(t *testing.T) {
	s := newService(t)
	sent := s.form(everything()...)
	s.reports.Store = roomless{s.store}
	full := s.page(http.StatusServiceUnavailable, "/report", sent)
	s.wantText(full, ".summary", "no room to keep reports right now, and this one was not taken")
	s.unchanged(full, sent)
	s.reports.Store = s.store
	held := s.filed("kind", "call", "numbers", "+12025550143")
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	away := s.page(http.StatusServiceUnavailable, "/report", sent)
	s.wantText(away, ".summary", "this report may not have been taken. Nothing you typed is lost: please send it again in 5 seconds.")
	s.unchanged(away, sent)
	if a := s.send("/report", sent); a.header.Get("Retry-After") != "5" || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%v", a.header)
	}
	s.lang = "zh-CN"
	s.wantText(s.page(http.StatusServiceUnavailable, "/report", sent), ".summary", "这次举报可能没有受理")
	s.lang = "en"
	correct := s.page(http.StatusServiceUnavailable, "/receipt/correct", held)
	s.wantText(correct, ".summary", "please try again in 5 seconds")
	if correct.Attr("#code", "value") != held.Get("code") {
		t.Error("the code is lost")
	}
}

// roomless is a store on a full disk.
type roomless struct{ *mem.Store }

func (roomless) File(context.Context, reputation.SealedTestimony) error { return fault.Full }

// TestChangingTheLanguageIsNoReport: more often than one may report.
func TestChangingTheLanguageIsNoReport(t *testing.T) {
	s := newMetered(t)
	sent := s.form(everything()...)
	sent.Set("show", "1")
	for range 20 {
		s.page(http.StatusOK, "/report/show", sent)
	}
	sent.Del("show")
	s.wantText(s.page(http.StatusOK, "/report", sent), "h1", "Your report was received")
}

// TestTheCodeOfADisputeThatComesTooSoonIsNotLost, whichever form it was in.
func TestTheCodeOfADisputeThatComesTooSoonIsNotLost(t *testing.T) {
	const code = "0000-0000-0000-0000-0"
	s := newMetered(t)
	kept := func(p htmlcheck.Page, say string) {
		t.Helper()
		if s.wantText(p, ".summary", say); p.Attr("#code", "value") != code {
			t.Errorf("the code that comes back is %q", p.Attr("#code", "value"))
		}
	}
	for n := 0; s.send("/dispute/case/copy", url.Values{"code": {code}}).status != http.StatusTooManyRequests; n++ {
		if n > 1000 {
			t.Fatal("what is held may be asked for without end")
		}
	}
	kept(s.page(http.StatusTooManyRequests, "/dispute/case/copy", url.Values{"code": {code}}), "please try again in one minute")
	kept(s.upload(http.StatusTooManyRequests, code, "application/pdf", make([]byte, 1<<20)), "please try again in one minute")

	s = newService(t)
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	kept(s.upload(http.StatusServiceUnavailable, code, "application/pdf", []byte("%PDF-1.7")), "please try again in")
}
