//go:build browser

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestBrowserProse reads the pages that explain the service, on phones without script, follows their tables of contents,
// changes the language, and prints them.
func TestBrowserProse(t *testing.T) {
	s := running(t, t.TempDir(), "--operator", "Riverside Students’ Union", "--contact", "help@example.org")
	for _, l := range mixed() {
		t.Run(l.String(), func(t *testing.T) {
			t.Parallel()
			v := newVisitor(t, chromium(t), s.url, l)
			v.scriptless(l.width == 360)
			v.readsProse()
			v.finish()
		})
	}
}

func (v *visitor) readsProse() {
	for _, name := range []string{"about", "method", "privacy", "owners", "developers/pbx", "developers"} {
		v.open("/" + name)
		name = strings.ReplaceAll(name, "/", "-")
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
