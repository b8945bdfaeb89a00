//go:build browser

package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestBrowserProse reads the pages that explain the service, in every width, language and colour scheme, on phones
// without script, follows their tables of contents, changes the language, and prints them.
func TestBrowserProse(t *testing.T) {
	s := start("ringfence", t.TempDir(), nil, []string{"--operator", "Riverside Students’ Union", "--contact", "help@example.org"})
	if s.url == "" {
		t.Fatal("the server did not start: ", s.err)
	}
	t.Cleanup(func() { s.signal(syscall.SIGTERM) })
	if err := os.MkdirAll(screens, 0o755); err != nil {
		t.Fatal(err)
	}
	browser, closeBrowser := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))...)
	t.Cleanup(closeBrowser)
	for _, lang := range []string{"en", "zh-CN"} {
		for _, width := range []int64{320, 360, 1280} {
			for _, scheme := range []string{"light", "dark"} {
				if width == 320 && scheme == "dark" {
					continue // it is narrower, and no other way
				}
				look := look{lang, width, scheme}
				t.Run(look.String(), func(t *testing.T) {
					v := newVisitor(t, browser, s.url, look)
					if width == 360 {
						call(v, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
					}
					v.readsProse()
					v.finish()
				})
			}
		}
	}
}

func (v *visitor) readsProse() {
	for _, name := range []string{"about", "method", "privacy", "owners", "developers"} {
		v.open("/" + name)
		v.see("prose-" + name)
		if name != "about" {
			v.goesTo(".contents li:last-child a")
		}
		v.print("prose-" + name)
	}
	other := map[string]string{"en": "zh-CN", "zh-CN": "en"}[v.look.lang]
	v.follow(chromedp.Click(".lang a"))
	if at := get(v, chromedp.Location()); at != v.base+"/developers?lang="+other {
		v.t.Errorf("the other language is at %s", at)
	}
	if lang := get(v, chromedp.Evaluate[string]("document.documentElement.lang")); lang != other {
		v.t.Errorf("the other language is %s", lang)
	}
}

// goesTo follows a link within the page and checks that what it leads to is in sight.
func (v *visitor) goesTo(link string) {
	v.t.Helper()
	v.do(chromedp.Click(link))
	const top = "document.getElementById(location.hash.slice(1)).getBoundingClientRect().top"
	if at := get(v, chromedp.Evaluate[float64](top)); at < 0 || at > 800 {
		v.t.Errorf("%s leads to %s, %v px down the screen", link, get(v, chromedp.Location()), at)
	}
}

// print prints the page, and keeps the paper beside the pictures.
func (v *visitor) print(name string) {
	v.t.Helper()
	printed, err := chromedp.Call(v.ctx, page.PrintToPDF, page.PrintToPDFParams{})
	if err != nil {
		v.t.Fatal(err)
	}
	if !bytes.HasPrefix(printed.Data, []byte("%PDF-")) {
		v.t.Errorf("%s: no paper comes out", name)
	}
	if err := os.WriteFile(filepath.Join(screens, name+"-"+v.look.lang+".pdf"), printed.Data, 0o644); err != nil {
		v.t.Error(err)
	}
}
