//go:build browser

package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestBrowserOffers walks the journeys about job offers: the check before signing, the page for who lent a card
// already, and the names and subjects of reported offers.
func TestBrowserOffers(t *testing.T) {
	s := startWithOffers(t, "Northwind Trading Co., Ltd.", "北风商贸有限公司")
	for n, l := range mixed() {
		for _, scripts := range []bool{true, false}[:ways(n)] {
			t.Run(fmt.Sprint(l, ", scripts ", scripts), func(t *testing.T) {
				t.Parallel()
				v := newVisitor(t, chromium(t), s.url, l)
				v.scriptless(!scripts)
				v.offers()
				v.finish()
			})
		}
	}
}

// startWithOffers starts a server to which offers in the name of two employers were reported from many networks. It is started twice: what was
// reported together is read at start, and else every minute.
func startWithOffers(t *testing.T, one, other string) *server {
	t.Helper()
	folder := t.TempDir()
	s := start("ringfence", folder, nil, []string{"--trusted-proxies", "127.0.0.1/32"})
	if s.url == "" {
		t.Fatal("the server did not start: ", s.err)
	}
	for n := range 8 {
		reportOffer(t, s.url, n, one)
	}
	for n := range 4 {
		reportOffer(t, s.url, 8+n, other)
	}
	ends(t, s)
	s = running(t, folder)
	for deadline := time.Now().Add(patience); ; {
		if _, _, page := fetched(t, s.url+"/offers/employers?"+url.Values{"q": {one}}.Encode()); strings.Contains(page, `class="found"`) {
			return s
		}
		if time.Now().After(deadline) {
			t.Fatal("what was reported together is not read")
		}
	}
}

// reportOffer reports an offer in the name of an employer from the nth network.
func reportOffer(t *testing.T, base string, n int, employer string) {
	t.Helper()
	body := fmt.Sprintf(`{"kind": "offer", "category": "fake_job", "offer": {"claims_employer": %q, "duties": ["dial_script"]}, "subjects":
		["+12025550147", {"kind": "wechat", "value": "northwind_hr"}, {"kind": "domain", "value": "jobs.example.com"}, {"kind": "qq", "value": "10001"}]}`, employer)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/v1/reports", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Forwarded-For", fmt.Sprintf("203.0.%d.7", n))
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusCreated {
		t.Fatalf("a report is answered %s", answer.Status)
	}
}

// offers is the journey of somebody who was made an offer: to check it, to look its name and numbers up, and to read
// what to do had it been taken up.
func (v *visitor) offers() {
	v.open("/offers")
	v.see("offers")
	v.follow(chromedp.Click(`main a[href="/offers/check"]`))
	v.see("offers-check")
	v.follow(chromedp.Click("#check button.main"))
	v.see("offers-check-none")
	v.do(chromedp.Click("#duties-pay_deposit"), chromedp.Click("#signs-hurry"))
	v.follow(chromedp.Click("#check button.main"))
	v.see("offers-check-warning")
	v.do(chromedp.Click("#duties-host_device"), chromedp.Click("label[for=duties-lend_card]"))
	v.follow(chromedp.Click("#check button.main"))
	v.see("offers-check-grave")
	v.reads(".verdict.scam h2", map[string]string{"en": "Do not do this", "zh-CN": "千万别做"})
	v.follow(chromedp.Click(".lang button")) // to the other language, where the answer stays, and back
	v.follow(chromedp.Click(".lang button"))
	v.reads(".verdict.scam h2", map[string]string{"en": "Do not do this", "zh-CN": "千万别做"})
	v.follow(chromedp.Click(`main a[href^="/offers/lent"]`))
	v.see("offers-lent")

	v.open("/offers/employers")
	v.see("offers-employers")
	v.do(chromedp.SendKeys("#q", "northwind TRADING"))
	v.follow(chromedp.Click("#employers button.main"))
	v.see("offers-employers-found")
	v.reads("#result-title", map[string]string{"en": "Northwind Trading Co., Ltd.", "zh-CN": "Northwind Trading Co., Ltd."})
	v.open("/offers/employers?q=north")
	v.see("offers-employers-similar")
	v.follow(chromedp.Click(".named a"))
	v.reads("#result-title", map[string]string{"en": "Northwind Trading Co., Ltd.", "zh-CN": "Northwind Trading Co., Ltd."})
	v.open("/n/+12025550147")
	v.see("together-number")
	v.follow(chromedp.Click(`.named a[href="/s/wechat/northwind_hr"]`))
	v.see("together-wechat")
	v.follow(chromedp.Click(`.named a[href="/s/domain/example.com"]`))
	v.see("together-domain")
	v.follow(chromedp.Click(`.named a[href="/s/qq/10001"]`))
	v.see("together-qq")
}

// reads checks the text of a part of the page in the language of the visitor.
func (v *visitor) reads(part string, want map[string]string) {
	v.t.Helper()
	if got := strings.TrimSpace(get(v, chromedp.Text(part))); got != want[v.look.lang] {
		v.t.Errorf("%s reads %q", part, got)
	}
}
