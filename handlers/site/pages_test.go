package site_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"ringfence/handlers/site"
	"ringfence/internal/intake"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

func TestEveryPageInBothLanguages(t *testing.T) {
	none := url.Values{"code": {"none"}}
	for _, c := range []struct {
		path   string
		fields url.Values
		status int
		en, zh string // h1
	}{
		{"/", nil, 200, "Look up a number", "查询号码"},
		{"/lookup?q=12", nil, 400, "Look up a number", "查询号码"},
		{"/report", nil, 200, "Report a call, message or job offer", "举报电话、短信或招聘信息"},
		{"/report?numbers=%2B12025550143", nil, 200, "Report a call, message or job offer", "举报电话、短信或招聘信息"},
		{"/report", url.Values{"kind": {"call"}}, 400, "Report a call, message or job offer", "举报电话、短信或招聘信息"},
		{"/report", url.Values{"kind": {"call"}, "numbers": {"+12025550143"}}, 200, "Your report was received", "已收到您的举报"},
		{"/receipt", nil, 200, "My report", "我的举报"},
		{"/receipt", none, 400, "My report", "我的举报"},
		{"/receipt/withdraw", none, 400, "My report", "我的举报"},
		{"/receipt/correct", none, 400, "My report", "我的举报"},
		{"/n/+12025550100", nil, 200, "+1 202-555-0100", "+1 202-555-0100"},
		{"/n/+12025550101", nil, 200, "+1 202-555-0101", "+1 202-555-0101"},
		{"/n/+12025550102", nil, 200, "+1 202-555-0102", "+1 202-555-0102"},
		{"/n/+12025550103", nil, 200, "+1 202-555-0103", "+1 202-555-0103"},
		{"/n/+12025550104", nil, 200, "+1 202-555-0104", "+1 202-555-0104"},
		{"/n/+447700900123", nil, 200, "+44 7700 900123", "+44 7700 900123"},
		{"/s/CN/95588", nil, 200, "95588", "95588"},
		{"/s/CN/sender/A&B%20C", nil, 200, "A&B C", "A&B C"},
		{"/s/wechat/some_one", nil, 200, "some_one", "some_one"},
		{"/s/domain/example.com", nil, 200, "example.com", "example.com"},
		{"/s/nothing/example.com", nil, 404, "There is no such page", "没有这个页面"},
		{"/about", nil, 200, "About this site", "关于本站"},
		{"/method", nil, 200, "How does a verdict come about?", "结论是怎么得出的？"},
		{"/privacy", nil, 200, "What is kept about me?", "会保存我的哪些信息？"},
		{"/owners", nil, 200, "Is it your number?", "这是您的号码吗？"},
		{"/audit", nil, 200, "Audit log", "审计日志"},
		{"/official", nil, 200, "Official numbers", "官方号码"},
		{"/transparency", nil, 200, "How this service acts", "本站运作数据"},
		{"/dispute", nil, 200, "Contest what is said", "提出异议"},
		{"/dispute?q=12", nil, 400, "Contest what is said", "提出异议"},
		{"/dispute/case", nil, 200, "My dispute", "我的异议"},
		{"/dispute/case", none, 400, "My dispute", "我的异议"},
		{"/dispute/case/send", none, 400, "My dispute", "我的异议"},
		{"/dispute/case/held", none, 400, "My dispute", "我的异议"},
		{"/developers", nil, 200, "For app developers", "开发者指南"},
		{"/developers/pbx", nil, 200, "For telephone systems", "电话系统接入"},
		{"/developers/private", nil, 200, "Look a number up without telling which", "私密查询：不必告知号码"},
		{"/developers/lists", nil, 200, "Lists of numbers to block", "拦截名单"},
		{"/developers/webhooks", nil, 200, "Webhooks", "Webhook 通知"},
		{"/developers/trends", nil, 200, "Figures and feeds of trends", "趋势数据与订阅"},
		{"/developers/android", nil, 200, "Quick start for Android", "Android 快速上手"},
		{"/developers/ios", nil, 200, "Quick start for iOS", "iOS 快速上手"},
		{"/nowhere", nil, 404, "There is no such page", "没有这个页面"},
		{"/receipt/withdraw", nil, 405, "This page does not work that way", "此页面不支持这种操作"},
		{"/static/none.css", nil, 404, "There is no such page", "没有这个页面"},
	} {
		t.Run(c.path, func(t *testing.T) {
			s := newService(t)
			for lang, want := range map[string]string{"en": c.en, "zh-CN": c.zh} {
				s.lang = lang
				p := s.page(c.status, c.path, c.fields)
				if p.Text("h1") != want || p.Attr("html", "lang") != lang || !strings.HasSuffix(p.Text("head > title"), " – Ringfence") {
					t.Errorf("%s: %q, title %q", p.Attr("html", "lang"), p.Text("h1"), p.Text("head > title"))
				}
			}
			separator := "?"
			if strings.Contains(c.path, "?") {
				separator = "&"
			}
			chosen := s.page(c.status, c.path+separator+"lang=en", c.fields)
			if chosen.Attr("html", "lang") != "en" || chosen.Attr("a.brand", "href") != "/?lang=en" {
				t.Error("the chosen language is not kept")
			}
		})
	}
}

func TestHeadersOfPages(t *testing.T) {
	s := newService(t)
	for path, cache := range map[string]string{"/": "private, no-cache", "/report": "private, no-cache", "/nowhere": "no-store", "/lookup?q=x": "no-store"} {
		a := s.send(path, nil)
		if a.header.Get("Cache-Control") != cache || a.header.Get("Vary") != "Accept-Language" || a.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %v", path, a.header)
		}
	}
	receipt := s.send("/report", s.form("kind", "call", "numbers", "+12025550143"))
	if receipt.header.Get("Cache-Control") != "no-store" || receipt.header.Get("Location") != "" {
		t.Errorf("receipt: %v", receipt.header)
	}
	sheet := s.send(s.get("/").Attr("link[rel=stylesheet]", "href"), nil)
	if sheet.status != 200 || sheet.header.Get("Cache-Control") != "public, max-age=31536000, immutable" || !strings.HasPrefix(sheet.header.Get("Content-Type"), "text/css") {
		t.Errorf("style sheet: %d %v", sheet.status, sheet.header)
	}
}

func TestLanguageIsSwitchedOnTheSamePage(t *testing.T) {
	s := newService(t)
	if to := s.get("/n/+447700900123").Attr(".lang a", "href"); to != "/n/+447700900123?lang=zh-CN" {
		t.Errorf("number: %s", to)
	}
	if to := s.page(400, "/lookup?q=12&kind=number&lang=zh-CN", nil).Attr(".lang a", "href"); to != "/lookup?kind=number&q=12&lang=en" {
		t.Errorf("lookup: %s", to)
	}
	if to := s.page(404, "//evil.example/x", nil).Attr(".lang a", "href"); to != "/?lang=zh-CN" {
		t.Errorf("a path that browsers take for a host: %s", to)
	}

	// A form takes along what was typed, and what was wrong with it.
	fields := s.form("text", "kept")
	fields.Set("show", "1")
	to := s.get("/report").Attr(".lang button", "formaction")
	if to != "/report/show?lang=zh-CN" {
		t.Errorf("the form: %s", to)
	}
	fresh := s.page(200, to, fields)
	if fresh.Has(".summary") || fresh.Form("form#report").Get("text") != "kept" || fresh.Attr("html", "lang") != "zh-CN" {
		t.Error("a form that was not sent yet is blamed, or emptied")
	}
	wrong := s.page(400, "/report", s.form("text", "kept")).Form("form#report")
	wrong.Set("show", "1")
	again := s.page(400, to, wrong)
	s.wantText(again, ".summary", "请选择对方联系您的方式。")
	wrong.Set("kind", "call")
	wrong.Set("numbers", "+12025550143")
	for _, path := range []string{to, "/report?lang=zh-CN"} {
		if mended := s.page(200, path, wrong); mended.Has("code") || mended.Has(".summary") || s.statements("+12025550143") != 0 {
			t.Errorf("%s: changing the language sent the report", path)
		}
	}

	// So does the receipt.
	receipt := s.page(200, "/report", s.form("kind", "call", "numbers", "+12025550143"))
	var held url.Values
	to, held = receipt.Attr(".lang button", "formaction"), receipt.Form("#held")
	held.Set("show", "1")
	shown := s.page(200, to, held)
	s.wantText(shown, "h1", "已收到您的举报")
	if shown.Text("code") != receipt.Text("code") || shown.Attr("#held input", "value") != receipt.Text("code") || !shown.Has("#copy") {
		t.Errorf("the code is lost: %s", to)
	}
	s.wantText(shown, ".named", "已计入")
	s.wantText(shown, "main", "2026年3月9日")
	sure := s.page(200, "/receipt/withdraw", held)
	held.Set("sure", "yes")
	if to := sure.Attr(".lang button", "formaction"); to != "/receipt/withdraw?lang=zh-CN" {
		t.Errorf("withdraw: %s", to)
	}
	s.wantText(s.page(200, "/receipt/withdraw?lang=zh-CN", held), "h1", "要撤回这次举报吗？")

	// And what says that it was withdrawn.
	held.Del("show")
	gone := s.page(200, "/receipt/withdraw", held)
	to, held = gone.Attr(".lang button", "formaction"), gone.Form("#held")
	held.Set("show", "1")
	s.wantText(s.page(200, to, held), "h1", "举报已撤回")

	// What is no longer so is not said again.
	stale := receipt.Form("#held")
	stale.Set("show", "1")
	s.wantText(s.page(200, "/receipt", stale), ".lead", "This report was withdrawn")
	held.Set("code", s.filed("kind", "call", "numbers", "+12025550143").Get("code"))
	s.wantText(s.page(200, "/receipt", held), "h1", "Your report")
}

func TestLookupLeadsToThePage(t *testing.T) {
	s := newService(t)
	for _, c := range []struct{ from, to string }{
		{"/lookup?q=" + url.QueryEscape("+1 (202) 555-0143"), "/n/+12025550143"},
		{"/lookup?kind=number&q=0044+7700+900123", "/n/+447700900123"},
		{"/lookup?q=tel:%2B1-202-555-0143&lang=zh-CN", "/n/+12025550143?lang=zh-CN"},
		{"/lookup?q=95588", "/s/CN/95588"},
		{"/lookup?kind=wechat&q=Some_One", "/s/wechat/some_one"},
		{"/lookup?kind=qq&q=10001", "/s/qq/10001"},
		{"/lookup?kind=domain&q=pay.example.com", "/s/domain/example.com"},
		{"/lookup?kind=number&q=https://pay.example.com/x", "/s/domain/example.com"},
		{"/lookup?q=www.example.com", "/s/domain/example.com"},
		{"/lookup?kind=sender&q=a%26b+c", "/s/CN/sender/A&B%20C"},
	} {
		if a := s.send(c.from, nil); a.status != http.StatusSeeOther || a.header.Get("Location") != c.to {
			t.Errorf("%s: %d %q, want %q", c.from, a.status, a.header.Get("Location"), c.to)
		}
	}
	for _, c := range []struct{ from, to string }{
		{"/n/0012025550143", "/n/+12025550143"},
		{"/n/%2B12025550143", ""},
		{"/n/+1%20202%20555%200143", "/n/+12025550143"},
		{"/n/2025550143?region=US&lang=en", "/n/+12025550143?lang=en"},
		{"/n/95588", "/s/CN/95588"},
		{"/s/+12025550143", "/n/+12025550143"},
		{"/s/number/+12025550143", "/n/+12025550143"},
		{"/s/shortcode/95588", "/s/CN/95588"},
		{"/s/wechat/Some_One", "/s/wechat/some_one"},
		{"/s/wechat/10001", "/s/qq/10001"},
		{"/s/sender/alipay", "/s/CN/sender/ALIPAY"},
		{"/s/domain/https://pay.example.com/x", "/s/domain/example.com"},
	} {
		status := http.StatusMovedPermanently
		if c.to == "" {
			status = http.StatusOK
		}
		if a := s.send(c.from, nil); a.status != status || a.header.Get("Location") != c.to {
			t.Errorf("%s: %d %q, want %q", c.from, a.status, a.header.Get("Location"), c.to)
		}
	}
}

func TestBadEntriesAreToldBesideTheBox(t *testing.T) {
	s := newService(t)
	for _, c := range []struct{ path, field, typed, want string }{
		{"/lookup", "q", "", "Give a number or an account."},
		{"/lookup?q=138O0138OOO", "q", "138O0138OOO", "There are letters in this number."},
		{"/lookup?q=8888+8888", "q", "8888 8888", "This number has no area code"},
		{"/lookup?kind=qq&q=0", "q", "0", "A QQ account has 5 to 11 digits"},
		{"/lookup?kind=fax&q=0", "kind", "0", "There is no such kind."},
		{"/n/12", "q", "12", "This number has too few digits."},
		{"/n/12?region=XX", "q", "12", "There is no such country."},
		{"/s/wechat/x", "q", "x", "A WeChat ID has 6 to 20 letters"},
	} {
		p := s.page(http.StatusBadRequest, c.path, nil)
		s.wantText(p, "#"+c.field+"-problem", c.want)
		s.wantText(p, `.summary a[href="#`+c.field+`"]`, c.want)
		if p.Attr("#q", "value") != c.typed || p.Attr("#"+c.field, "aria-invalid") != "true" {
			t.Errorf("%s: %q is left", c.path, p.Attr("#q", "value"))
		}
	}
}

func TestSamplesAreCalledSamples(t *testing.T) {
	s := newService(t)
	for i, headline := range []string{"No reports", "Cleared by a moderator", "Suspicious", "Reported as a scam", "Suspicious"} {
		p := s.get(fmt.Sprint("/n/+1202555010", i))
		s.wantText(p, "#verdict-title", headline)
		s.wantText(p, ".sample", "This is a sample number for developers.")
		if p.Has(`main a[href^="/report"]`) || !p.Has(`meta[name=robots][content=noindex]`) {
			t.Errorf("sample %d can be reported or is listed", i)
		}
	}
	s.wantText(s.get("/n/+12025550104"), ".note", "Contested by its owner")
	if other := s.get("/n/+12025550105"); other.Has(".sample") {
		t.Error("a number beside the samples is called a sample")
	}
}

// TestAListedNumber shows all that a page can show, and lets search engines have it.
func TestAListedNumber(t *testing.T) {
	s := newService(t)
	about, err := subject.Parse("+12025550143", "")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 14 { // network buckets are drawn: so many make a scam whatever they are
		s.now = s.now.Add(9 * time.Hour)
		r := report.Report{Kind: report.Call, Subjects: []subject.Key{about}, Polarity: report.Bad, Category: "loan"}
		by := reputation.ByImport("test", fmt.Sprint("group ", i))
		if _, err := s.reports.Accept(context.Background(), r, by, intake.Retry{}); err != nil {
			t.Fatal(err)
		}
	}
	p := s.get("/n/+12025550143")
	s.wantText(p, "#verdict-title", "Reported as a scam")
	s.wantText(p, ".shares", "Fake loan 100%")
	s.wantText(p, "dl", "Reports in the last 90 days 11 to 20")
	s.wantText(p, "dl", "Area Washington D.C.")
	bars, days := strings.Count(p.Attr(".chart .bars", "d"), "M"), 0
	p.Find(".weeks tbody td:last-child").Each(func(_ int, week *goquery.Selection) {
		if week.Text() != "" {
			days += strings.Count(week.Text(), ",") + 1
		}
	})
	if bars != days || bars < 3 {
		t.Errorf("%d bars, %d days in the table", bars, days)
	}
	s.wantText(p, ".steps", "Know the trick: Fake loan")
	if p.Has("meta[name=robots]") || p.Attr("link[rel=canonical]", "href") != "/n/+12025550143" ||
		p.Attr("link[rel=alternate]", "href") != "/n/+12025550143?lang=zh-CN" {
		t.Error("search engines do not learn where the page is")
	}
	if to := p.Attr(`main a[href^="/report"]`, "href"); to != "/report?numbers=%2B12025550143" {
		t.Errorf("the way to the form is %s", to)
	}
	filled := s.get("/report?numbers=%2B12025550143&wechat=abc_123&text=planted&consent_sensitive=yes").Form("form#report")
	if filled.Get("numbers") != "+12025550143" || filled.Get("wechat") != "abc_123" || filled.Get("text") != "" || filled.Has("consent_sensitive") {
		t.Errorf("a link fills in %v", filled)
	}
}

func TestErrorPages(t *testing.T) {
	s := newService(t)
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	if p := s.page(404, "/nowhere", nil); p.Has("main code") || p.Has("nav a[aria-current]") {
		t.Error("a page that is not there has a request to ask after, or a place in the navigation")
	}
	s.page(200, "/n/+12025550143", nil) // lookups do not wait for the store
	receipt := report.NewReceipt([10]byte{1}).String()
	s.wantText(s.page(503, "/receipt", url.Values{"code": {receipt}}), "h1", "Not available just now")
	s.wantText(s.page(503, "/receipt", url.Values{"code": {receipt}}), "main", "Wait 5 seconds.")
	s.wantText(s.page(413, "/report", url.Values{"text": {strings.Repeat("x", 300<<10)}}), "h1", "That was too much")
	s.wantText(s.page(413, "/receipt", url.Values{"code": {strings.Repeat("x", 2<<10)}}), "h1", "That was too much")
}

// TestComponentsAreForDevelopment shows them there, and nowhere else.
func TestComponentsAreForDevelopment(t *testing.T) {
	s := newService(t)
	s.page(404, "/components", nil)
	s.serve(site.Config{Development: true})
	s.wantText(s.get("/components"), "h1", "Components")
	s.lang = "zh-CN"
	s.wantText(s.get("/components"), "h1", "页面组件")
}

func TestVisitorsAreToldApartByNetwork(t *testing.T) {
	for network, want := range map[string]bool{"198.51.100.%d:1": false, "198.51.%d.7:1": true, "[2001:db8:1:%d::3]:1": false, "[2001:db8:%d::3]:1": true} {
		s := newService(t)
		for i := range 12 { // more than two buckets, however they are drawn
			s.address = fmt.Sprintf(network, i+1)
			s.page(200, "/report", s.form("kind", "call", "numbers", "+12025550143"))
		}
		if many := !strings.Contains(s.get("/n/+12025550143").Text("dl"), "Independent networks 1 or 2"); many != want {
			t.Errorf("%s: many networks: %v", network, many)
		}
	}
}

// TestEnterSendsAForm: it presses the first button of the form, which must not be that of the other language.
func TestEnterSendsAForm(t *testing.T) {
	s := newService(t)
	first := s.get("/report").Find("button[form=report], #report button").First()
	if where, ok := first.Attr("formaction"); ok || first.AttrOr("type", "") != "submit" {
		t.Errorf("Enter sends the form to %q", where)
	}
}
