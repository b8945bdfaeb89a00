//go:build browser

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"ringfence/web/htmlcheck"
)

// TestBrowserProse reads the pages that explain the service, on phones without script, follows their tables of contents,
// changes the language, and prints them. Half of them are read on phones and half on desks: every page is looked at in every way elsewhere.
func TestBrowserProse(t *testing.T) {
	s := running(t, t.TempDir(), "--operator", "Riverside Students’ Union", "--contact", "help@example.org")
	pages := explained(t, s.url)
	for n, l := range mixed() {
		t.Run(l.String(), func(t *testing.T) {
			t.Parallel()
			v := newVisitor(t, chromium(t), s.url, l)
			v.scriptless(l.width == 360)
			v.readsProse(pages[n%2])
			v.finish()
		})
	}
}

var located = regexp.MustCompile(`<loc>[^<]*//[^/<]*(/[^?<]*)\?lang=en</loc>`)

// explained returns halves of the pages of the sitemap that explain the service, by path, and whether each has a table of contents. Of
// the parts of the reference, which are made alike, it has one.
func explained(t *testing.T, server string) (halves [2]map[string]bool) {
	t.Helper()
	halves = [2]map[string]bool{{}, {}}
	n := 0
	for _, found := range located.FindAllStringSubmatch(got(t, server+"/sitemaps/0.xml"), -1) {
		path := found[1]
		p := htmlcheck.Parse(t, got(t, server+path))
		if p.Has(".prose") && !inOneWay(path) {
			halves[n%2][path] = p.Has(".contents")
			n++
		}
	}
	if n < 13 {
		t.Fatalf("only %v explain the service", halves)
	}
	return halves
}

func (v *visitor) readsProse(pages map[string]bool) {
	for path, contents := range pages {
		name := "prose" + strings.ReplaceAll(path, "/", "-")
		v.open(path)
		v.see(name)
		if contents {
			v.goesTo(".contents li:last-child a")
		}
		v.print(name)
	}
	v.open("/developers")
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
