//go:build browser

package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestBrowserReceipt walks from a report to its receipt and back, with limits on: with script, which proves work and
// copies the code, and without. Each visitor has a server to himself, and so all that one network may ask.
func TestBrowserReceipt(t *testing.T) {
	for n, look := range mixed() {
		for name, walk := range map[string]func(*reporter){"script": (*reporter).withScript, "plain": (*reporter).withoutScript, "crowd": (*reporter).inACrowd} {
			if name != "script" && ways(n) == 1 {
				continue
			}
			t.Run(name+"-"+look.String(), func(t *testing.T) {
				t.Parallel()
				r := &reporter{newVisitor(t, chromium(t), running(t, t.TempDir(), "--limits", "on").url, look)}
				walk(r)
				r.finish()
			})
		}
	}
}

// countSubmits counts how often the form would be sent, and keeps it here.
const countSubmits = `(window.submits = 0, addEventListener("submit", e => {
	if (!e.defaultPrevented) window.submits++
	e.preventDefault()
}), true)`

// askProof waits until the proof is in the form.
const askProof = `new Promise(done => { const look = () => document.querySelector("[name=altcha]")?.value ? done(true) : setTimeout(look); look() })`

// pressSend presses the button so many times, and tells how often the form would have been sent in all.
const pressSend = `(times => { for (; times > 0; times--) document.querySelector("#report button.main[type=submit]").click(); return window.submits })`

// TestBrowserSendsOnce presses the button twice: the form is sent once, until the visitor comes back to the page. While the
// proof is awaited, the page says so.
func TestBrowserSendsOnce(t *testing.T) {
	v := newVisitor(t, chromium(t), running(t, t.TempDir(), "--limits", "on").url, look{"en", 360, "light"})
	v.open("/report")
	v.do(chromedp.Click("#whole"), chromedp.Click("#kind"))
	get(v, chromedp.Evaluate[bool](askProof, chromedp.EvalAwaitPromise))
	get(v, chromedp.Evaluate[bool](countSubmits))
	if n := get(v, chromedp.Evaluate[int](pressSend+"(2)")); n != 1 {
		t.Errorf("pressed twice, the form is sent %d times", n)
	}
	get(v, chromedp.Evaluate[bool](`dispatchEvent(new PageTransitionEvent("pageshow", {persisted: true}))`))
	get(v, chromedp.Evaluate[bool](`(window.fetch = () => new Promise(() => {}), true)`)) // no proof is to be had
	// Read at once: after five seconds the form goes without.
	said := get(v, chromedp.Evaluate[string](pressSend+`(2) + " sent. " + document.getElementById("sending").textContent.trim()`))
	if !strings.HasPrefix(said, "1 sent. Your report is about to be sent") {
		t.Errorf("while the proof is awaited, so many are sent in all, and the page says: %q", said)
	}
	v.see("sending")
	v.finish()
}

// reporter is a visitor who reports.
type reporter struct{ *visitor }

// report fills in the form and sends it, and returns the code that is shown then.
func (r *reporter) report(number, text string) string {
	r.t.Helper()
	r.open("/report")
	r.whole()
	r.do(chromedp.Click("#kind"), chromedp.SendKeys("#numbers", number), chromedp.SendKeys("#text", text))
	r.follow(chromedp.Click("#report button.main[type=submit]"))
	return get(r.visitor, chromedp.Text(".receipt code"))
}

// names fails unless the form names this number, in any spelling.
func (r *reporter) names(want string) {
	r.t.Helper()
	if got := strings.ReplaceAll(get(r.visitor, chromedp.Value("#numbers")), " ", ""); got != want {
		r.t.Errorf("the form names %q, want %q", got, want)
	}
}

// retype names another number in the form.
func (r *reporter) retype(number string) {
	r.t.Helper()
	get(r.visitor, chromedp.Evaluate[bool](`(e => { e.select(); return true })(document.getElementById("numbers"))`))
	r.do(chromedp.SendKeys("#numbers", number))
}

// heads fails unless the page has this heading, by language.
func (r *reporter) heads(en, zh string) {
	r.t.Helper()
	if got := get(r.visitor, chromedp.Text("main h1")); got != map[string]string{"en": en, "zh-CN": zh}[r.look.lang] {
		r.t.Errorf("the page is headed %q", got)
	}
}

var proofsOf = regexp.MustCompile(`(?m)^ringfence_proofs_total\{outcome="(\w+)"\} ([1-9]\d*)$`)

// proofs fails unless the server says that this became of the proofs it got.
func (r *reporter) proofs(want string) {
	r.t.Helper()
	_, metrics := fetch(r.t, r.base+"/metrics")
	var got []string
	for _, m := range proofsOf.FindAllStringSubmatch(metrics, -1) {
		got = append(got, m[1]+" "+m[2])
	}
	if all := strings.Join(got, ", "); all != want {
		r.t.Errorf("of proofs %q, want %q", all, want)
	}
}

// withScript reports, takes the code along, corrects with a mistake in between, and withdraws.
func (r *reporter) withScript() {
	code := r.report("+12025550141", "They knew my parcel. I am at jo@example.org.")
	r.see("receipt")
	r.copies(code)
	r.prints(code)

	r.follow(chromedp.Click("#held button[formaction]"))
	r.heads("Correct your report", "更正您的举报")
	r.see("correct")
	r.whole()
	r.names("+12025550141")
	r.retype("138O0138OOO")
	r.follow(chromedp.Click("#report button.main[type=submit]"))
	r.see("correct-with-errors")
	r.whole()
	r.names("138O0138OOO")
	r.retype("+12025550142")
	r.follow(chromedp.Click("#report button.main[type=submit]"))
	r.heads("Your correction was received", "已收到您的更正")
	r.see("corrected")
	r.proofs("") // nobody needed one so far
	anew := get(r.visitor, chromedp.Text(".receipt code"))
	if anew == code {
		r.t.Error("a correction has the same receipt")
	}
	r.find(code)
	r.see("replaced")
	r.find(anew)
	r.see("kept")
	r.follow(chromedp.Click("#held button:not([formaction])"))
	r.see("withdraw")
	r.follow(chromedp.Click("main form button.main"))
	r.heads("Your report was withdrawn", "举报已撤回")
}

// find looks a report up by its code, as it was noted down.
func (r *reporter) find(code string) {
	r.t.Helper()
	r.open("/receipt")
	r.do(chromedp.SendKeys("#code", strings.ToLower(code)))
	r.follow(chromedp.Click("#find button[type=submit]"))
	r.heads("Your report", "您的举报")
}

// copies presses the button and looks into the clipboard.
func (r *reporter) copies(code string) {
	r.t.Helper()
	allowed := browser.SetPermissionParams{Permission: &browser.PermissionDescriptor{Name: "clipboard-read"}, Setting: browser.PermissionSettingGranted}
	if _, err := chromedp.CallBrowser(r.ctx, browser.SetPermission, allowed); err != nil {
		r.t.Fatal(err)
	}
	r.do(chromedp.Click("#copy"))
	for said := ""; said == ""; {
		said = get(r.visitor, chromedp.Evaluate[string](`document.getElementById("copied").textContent`))
	}
	r.see("receipt-copied")
	if got := get(r.visitor, chromedp.Evaluate[string](`navigator.clipboard.readText()`, chromedp.EvalAwaitPromise)); got != code {
		r.t.Errorf("copied %q, want %q", got, code)
	}
}

// prints prints the page, and leaves a picture of the first sheet: there must be no other, and all that is needed later
// on it.
func (r *reporter) prints(code string) {
	r.t.Helper()
	paper, err := chromedp.Call(r.ctx, page.PrintToPDF, page.PrintToPDFParams{PaperWidth: 8.27, PaperHeight: 11.69}) // A4
	if err != nil {
		r.t.Fatal(err)
	}
	file := filepath.Join(r.t.TempDir(), "receipt.pdf")
	if err := os.WriteFile(file, paper.Data, 0o600); err != nil {
		r.t.Fatal(err)
	}
	words, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	if err != nil {
		r.t.Fatal(err)
	}
	for _, want := range []string{code, strings.TrimPrefix(r.base, "http://") + "/receipt", "+1 202-555-0141"} {
		if !strings.Contains(string(words), want) {
			r.t.Errorf("there is no %q on paper", want)
		}
	}
	if sheets := strings.Count(string(words), "\f"); sheets != 1 {
		r.t.Errorf("%d sheets", sheets)
	}
	picture := filepath.Join(screens, "receipt-on-paper-"+r.look.String())
	if out, err := exec.Command("pdftoppm", "-png", "-r", "80", "-singlefile", file, picture).CombinedOutput(); err != nil {
		r.t.Errorf("%v: %s", err, out)
	}
}

// withoutScript does the same without buttons that need one.
func (r *reporter) withoutScript() {
	r.scriptless(true)
	code := r.report("+12025550143", "They knew my parcel.")
	r.see("plain-receipt")
	if get(r.visitor, chromedp.Evaluate[bool](`document.getElementById("taking").checkVisibility()`)) {
		r.t.Error("a button that does nothing is shown")
	}
	r.follow(chromedp.Click("#held button[formaction]"))
	r.do(chromedp.SetValue("#text", "They knew my address."))
	r.follow(chromedp.Click("#report button.main[type=submit]"))
	r.heads("Your correction was received", "已收到您的更正")
	anew := get(r.visitor, chromedp.Text(".receipt code"))
	r.find(anew)
	if words := get(r.visitor, chromedp.Text("main")); !strings.Contains(words, "They knew my address.") || anew == code {
		r.t.Errorf("kept is %s", words)
	}
	r.follow(chromedp.Click("#held button:not([formaction])"))
	r.follow(chromedp.Click("main form button.main"))
	r.heads("Your report was withdrawn", "举报已撤回")
}

// inACrowd reports from a network that has sent ten reports: it goes on with script, and where the proof cannot be had the
// form comes back whole and says when to send it.
func (r *reporter) inACrowd() {
	for range 10 {
		answer, err := http.PostForm(r.base+"/report", map[string][]string{"kind": {"call"}, "numbers": {"+12025550144"}})
		if err != nil || answer.StatusCode != http.StatusOK {
			r.t.Fatal(answer, err)
		}
		_ = answer.Body.Close()
	}
	r.report("+12025550145", "They knew my parcel.")
	r.proofs("accepted 1")

	call(r.visitor, network.SetBlockedURLs, network.SetBlockedURLsParams{URLPatterns: []*network.BlockPattern{{URLPattern: r.base + "/proof", Block: true}}})
	r.open("/report")
	r.whole()
	r.do(chromedp.Click("#kind"), chromedp.SendKeys("#numbers", "+12025550146"), chromedp.SendKeys("#text", "long words"))
	r.follow(chromedp.Click("#report button.main[type=submit]"))
	r.see("too-soon")
	r.has("#text", "long words")
	call(r.visitor, network.SetBlockedURLs, network.SetBlockedURLsParams{})
	r.whole()
	r.follow(chromedp.Click("#report button.main[type=submit]"))
	r.heads("Your report was received", "已收到您的举报")
	r.proofs("accepted 2")
}
