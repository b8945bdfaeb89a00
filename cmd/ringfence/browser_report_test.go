//go:build browser

package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestBrowserReport reports a call, a text and an offer, in both languages, on a phone and on a desk, one question at a time with script
// and on one page without.
func TestBrowserReport(t *testing.T) {
	s := running(t, t.TempDir())
	n := 0
	for in, l := range mixed() {
		for _, script := range []bool{true, false}[:ways(in)] {
			n++
			numbers := [3]string{fmt.Sprintf("+12025550%d", 110+n), fmt.Sprintf("+12025550%d", 130+n), fmt.Sprintf("+12025550%d", 150+n)}
			t.Run(fmt.Sprintf("%s script %v", l, script), func(t *testing.T) {
				t.Parallel()
				v := newVisitor(t, chromium(t), s.url, l)
				if script {
					v.reportCallInSteps(numbers[0])
					v.reportTextInSteps(numbers[1])
					v.reportOfferInSteps(numbers[2])
				} else {
					v.scriptless(true)
					v.reportCallOnOnePage(numbers[0])
					v.reportTextOnOnePage(numbers[1])
					v.reportOfferOnOnePage(numbers[2])
				}
				v.finish()
			})
		}
	}
}

// TestBrowserReportByKeys goes through the steps with nothing but a keyboard.
func TestBrowserReportByKeys(t *testing.T) {
	v := newVisitor(t, chromium(t), running(t, t.TempDir()).url, look{"en", 1280, "light"})
	v.open("/report")
	v.at("step-how", "Step 1 of 6")
	v.tabTo("#kind")
	v.press(" ", kb.ArrowDown) // the second way: a text
	v.wants("#kind-text:checked")
	v.press(kb.Enter)

	v.at("step-what", "Step 2 of 6")
	v.tabTo("#text")
	v.press("We are hiring! Part-time job, call 202-555-0171")
	v.tabTo("#read")
	v.press(kb.Enter)
	v.wants("#reading:focus")
	v.has("#category", "fake_job")
	v.tabTo("#occurred_at")
	v.press(kb.Enter)

	v.at("step-who", "Step 3 of 6")
	v.has("#numbers", "+1 202-555-0171")
	v.tabTo("#wechat")
	v.press(kb.Enter)
	v.at("step-knew", "Step 4 of 6")
	v.tabTo("#knew_sensitive")
	v.press(" ")
	v.tabTo("#next")
	v.press(kb.Enter) // the consent is missing
	v.wants("#consent_sensitive:focus[aria-invalid]")
	v.see("steps-consent")
	v.press(" ")
	v.wants("#consent_sensitive:checked:not([aria-invalid])")
	v.tabTo("#next")
	v.press(kb.Enter)

	v.at("step-where", "Step 5 of 6")
	v.tabTo("#campus")
	v.press("浙大")
	v.wants("#campus-options li:nth-child(3):last-child")
	v.press(kb.ArrowDown)
	v.wants(`#campus[aria-activedescendant=campus-option-0]`)
	v.see("steps-campus")
	v.press(kb.Enter)
	v.has("#campus", "浙江大学")
	v.has("#region", "CN-ZJ")
	v.press(kb.Enter)

	v.at("step-check", "Step 6 of 6")
	v.tabTo("#answers section:nth-of-type(3) button")
	v.press(kb.Enter) // back to whom
	v.at("step-who", "Step 3 of 6")
	for _, step := range []string{"step-knew", "step-where", "step-check"} {
		v.tabTo("#next")
		v.press(kb.Enter)
		v.shows(step)
	}
	v.tabTo("#report button.main[type=submit]")
	v.press(kb.Enter)
	v.wants(".receipt code")
	v.finish()
}

// TestBrowserCompletesOnlyWhatIsTyped composes the name of a university from syllables, as input methods do: the server is asked for
// the characters, and not for the syllables.
func TestBrowserCompletesOnlyWhatIsTyped(t *testing.T) {
	v := newVisitor(t, chromium(t), running(t, t.TempDir()).url, look{"zh-CN", 1280, "light"})
	v.open("/report")
	v.do(chromedp.Click("#whole"), chromedp.Focus("#campus"))
	call(v, input.ImeSetComposition, input.ImeSetCompositionParams{Text: "zheda", SelectionStart: 5, SelectionEnd: 5})
	get(v, chromedp.Evaluate[bool](`new Promise(pause => setTimeout(() => pause(true), 400))`, chromedp.EvalAwaitPromise)) // the visitor chooses
	call(v, input.InsertText, input.InsertTextParams{Text: "浙大"})
	v.wants("#campus-options li:nth-child(3):last-child")
	asked := get(v, chromedp.Evaluate[[]string](`performance.getEntriesByType("resource").map(r => new URL(r.name))
		.filter(u => u.pathname === "/campuses").map(u => u.searchParams.get("q"))`))
	if !slices.Equal(asked, []string{"浙大"}) {
		t.Errorf("the server is asked for %q", asked)
	}
	v.finish()
}

// TestBrowserReadKeepsWhatWasTypedMeanwhile types while the server reads a message: what was typed stays.
func TestBrowserReadKeepsWhatWasTypedMeanwhile(t *testing.T) {
	v := newVisitor(t, chromium(t), running(t, t.TempDir()).url, look{"en", 1280, "light"})
	v.open("/report")
	v.do(chromedp.Click("#whole"))
	v.paste("We are hiring! Part-time job, call 202-555-0171 or add WeChat lucky_2233")
	get(v, chromedp.Evaluate[bool](`(document.getElementById("read").click(), document.getElementById("wechat").value = "mine", true)`))
	v.wants("#reading")
	v.has("#wechat", "mine")
	v.has("#numbers", "+1 202-555-0171")
	v.finish()
}

// The call: a mistake is mended in its step, and going back loses nothing.
func (v *visitor) reportCallInSteps(number string) {
	v.open("/report")
	v.see("steps-1")
	v.do(chromedp.Click("#next"))
	v.wants("#kind:focus")
	v.wants("#kind-problem")
	v.see("steps-1-missing")
	v.do(chromedp.Click("#kind"))
	v.wants("#report:not(:has(#kind-problem))")
	v.next("step-what")
	v.do(chromedp.SendKeys("#text", "They knew my parcel"), chromedp.SetValue("#category", "impersonation_service"))
	v.see("steps-2")
	v.next("step-who")
	v.do(chromedp.Click("#next"))
	v.wants("#numbers:focus[aria-invalid]")
	v.do(chromedp.SendKeys("#numbers", "138O0138OOO"))
	v.see("steps-3")
	v.next("step-knew")
	v.do(chromedp.Click("#knew-order"))
	v.see("steps-4")
	v.next("step-where")
	v.see("steps-5")
	v.next("step-check")
	v.see("steps-6")
	v.wants("#answers dl.facts")
	v.send()

	// The server finds the letters; the form opens where they are.
	v.shows("step-who")
	v.wants(".summary:focus")
	v.see("steps-with-errors")
	v.has("#numbers", "138O0138OOO")
	v.has("#text", "They knew my parcel")
	v.do(chromedp.Click("#back"))
	v.shows("step-what")
	v.do(chromedp.Click(`.summary a[href="#numbers"]`))
	v.shows("step-who")
	v.wants("#numbers:focus")
	v.press(kb.End)
	for range len("138O0138OOO") {
		v.press(kb.Backspace)
	}
	v.press(number)
	v.has("#numbers", number[:2]+" "+number[2:5]+" "+number[5:8]+" "+number[8:])
	v.caret(number)
	v.next("step-knew")
	v.wants("#knew-order:checked")
	v.next("step-where")
	v.next("step-check")
	v.send()
	v.see("steps-receipt")
	v.wants(".receipt code")
}

// caret deletes a digit in the middle of the number that is typed, and types it again.
func (v *visitor) caret(number string) {
	v.t.Helper()
	shown := get(v, chromedp.Value("#numbers"))
	v.do(chromedp.Focus("#numbers"))
	for range 5 {
		v.press(kb.ArrowLeft)
	}
	v.press(kb.Backspace, number[7:8])
	v.has("#numbers", shown)
}

// The text: a message is pasted and read.
func (v *visitor) reportTextInSteps(number string) {
	v.open("/report")
	v.do(chromedp.Click("#kind-text"))
	v.next("step-what")
	v.do(chromedp.Click("#read"))
	v.wants("#text:focus[aria-invalid]")
	v.paste("恭喜您获得一等奖！奖金98000元，领奖请拨打 " + number + "，或加微信 lucky_2233。如有疑问请拨打96110")
	v.do(chromedp.Click("#read"))
	v.wants("#reading:focus")
	v.see("steps-read")
	v.has("#category", "prize")
	v.next("step-who")
	v.has("#wechat", "lucky_2233")
	if typed := get(v, chromedp.Value("#numbers")); strings.NewReplacer(" ", "", "-", "").Replace(typed) != number {
		v.t.Errorf("the message filled in %q", typed)
	}
	v.next("step-knew")
	v.do(chromedp.Click("#knew_sensitive-health"), chromedp.Click("#next"))
	v.wants("#consent_sensitive:focus[aria-invalid]")
	v.see("steps-4-consent")
	v.do(chromedp.Click("#consent_sensitive"))
	v.next("step-where")
	v.do(chromedp.SendKeys("#campus", "矿业大学"))
	v.wants("#campus-options li:nth-child(4):last-child")
	v.see("steps-campus")
	v.do(chromedp.Click("#campus-options li:nth-child(2)"))
	v.has("#campus", "中国矿业大学")
	v.has("#region", "CN-JS")
	v.next("step-check")
	v.see("steps-check-text")
	v.send()
	v.wants(".receipt code")
}

// The offer: there is a step more, and all can be seen on one page.
func (v *visitor) reportOfferInSteps(number string) {
	v.open("/report?numbers=" + strings.Replace(number, "+", "%2B", 1))
	v.do(chromedp.Click("#kind-offer"))
	v.next("step-what")
	v.next("step-who")
	v.next("step-knew")
	v.next("offer")
	v.do(chromedp.SendKeys("#title", "Phone operator"), chromedp.Click("#duties-host_device"))
	v.see("steps-offer")
	v.next("step-where")
	v.next("step-check")
	v.see("steps-check-offer")
	v.do(chromedp.Click("#whole"))
	v.wants("#report:not(.stepwise) #step-how:not([hidden])")
	v.has("#title", "Phone operator")
	v.send()
	v.wants(".receipt code")
}

// Without script: the same on one page.
func (v *visitor) reportCallOnOnePage(number string) {
	v.open("/report")
	v.see("page-report")
	v.do(chromedp.SetValue("#numbers", "138O0138OOO"), chromedp.SetValue("#text", "They knew my parcel"), chromedp.Click("#knew_sensitive-health"))
	v.send()
	v.see("page-report-with-errors")
	v.has("#numbers[aria-invalid=true]", "138O0138OOO")
	v.has("#text", "They knew my parcel")
	v.wants("#consent_sensitive[aria-invalid=true]")
	v.do(chromedp.SetValue("#numbers", number), chromedp.Click("#kind"), chromedp.Click("#consent_sensitive"))
	v.send()
	v.wants(".receipt code")
}

func (v *visitor) reportTextOnOnePage(number string) {
	v.open("/report")
	v.do(chromedp.Click("#kind-text"), chromedp.SetValue("#text", "You have won a lottery! Claim your prize: "+number))
	v.follow(chromedp.Click("#read"))
	v.see("page-report-read")
	v.wants("#reading")
	v.has("#category", "prize")
	v.wants("#kind-text:checked")
	v.do(chromedp.SetValue("#campus", "矿业大学"))
	v.send()
	v.wants("#campus-problem")
	v.see("page-report-campus")
	v.do(chromedp.Click("#campus_choice"))
	v.send()
	v.wants(".receipt code")
}

func (v *visitor) reportOfferOnOnePage(number string) {
	v.open("/report")
	v.do(chromedp.Click("#kind-offer"), chromedp.SetValue("#numbers", number))
	v.see("page-report-offer")
	v.do(chromedp.SetValue("#title", "Phone operator"), chromedp.Click("#duties-host_device"))
	v.send()
	v.wants(".receipt code")
}

// send sends the form.
func (v *visitor) send() {
	v.t.Helper()
	v.follow(chromedp.Click("#report button.main[type=submit]"))
}

// next goes on to a step.
func (v *visitor) next(step string) {
	v.t.Helper()
	v.do(chromedp.Click("#next"))
	v.shows(step)
}

// shows checks that a step is the one that is shown.
func (v *visitor) shows(step string) {
	v.t.Helper()
	v.wants("#" + step + ":not([hidden])")
	if n := get(v, chromedp.Evaluate[int](`[...document.querySelectorAll(".step")].filter(s => s.checkVisibility()).length`)); n != 1 {
		v.t.Errorf("%s: %d steps are shown", step, n)
	}
}

// at checks the step, and that its number is told.
func (v *visitor) at(step, number string) {
	v.t.Helper()
	v.shows(step)
	if told := get(v, chromedp.Text("#report [role=status]")); !strings.Contains(told, number) {
		v.t.Errorf("%s is told to be %q", step, told)
	}
}

// wants waits until something is there.
func (v *visitor) wants(selector string) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.WaitReady(selector)); err != nil {
		v.see("wanting")
		v.t.Fatalf("%s: %v", selector, err)
	}
}

// press presses keys one after another. As a keyboard does, and chromedp does not, it types a letter only if the page lets the key through.
func (v *visitor) press(keys ...string) {
	v.t.Helper()
	for _, r := range strings.Join(keys, "") {
		for _, event := range typed(kb.Encode(r)) {
			call(v, input.DispatchKeyEvent, *event)
		}
	}
}

// typed puts the letter of a key into the event of its going down.
func typed(events []*input.DispatchKeyEventParams) []*input.DispatchKeyEventParams {
	if len(events) < 3 {
		return events
	}
	down, char, up := events[0], events[1], events[2]
	down.Text, down.UnmodifiedText = char.Text, char.UnmodifiedText
	return []*input.DispatchKeyEventParams{down, up}
}

// tabTo presses Tab until the focus is at a control.
func (v *visitor) tabTo(selector string) {
	v.t.Helper()
	for range 60 {
		if get(v, chromedp.Evaluate[bool](fmt.Sprintf(`document.activeElement.matches(%q)`, selector))) {
			return
		}
		v.press(kb.Tab)
	}
	v.t.Fatalf("Tab does not lead to %s", selector)
}

// paste puts a text into the message at once, as from the clipboard.
func (v *visitor) paste(text string) {
	v.t.Helper()
	v.do(chromedp.SetValue("#text", text))
}
