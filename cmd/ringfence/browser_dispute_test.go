//go:build browser

package main

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestBrowserDispute walks from the page of a number to a dispute with documents, its code and back, with script and without.
func TestBrowserDispute(t *testing.T) {
	folder := t.TempDir()
	listed(t, folder)
	s := running(t, folder, "--limits", "off")
	for n, look := range mixed() {
		t.Run(look.String(), func(t *testing.T) {
			t.Parallel()
			r := &reporter{newVisitor(t, chromium(t), s.url, look)}
			r.scriptless(n%2 == 1)
			r.contests()
			r.finish()
		})
	}
}

// contests has an owner open a dispute, make a mistake, and find the way back.
func (r *reporter) contests() {
	r.open("/n/" + listedNumber)
	r.follow(chromedp.Click("section[aria-labelledby=owner-title] a.button"))
	r.follow(chromedp.Click("#dispute button.main"))
	r.see("dispute-with-errors")
	r.do(chromedp.Click("#claim"), chromedp.SendKeys("#words", "We sell flowers. Write to jo@example.org."), chromedp.Click("input[name=proof][value=documents]"))
	r.follow(chromedp.Click("#dispute button.main"))
	r.heads("Is this right?", "请核对")
	r.see("dispute-review")
	r.follow(chromedp.Click("#held button.main"))
	r.heads("One step is left: prove that it is yours", "还差一步：证明它是您的")
	r.see("dispute-opened")
	code := get(r.visitor, chromedp.Text(".receipt code"))
	r.follow(chromedp.Click("#paper button.main"))
	r.see("dispute-no-document")
	r.open("/dispute/case")
	r.do(chromedp.SendKeys("#code", code))
	r.follow(chromedp.Click("#find button[type=submit]"))
	r.heads("One step is left: prove that it is yours", "还差一步：证明它是您的")
	r.see("dispute-found")
	r.follow(chromedp.Click("#held button[formaction*=withdraw]"))
	r.see("dispute-withdraw")
	r.follow(chromedp.Click("main form button.main"))
	r.heads("You withdrew the dispute", "您已撤回异议")
	r.see("dispute-withdrawn")
}
