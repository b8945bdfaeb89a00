//go:build browser

package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestBrowserPhone confirms phones as visitors do, with script and without: before a report is sent, and afterwards on its receipt
// and by its code.
func TestBrowserPhone(t *testing.T) {
	s := texted(t, t.TempDir())
	machine := chromium(t)
	for n, look := range mixed() {
		t.Run(fmt.Sprintf("%s script %v", look, n%2 == 0), func(t *testing.T) {
			r := &reporter{newVisitor(t, machine, s.url, look)}
			r.scriptless(n%2 != 0)
			phone := &texter{t: t, url: s.url, sent: 100 * n}
			r.confirmsFirst(phone, fmt.Sprintf("+1202555011%d", n))
			r.confirmsLater(phone, fmt.Sprintf("+1202555012%d", n))
			if !r.plain {
				r.confirmsInSteps(phone, fmt.Sprintf("+1202555013%d", n))
			}
			r.finish()
		})
	}
}

const codeButton = "button[formaction*='/phone']"

// confirmsFirst asks for a code in the form, texts it, and sends the form.
func (r *reporter) confirmsFirst(phone *texter, number string) {
	r.t.Helper()
	r.open("/report")
	r.whole()
	r.do(chromedp.Click("#kind"), chromedp.SendKeys("#numbers", number), chromedp.SendKeys("#text", "they knew my parcel"))
	r.follow(chromedp.Click("#report " + codeButton))
	r.whole()
	r.see("phone-code")
	r.names(number)
	r.has("#text", "they knew my parcel")
	r.texts(phone, "+13035550188")
	r.follow(chromedp.Click("#report button.main[type=submit]"))
	r.see("phone-confirmed")
	r.confirmed("#phone-title", "Confirmed", "已验证")
}

// confirmsLater sends a form without a code, and confirms it afterwards.
func (r *reporter) confirmsLater(phone *texter, number string) {
	r.t.Helper()
	receipt := r.report(number, "they wanted a code")
	r.follow(chromedp.Click(codeButton))
	r.see("phone-code-later")
	r.texts(phone, "+13035550189")
	r.open("/receipt")
	r.do(chromedp.SendKeys("input[name=code]", receipt))
	r.follow(chromedp.Click("#find button[type=submit]"))
	r.see("phone-kept")
	r.confirmed("main .facts", "by phone", "已通过手机")
}

// confirmsInSteps asks for a code in the form that asks one question at a time.
func (r *reporter) confirmsInSteps(phone *texter, number string) {
	r.t.Helper()
	r.open("/report")
	r.do(chromedp.Click("#kind"))
	r.next("step-what")
	r.do(chromedp.SendKeys("#text", "they knew my parcel"))
	r.next("step-who")
	r.do(chromedp.SendKeys("#numbers", number))
	r.next("step-knew")
	r.next("step-where")
	r.next("step-phone")
	r.see("phone-step")
	r.follow(chromedp.Click("#report " + codeButton))
	r.shows("step-phone")
	r.texts(phone, "+13035550187")
	r.next("step-check")
	r.follow(chromedp.Click("#report button.main[type=submit]"))
	r.confirmed("#phone-title", "Confirmed", "已验证")
}

// texts sends the code that is shown, from a phone.
func (r *reporter) texts(phone *texter, from string) {
	r.t.Helper()
	code := strings.TrimSpace(get(r.visitor, chromedp.Text("strong.digits")))
	if reply := phone.text(from, code); !strings.Contains(reply, "confirmed") && !strings.Contains(reply, "验证") {
		r.t.Errorf("%s is answered with %q", code, reply)
	}
}

// confirmed fails unless a part of the page says that a phone was proved.
func (r *reporter) confirmed(part, english, chinese string) {
	r.t.Helper()
	want := map[string]string{"en": english, "zh-CN": chinese}[r.look.lang]
	if got := get(r.visitor, chromedp.Text(part)); !strings.Contains(got, want) {
		r.t.Errorf("the page says %q of the phone", got)
	}
}
