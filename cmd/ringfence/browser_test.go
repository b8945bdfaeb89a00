//go:build browser

package main

import (
	"context"
	"fmt"
	"os"
	"syscall"
	"testing"

	"github.com/chromedp/chromedp"
)

// screens is where a run with SCREENS=1 leaves its pictures, and every run its sheets of paper, from this folder.
const screens = "../../.out/screens"

// pictured reports whether somebody wants to look at pictures.
func pictured() bool { return os.Getenv("SCREENS") != "" }

// looks are the ways in which every page is looked at: where pictures are wanted on a phone and on a desk, in both languages, light and dark.
func looks() (all []look) {
	if !pictured() {
		return mixed()
	}
	for _, lang := range []string{"en", "zh-CN"} {
		for _, width := range []int64{360, 1280} {
			for _, scheme := range []string{"light", "dark"} {
				all = append(all, look{lang, width, scheme})
			}
		}
	}
	return all
}

// mixed are four looks, in which each language, width and scheme is seen twice: journeys are walked in these.
func mixed() []look {
	return []look{{"en", 360, "light"}, {"en", 1280, "dark"}, {"zh-CN", 360, "dark"}, {"zh-CN", 1280, "light"}}
}

// ways is in how many ways a journey is walked in the nth of the mixed looks: with script in all, and in two, which are each language and width
// once, also as few walk it, above all without script; in all of them where pictures are wanted.
func ways(n int) int {
	if n == 0 || n == 3 || pictured() {
		return 2
	}
	return 1
}

// TestBrowser walks the journeys of a citizen through the real server in Chromium, on a phone and on a
// desk, in both languages, light and dark, with script and without. No page may ask another host for anything, log an error, be
// wider than the screen, or keep someone out. With SCREENS=1 pictures are left in .out/screens for people to look at.
func TestBrowser(t *testing.T) {
	s := running(t, t.TempDir())
	for n, look := range mixed() {
		for m, script := range []bool{true, false}[:ways(n)] {
			t.Run(fmt.Sprintf("%s script %v", look, script), func(t *testing.T) {
				t.Parallel()
				v := newVisitor(t, chromium(t), s.url, look)
				v.scriptless(!script)
				v.journey(fmt.Sprintf("+120255501%d%d", 3+m, n))
				v.finish()
			})
		}
	}
}

// running returns a server that runs until the test ends.
func running(t *testing.T, folder string, flags ...string) *server {
	t.Helper()
	return runs(t, folder, nil, flags...)
}

// texted returns one that takes text messages too, so that phones can be confirmed.
func texted(t *testing.T, folder string, flags ...string) *server {
	t.Helper()
	return runs(t, folder, []string{twilioOn, "RINGFENCE_SMS_TWILIO_NUMBER=+12025550100"}, flags...)
}

func runs(t *testing.T, folder string, env []string, flags ...string) *server {
	t.Helper()
	s := start("ringfence", folder, env, flags)
	if s.url == "" {
		t.Fatal("the server did not start: ", s.err)
	}
	t.Cleanup(func() { ends(t, s) })
	return s
}

// ends ends a server and waits until nobody writes to its folder any more.
func ends(t *testing.T, s *server) {
	t.Helper()
	s.signal(syscall.SIGTERM)
	if _, ended := s.wait(patience); !ended {
		t.Error("the server did not stop")
	}
}

// chromium returns a browser that runs until the test ends; visitors open tabs in it. Tests beside each other have one each: a tab
// in the background is not drawn. It is the shell that draws as Chromium does, and takes half as long as Chromium without a screen.
func chromium(t *testing.T) context.Context {
	t.Helper()
	if err := os.MkdirAll(screens, 0o755); err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath("chromium-headless-shell"), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	machine, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	browser, closeBrowser := chromedp.NewContext(machine)
	t.Cleanup(closeBrowser)
	if err := chromedp.Do(browser); err != nil { // starts it
		t.Fatal(err)
	}
	return browser
}

// journey is a citizen's: look a number up, make a mistake in the report, mend it, find the way back by the
// receipt, and withdraw.
func (v *visitor) journey(number string) {
	v.open("/")
	v.see("home")
	v.do(chromedp.SendKeys("#lookup input[type=text]", number))
	v.follow(chromedp.Click("#lookup button[type=submit]"))
	v.see("unknown")

	v.open("/report")
	v.whole()
	v.do(chromedp.SetValue("#numbers", "138O0138OOO"), chromedp.SetValue("#text", "<b>they knew my parcel</b>"))
	v.follow(chromedp.Click("#report button.main[type=submit]"))
	v.see("report-with-errors")
	v.has("#numbers[aria-invalid=true]", "138O0138OOO")
	v.has("#text", "<b>they knew my parcel</b>")

	v.whole()
	v.do(chromedp.SetValue("#numbers", number), chromedp.Click("#kind"), chromedp.SetValue("#category", "impersonation_service"), chromedp.Click("#knew-order"))
	v.follow(chromedp.Click("#report button.main[type=submit]"))
	v.see("receipt")
	code := get(v, chromedp.Text(".receipt code"))

	v.open("/n/" + number)
	v.see("reported")
	v.open("/receipt")
	v.do(chromedp.SendKeys("input[name=code]", code))
	v.follow(chromedp.Click("#find button[type=submit]"))
	v.see("kept")
	v.follow(chromedp.Click("#held button:not([formaction])"))
	v.see("withdraw")
	v.follow(chromedp.Click("main form button.main"))
	v.see("withdrawn")
}
