package site_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"ringfence/internal/report"
)

func TestPagesOfOffersInBothLanguages(t *testing.T) {
	s := newService(t)
	ticked := url.Values{"duties": {"lend_sim"}}
	for _, c := range []struct {
		path   string
		fields url.Values
		en, zh string // h1
	}{
		{"/offers", nil, "Job, internship and part-time offers", "实习、兼职和招聘"},
		{"/offers/check", nil, "Check an offer", "招聘自查"},
		{"/offers/check", ticked, "Check an offer", "招聘自查"},
		{"/offers/lent", nil, "You lent a SIM or a bank card: what to do today", "电话卡、银行卡已经借出去了：今天该做什么"},
		{"/offers/employers", nil, "Was this name used in reported offers?", "这个名称在被举报的招聘中用过吗？"},
		{"/offers/employers?q=Acme", nil, "Was this name used in reported offers?", "这个名称在被举报的招聘中用过吗？"},
	} {
		for lang, want := range map[string]string{"en": c.en, "zh-CN": c.zh} {
			s.lang = lang
			p := s.page(http.StatusOK, c.path, c.fields)
			if p.Text("h1") != want || p.Attr("html", "lang") != lang {
				t.Errorf("%s: %q in %s", c.path, p.Text("h1"), p.Attr("html", "lang"))
			}
		}
	}
}

func TestACheckTellsHowSeriousItIsAndWhatToDo(t *testing.T) {
	s := newService(t)
	for _, c := range []struct {
		fields         url.Values
		tone, headline string
		articles       bool
		advice         string
	}{
		{url.Values{"duties": {"lend_sim", "host_device"}, "signs": {"hurry"}}, "scam", "Do not do this", true, "hand nothing over"},
		{url.Values{"duties": {"pay_deposit"}}, "suspicious", "Be careful: there are warning signs", true, "Look the company up yourself"},
		{url.Values{"signs": {"chat_only", "no such sign"}}, "suspicious", "Be careful: there are warning signs", false, "Look the company up yourself"},
		{url.Values{"duties": {attack}}, "unknown", "No known warning sign", false, "Ask for a written contract"},
		{url.Values{}, "unknown", "No known warning sign", false, "Ask for a written contract"},
	} {
		p := s.page(http.StatusOK, "/offers/check", c.fields)
		s.wantText(p, ".verdict."+c.tone+" h2", c.headline)
		s.wantText(p, "main > section ul", c.advice)
		if p.Has(`main a[href^="/report?"]`) != (c.tone != "unknown") {
			t.Errorf("%v: asks for a report of nothing, or for none", c.fields)
		}
		if p.Has(".articles li") != c.articles || strings.Contains(p.HTML, attack) {
			t.Errorf("%v: articles %v", c.fields, p.Has(".articles li"))
		}
	}
	p := s.page(http.StatusOK, "/offers/check", url.Values{"duties": {"lend_sim", "host_device"}})
	if to := p.Attr("main section a.button", "href"); to != "/report?duties=lend_sim&duties=host_device&kind=offer" {
		t.Errorf("report it at %s", to)
	}
}

func TestACheckIsKeptNowhere(t *testing.T) {
	s := newService(t)
	a := s.send("/offers/check", url.Values{"duties": {"lend_card"}})
	if a.header.Get("Cache-Control") != "no-store" || a.header.Get("Location") != "" || a.header.Get("Set-Cookie") != "" {
		t.Errorf("%v", a.header)
	}
	if p := s.page(http.StatusOK, "/offers/check?duties=lend_card", nil); !p.Has(".verdict.scam") || p.Has("head link[rel=canonical]") {
		t.Error("an address that ticks something is not answered, or is for search engines")
	}
	if p := s.get("/offers/check"); p.Has(".verdict") || !p.Has("head link[rel=canonical]") {
		t.Error("the check is answered before anything was asked")
	}
}

func TestTheLanguageOfACheckIsSwitchedOnTheSamePage(t *testing.T) {
	s := newService(t)
	fresh := s.get("/offers/check")
	to := fresh.Attr(".lang button", "formaction")
	fields := url.Values{"duties": {"go_abroad"}, "show": {"1"}}
	p := s.page(http.StatusOK, to, fields)
	if p.Has(".verdict") || p.Attr("html", "lang") != "zh-CN" || p.Form("#check").Get("duties") != "go_abroad" {
		t.Errorf("before it was answered: %s", to)
	}
	fields = s.page(http.StatusOK, "/offers/check", url.Values{"duties": {"go_abroad"}}).Form("#check")
	fields.Set("show", "1")
	if p = s.page(http.StatusOK, to, fields); !p.Has(".verdict.scam") {
		t.Error("the answer is lost")
	}
}

func TestWhatToDoAfterLendingComesInOrder(t *testing.T) {
	s := newService(t)
	p := s.get("/offers/lent")
	var steps []string
	for _, h := range p.Find("ol.steps strong").EachIter() {
		steps = append(steps, h.Text())
	}
	want := "Stop, now|Block the SIM and the card|See what is in your name|Keep everything|Go to the police yourself|Do not warn the others|" +
		"Tell somebody at your school, and at home|Report the offer here"
	if got := strings.Join(steps, "|"); got != want {
		t.Errorf("steps: %s", got)
	}
	if p.Attr(`main a[href^="tel:"]`, "href") != "tel:96110" || !strings.Contains(p.Text(".articles"), "Article 67") {
		t.Error("no line to call, or nothing of coming forward")
	}
	for _, says := range []string{"not legal advice", "Not yet checked against the official text."} {
		s.wantText(p, "main", says)
	}
}

// reportOffers reports an offer by an employer from as many networks, each naming two subjects.
func (s *service) reportOffers(n int, employer string) {
	s.Helper()
	for i := range n {
		s.address = fmt.Sprintf("203.0.%d.7:4444", i)
		s.page(http.StatusOK, "/report", s.form("kind", "offer", "numbers", "+12025550143", "wechat", "some_one", "category", "fake_job",
			"claims_employer", employer))
	}
}

func (s *service) readTies() {
	s.Helper()
	if err := s.ties.CatchUp(context.Background()); err != nil {
		s.Fatal(err)
	}
}

func TestANameIsToldOnceThreeOffersUsedIt(t *testing.T) {
	s := newService(t)
	s.wantText(s.get("/offers/employers?q=Acme"), "main", "Please try again in a minute")
	s.reportOffers(2, "Acme <b>Group</b>")
	s.readTies()
	none := s.get("/offers/employers?q=acme+b+group+b")
	s.wantText(none, "main", "We have nothing to show for this name")
	s.reportOffers(12, "Acme <b>Group</b>")
	s.readTies()
	found := s.get("/offers/employers?q=ACME+b+group+b+Ltd.")
	s.wantText(found, "#result-title", "Acme <b>Group</b>")
	s.wantText(found, ".found", "reported offers in the last 30 days; it may be borrowed.")
	s.wantText(found, "main", "A name in reports says nothing about the company")
	if found.Has("#result-title b") || found.Has("head link[rel=canonical]") || !found.Has(`main a[href="/owners"]`) {
		t.Error("a name is taken for markup, or listed, or cannot be contested")
	}
	similar := s.get("/offers/employers?q=acme&lang=en")
	s.wantText(similar, ".named", "Acme <b>Group</b>")
	if to := similar.Attr(".named a", "href"); to != "/offers/employers?q=Acme+%3Cb%3EGroup%3C%2Fb%3E&lang=en" {
		t.Errorf("leads to %s", to)
	}
	if p := s.get("/offers/employers?q=" + strings.Repeat("%E5%AD%97", 500)); len(p.Attr("#q", "value")) > 400 {
		t.Error("a name without end comes back whole")
	}
}

// TestOnePhoneMakesNoName: each of its offers names another number.
func TestOnePhoneMakesNoName(t *testing.T) {
	s := newService(t)
	for i := range 12 {
		s.page(http.StatusOK, "/report", s.form("kind", "offer", "numbers", fmt.Sprintf("+120255501%d", 20+i), "claims_employer", "Acme"))
	}
	s.readTies()
	s.wantText(s.get("/offers/employers?q=acme"), "main", "We have nothing to show for this name")
}

func TestAWithdrawnOfferNoLongerMakesAName(t *testing.T) {
	s := newService(t)
	s.reportOffers(14, "Acme")
	var receipts []url.Values
	for i := range 14 { // the same networks for another name
		s.address = fmt.Sprintf("203.0.%d.7:4444", i)
		receipts = append(receipts, s.filed("kind", "offer", "numbers", "+12025550143", "claims_employer", "Zenith"))
	}
	s.readTies()
	s.wantText(s.get("/offers/employers?q=zenith"), "#result-title", "Zenith")
	for _, held := range receipts {
		held.Set("sure", "yes")
		s.page(http.StatusOK, "/receipt/withdraw", held)
	}
	s.wantText(s.get("/offers/employers?q=zenith"), "main", "We have nothing to show for this name")
	s.wantText(s.get("/offers/employers?q=acme"), "#result-title", "Acme")
}

func TestWhatWasReportedTogetherIsLinkedBothWays(t *testing.T) {
	s := newService(t)
	s.reportOffers(2, "Acme")
	s.readTies()
	if s.get("/n/+12025550143").Has("#together-title") {
		t.Error("told of two reports")
	}
	s.reportOffers(12, "Acme")
	s.readTies()
	for path, want := range map[string]string{"/n/+12025550143": "/s/wechat/some_one", "/s/wechat/some_one": "/n/+12025550143"} {
		p := s.get(path)
		if to := p.Attr("section:has(#together-title) .named a", "href"); to != want {
			t.Errorf("%s leads to %q", path, to)
		}
		s.wantText(p, ".named", ": Suspicious")
	}
}

func TestAdviceFitsTheKind(t *testing.T) {
	s := newService(t)
	for i := range 12 {
		s.address = fmt.Sprintf("203.0.%d.7:4444", i)
		s.page(http.StatusOK, "/report", s.form("kind", string(report.Text), "numbers", "+12025550143\n95588", "wechat", "some_one", "qq", "10001",
			"domain", "example.com", "sender", "ALIPAY", "category", "fake_job"))
	}
	for path, want := range map[string]string{
		"/n/+12025550143": "Hang up, and do not call back", "/s/CN/95588": "Hang up, and do not call back",
		"/s/wechat/some_one": "Do not add it.", "/s/qq/10001": "Do not add it.", "/s/domain/example.com": "Do not open it",
		"/s/CN/sender/ALIPAY": "Do not reply",
	} {
		s.wantText(s.get(path), "section:has(#advice-title)", want)
	}
}
