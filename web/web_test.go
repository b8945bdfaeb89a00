package web

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"ringfence/internal/subject"
	"ringfence/web/catalogue"
	"ringfence/web/htmlcheck"
)

const attack = `"><script>alert(1)</script>{{7*7}}'`

var noon = time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)

func key(t *testing.T, s string) subject.Key {
	t.Helper()
	k, err := subject.ParseKey(s)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestPagesAreSound(t *testing.T) {
	for _, l := range catalogue.Langs() {
		for name, page := range examples(t, l) {
			t.Run(string(l)+" "+name, func(t *testing.T) {
				p := htmlcheck.Parse(t, rendered(t, page))
				if got := p.Attr("html", "lang"); got != string(l) {
					t.Errorf("lang is %q", got)
				}
			})
		}
	}
}

func rendered(t *testing.T, page Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := Render(&b, page); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWhatWasTypedStaysInItsField(t *testing.T) {
	f := Frame{Lang: catalogue.En, Path: "/report"}
	form := htmlcheck.Parse(t, rendered(t, Report{Summary: Summary{Frame: f}, Entry: fullEntry()})).Form("form#report")
	for _, name := range []string{"key", "numbers", "wechat", "qq", "domain", "sender", "category", "occurred_at", "region", "leak_sector",
		"campus", "title", "claims_employer", "platform", "pay"} {
		if form.Get(name) != attack {
			t.Errorf("%s holds %q", name, form.Get(name))
		}
	}
	if got := form.Get("text"); got != "\n"+attack {
		t.Errorf("text holds %q: its first line end must stay", got)
	}
	want := map[string]string{"kind": "offer", "polarity": "fine", "knew": "name", "knew_sensitive": "health", "duties": "lend_sim",
		"consent_sensitive": "yes", "publish_text": "yes"}
	for name, value := range want {
		if got := form[name]; len(got) != 1 || got[0] != value {
			t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
}

func TestHeadlines(t *testing.T) {
	want := map[string]string{
		"unknown": "No reports", "vouched": "Reported as fine only", "undecided": "Reported, no verdict yet", "suspicious": "Suspicious",
		"scam": "Reported as a scam", "quiet scam": "Reported as a scam", "confirmed": "Scam reports, confirmed by a moderator",
		"cleared": "Cleared by a moderator", "official": "Official number",
	}
	for name, j := range judgements() {
		s := NewSubject(Frame{Lang: catalogue.En}, key(t, "+447700900123"), j, noon)
		if s.Headline() != want[name] {
			t.Errorf("%s: %q", name, s.Headline())
		}
	}
}

func TestSubjectPath(t *testing.T) {
	for k, want := range map[string]string{
		"+8613800138000": "/n/+8613800138000", "CN/95588": "/s/CN/95588", "wechat/some_one": "/s/wechat/some_one",
		"CN/sender/A&B C": "/s/CN/sender/A&B%20C", "domain/example.com": "/s/domain/example.com",
	} {
		if got := SubjectPath(key(t, k)); got != want {
			t.Errorf("%s: %s", k, got)
		}
	}
}

func TestStatic(t *testing.T) {
	for _, name := range []string{StyleSheet, "icon.svg"} {
		path, err := StaticPath(name)
		if err != nil {
			t.Fatal(err)
		}
		f, ok := Static(strings.TrimPrefix(path, StaticRoot))
		if !ok || len(f.Content) == 0 || f.Type == "" {
			t.Errorf("%s at %s: %v %q", name, path, ok, f.Type)
		}
		for _, outside := range []string{"url(", "@import", "http:", "expression"} {
			if name == StyleSheet && strings.Contains(string(f.Content), outside) {
				t.Errorf("the style sheet holds %s", outside)
			}
		}
	}
	if _, ok := Static(StyleSheet); ok {
		t.Error("a file is served under its bare name")
	}
	if _, err := StaticPath("none.css"); err == nil {
		t.Error("a file that is not there has a path")
	}
}
