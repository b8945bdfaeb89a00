//go:build browser

package main

import (
	"encoding/base32"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"ringfence/internal/demo"
	"ringfence/internal/moderator"
)

// TestBrowserDesk has a moderator and an auditor invited, welcomed and signed in, and looks with them at every page of the desk of a
// demonstration, in every way.
func TestBrowserDesk(t *testing.T) {
	folder := t.TempDir()
	if out, err := ringfence(folder, "demo", "--weeks", "2"); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	s := running(t, folder, "--limits", "off")
	for lang, names := range map[string][2]string{"en": {"Zhou Min", "Ada Audit"}, "zh-CN": {"周敏", "审计员甲"}} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			w := &worker{visitor: newVisitor(t, chromium(t), s.url, look{lang, 360, "light"}), folder: folder, name: names[0]}
			w.joins("moderator")
			w.decides()
			w.leaves()
			w.name = names[1]
			w.joins("auditor")
			w.audits()
			w.leaves()
			w.finish()
		})
	}
}

// worker is a visitor who works at the desk.
type worker struct {
	*visitor
	folder, name string
}

const password = "seven grey herons wait"

// joins is invited by the command, takes the second factor along, and signs in with its next code, since none is good twice.
func (w *worker) joins(role string) {
	w.t.Helper()
	out, err := ringfence(w.folder, "moderator", "add", w.name, "--role", role)
	if err != nil {
		w.t.Fatalf("%v: %s", err, out)
	}
	invitation, _, _ := strings.Cut(out, "\n")
	w.open("/desk")
	w.inspect("desk-sign-in")
	w.open("/desk/welcome")
	w.see("desk-welcome")
	w.do(chromedp.SendKeys("#invitation", invitation))
	w.follow(chromedp.Click("#welcome button.main"))
	w.inspect("desk-welcome-" + role)
	spelled := strings.ReplaceAll(get(w.visitor, chromedp.Text("section[aria-labelledby=factor-title] code")), " ", "")
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(spelled)
	if err != nil {
		w.t.Fatalf("%q is no secret: %v", spelled, err)
	}
	now := time.Now()
	w.do(chromedp.SendKeys("#code", w.code(secret, now)), chromedp.SendKeys("#password", password))
	w.follow(chromedp.Click("#welcome button.main"))
	w.see("desk-welcomed")
	w.do(chromedp.SendKeys("#name", w.name), chromedp.SendKeys("#password", password), chromedp.SendKeys("#code", w.code(secret, now.Add(moderator.StepLasts))))
	w.follow(chromedp.Click("#signin button.main"))
	w.inspect("desk-queue-" + role)
}

// code is what an authenticator app shows.
func (w *worker) code(secret []byte, at time.Time) string {
	code, err := moderator.Code(secret, at)
	if err != nil {
		w.t.Fatal(err)
	}
	return code
}

// decides looks at what a moderator can do, and does some of it.
func (w *worker) decides() {
	w.follow(chromedp.Click(`a[href*="/desk/cases/"]`))
	w.inspect("desk-case")
	w.follow(chromedp.Click("#answer button.main"))
	w.inspect("desk-case-with-errors")

	w.open("/desk/subjects")
	w.see("desk-subjects")
	w.do(chromedp.SendKeys("#about", demo.Brigaded().String()))
	w.follow(chromedp.Click("#ask button.main"))
	w.inspect("desk-subject")
	w.follow(chromedp.Click("#rule button[value=clear]"))
	w.see("desk-subject-with-errors")
	w.do(chromedp.SendKeys("#reason_rule", "It is a shop: we rang back."))
	w.follow(chromedp.Click("#rule button[value=clear]"))
	w.see("desk-subject-ruled")

	w.open("/desk/registry")
	w.do(chromedp.SendKeys("#number", "+1 614 555 01"+map[string]string{"en": "20", "zh-CN": "21"}[w.look.lang]), chromedp.SendKeys("#body", "Demo Power"))
	w.follow(chromedp.Click("#propose button.main"))
	w.see("desk-registry-with-errors")
	w.do(chromedp.SetValue("#sector", "utility"), chromedp.SendKeys("#evidence", "https://power.example/contact"))
	w.follow(chromedp.Click("#propose button.main"))
	w.inspect("desk-registry")

	w.open("/desk/texts")
	w.inspect("desk-texts")
	w.open("/desk/log")
	w.inspect("desk-log")
	w.open("/desk/account")
	w.inspect("desk-account")
}

// audits looks at what an auditor can see, and finds that more is refused.
func (w *worker) audits() {
	w.open("/desk/log")
	w.see("desk-log-auditor")
	w.open("/desk/registry")
	w.see("desk-registry-auditor")
	if get(w.visitor, chromedp.Evaluate[bool](`!!document.querySelector("main form")`)) {
		w.t.Error("an auditor finds a form on the registry")
	}
	w.open("/desk/subjects?about=" + url.QueryEscape(demo.Brigaded().String()))
	w.see("desk-refused")
	if get(w.visitor, chromedp.Evaluate[bool](`!document.querySelector(".summary")`)) {
		w.t.Error("an auditor is not told that statements are not theirs to read")
	}
}

// leaves signs out, after which nothing is shown.
func (w *worker) leaves() {
	w.open("/desk/account")
	w.follow(chromedp.Click(`form[action*="/desk/sign-out"] button`))
	w.see("desk-signed-out")
	w.open("/desk/log")
	if !get(w.visitor, chromedp.Evaluate[bool](`!!document.querySelector("#signin")`)) {
		w.t.Error("whoever signed out is shown the log")
	}
}
