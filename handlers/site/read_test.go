package site_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

const prize = "恭喜您获得一等奖，领奖请拨打 +1 202 555 0143 或 +44 7700 900123，加微信 lucky_2233，QQ：2233445566，网址 https://win.example.com/x，报警110"

func TestAMessageIsReadIntoTheForm(t *testing.T) {
	s := newService(t)
	p := s.page(http.StatusOK, "/report/read", s.form("kind", "text", "text", prize, "campus", "Example University", "step", "step-what"))
	back := p.Form("form#report")
	for name, want := range map[string]string{"numbers": "+1 202-555-0143\n+44 7700 900123", "wechat": "lucky_2233", "qq": "2233445566",
		"domain": "example.com", "category": "prize", "text": prize, "campus": "Example University", "kind": "text", "step": "step-what"} {
		if back.Get(name) != want {
			t.Errorf("%s holds %q, want %q", name, back.Get(name), want)
		}
	}
	for _, want := range []string{"+1 202-555-0143 filled in for you", "lucky_2233 filled in for you", "110 a public helpline, not filled in",
		"It reads like: Fake prize", "Because your text says “恭喜您获得”, “一等奖”, “领奖”.", "We chose that for you."} {
		s.wantText(p, "#reading", want)
	}
	if s.statements("+12025550143") != 0 || p.Has("code") {
		t.Error("reading a message filed it")
	}
	s.page(http.StatusOK, "/report", back)
	if s.statements("+12025550143") != 1 {
		t.Error("what was read cannot be sent")
	}
}

func TestReadingChangesNothingThatWasTyped(t *testing.T) {
	s := newService(t)
	typed := s.form(append(everything(), "text", prize, "numbers", "+12025550143", "wechat", "some_one", "category", "loan")...)
	p := s.page(http.StatusOK, "/report/read", typed)
	back := p.Form("form#report")
	for name, values := range typed {
		if !slices.Equal(back[name], values) {
			t.Errorf("%s: %q came back as %q", name, values, back[name])
		}
	}
	for _, want := range []string{"+1 202-555-0143 already in the form", "+44 7700 900123 not filled in", "lucky_2233 not filled in", "You had chosen something else, and that stays."} {
		s.wantText(p, "#reading", want)
	}
}

func TestNoMoreIsFilledInThanAReportTakes(t *testing.T) {
	s := newService(t)
	var many strings.Builder
	for n := range 12 {
		fmt.Fprintf(&many, "+1 202 555 01%d, ", 30+n)
	}
	p := s.page(http.StatusOK, "/report/read", s.form("text", many.String(), "wechat", "some_one"))
	if n := len(strings.Split(p.Form("form#report").Get("numbers"), "\n")); n != 7 {
		t.Errorf("%d filled in beside a WeChat ID", n)
	}
	s.wantText(p, "#reading", "+1 202-555-0141 not filled in")
}

func TestReadingInVain(t *testing.T) {
	s := newService(t)
	p := s.page(http.StatusOK, "/report/read", s.form("text", "您的验证码是123456"))
	s.wantText(p, "#reading", "We found no number or account in your text.")
	s.wantText(p, "#reading", "What it was about is not clear to us.")
	if got := p.Form("form#report"); got.Get("numbers") != "" || got.Get("category") != "" {
		t.Errorf("filled in %v", got)
	}
	s.wantText(s.page(http.StatusBadRequest, "/report/read", s.form("text", " \n")), "#text-problem", "Paste or write the text first.")
	long := strings.Repeat("字", 4001)
	if got := s.page(http.StatusBadRequest, "/report/read", s.form("text", long)); got.Form("form#report").Get("text") != long {
		t.Error("a text that is too long is lost")
	}
	s.wantText(s.page(http.StatusOK, "/report/read", s.form("text", attack+" you have won")), "#reading", "Fake prize")
}

func TestNationalNumbersAreReadWhereTheVisitorIs(t *testing.T) {
	s := newService(t)
	p := s.page(http.StatusOK, "/report/read", s.form("text", "call 07700 900123", "region", "GB"))
	if got := p.Form("form#report").Get("numbers"); got != "+44 7700 900123" {
		t.Errorf("read as %q", got)
	}
}

func TestCampuses(t *testing.T) {
	s := newService(t)
	for q, want := range map[string]string{
		"浙大": `{"campuses":[{"name":"浙江大学","region":"CN-ZJ"},`, "中国地质大学(": `{"campuses":[{"name":"中国地质大学(北京)","region":"CN-BJ"},{"name":"中国地质大学(武汉)","region":"CN-HB"}]}`,
		"Hogwarts": `{"campuses":[]}`, "": `{"campuses":[]}`, strings.Repeat("大学", 101): `{"campuses":[]}`, "\xff": `{"campuses":[]}`,
	} {
		a := s.send("/campuses?q="+url.QueryEscape(q), nil)
		if a.status != http.StatusOK || !strings.HasPrefix(a.body, want) || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%q: %d %v %s", q, a.status, a.header, a.body)
		}
		if n := strings.Count(a.body, "name"); n > 8 {
			t.Errorf("%q: %d at once", q, n)
		}
	}
}

func TestACampusIsAskedAboutOnce(t *testing.T) {
	s := newService(t)
	form := s.form("kind", "call", "numbers", "+12025550143", "campus", "矿业大学")
	asked := s.page(http.StatusBadRequest, "/report", form)
	s.wantText(asked, "#campus-problem", "These schools match what you typed.")
	s.wantText(asked, "#step-where", "中国矿业大学, Jiangsu")
	back := asked.Form("form#report")
	if back.Get("campus_choice") != "typed" || back.Get("campus") != "矿业大学" || s.statements("+12025550143") != 0 {
		t.Errorf("asked with %v", back)
	}
	if kept := s.campusOf(back); kept != "矿业大学" {
		t.Errorf("what was typed is kept as %q", kept)
	}
	back.Set("campus_choice", "中国矿业大学")
	back.Set("numbers", "x") // another mistake: the province is proposed with it
	proposed := s.page(http.StatusBadRequest, "/report", back)
	s.wantText(proposed, "#region-hint", "Filled in from your school.")
	again := proposed.Form("form#report")
	if again.Get("campus") != "中国矿业大学" || again.Get("region") != "CN-JS" {
		t.Errorf("%q in %q", again.Get("campus"), again.Get("region"))
	}
	again.Set("numbers", "+12025550144")
	again.Set("key", s.form().Get("key"))
	if kept := s.campusOf(again); kept != "中国矿业大学" {
		t.Errorf("the choice is kept as %q", kept)
	}
}

func TestAnAliasOfACampusIsNotAskedAbout(t *testing.T) {
	s := newService(t)
	for typed, want := range map[string]string{"浙大": "浙江大学", "中国地质大学（武汉）": "中国地质大学(武汉)", "Example University": "Example University"} {
		if kept := s.campusOf(s.form("kind", "call", "numbers", "+12025550143", "campus", typed)); kept != want {
			t.Errorf("%s is kept as %q", typed, kept)
		}
	}
	if p := s.page(http.StatusBadRequest, "/report", s.form("campus", "浙大", "region", "CN-GD")); p.Form("form#report").Get("region") != "CN-GD" {
		t.Error("a region that was chosen is changed")
	}
}

// campusOf sends a form and returns the university that is kept of it.
func (s *service) campusOf(form url.Values) string {
	s.Helper()
	receipt := s.page(http.StatusOK, "/report", form)
	kept := s.page(http.StatusOK, "/receipt", url.Values{"code": {receipt.Text("code")}})
	facts := kept.Text("dl")
	_, after, ok := strings.Cut(facts, "Your school or university ")
	if !ok {
		s.Fatalf("no university in %s", facts)
	}
	return after
}
