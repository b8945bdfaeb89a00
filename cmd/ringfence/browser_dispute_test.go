//go:build browser

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"ringfence/internal/dispute"
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
	r.sends(dispute.MaxPaper)
	r.heads("Your documents were received", "已收到您的证明材料")
	r.see("dispute-submitted")
	r.follow(chromedp.Click("#held button[formaction*=withdraw]"))
	r.see("dispute-withdraw")
	r.follow(chromedp.Click("main form button.main"))
	r.heads("You withdrew the dispute", "您已撤回异议")
	r.see("dispute-withdrawn")
}

// sends sends a document of the most bytes that one may have. Of a larger one the page says so before it is sent, where it can.
func (r *reporter) sends(most int) {
	r.t.Helper()
	if !r.plain {
		r.chooses(most + 1)
		said := get(r.visitor, chromedp.Evaluate[string](`document.getElementById("document").validationMessage`))
		if !strings.HasPrefix(said, map[string]string{"en": "This file is larger than 5 MB.", "zh-CN": "这个文件超过 5 MB。"}[r.look.lang]) {
			r.t.Errorf("of a document that is too large the page says %q", said)
		}
	}
	r.chooses(most)
	r.follow(chromedp.Click("#paper button.main"))
}

// chooses chooses a document of a size.
func (r *reporter) chooses(size int) {
	r.t.Helper()
	document := filepath.Join(r.t.TempDir(), "bill.pdf")
	if err := os.WriteFile(document, append([]byte("%PDF-1.7"), make([]byte, size-8)...), 0o600); err != nil {
		r.t.Fatal(err)
	}
	r.do(chromedp.SetUploadFiles("#document", []string{document}))
}
