//go:build browser

package main

import (
	"os"
	"path/filepath"
	"regexp"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// pageObject is a page of a PDF file, which Chromium does not compress.
var pageObject = regexp.MustCompile(`/Type\s*/Page\b[^s]`)

// sheet prints a page that is made for paper, which must be one sheet of A4, and keeps it beside the pictures.
func (v *visitor) sheet(name string) {
	v.t.Helper()
	if !get(v, chromedp.Evaluate[bool](`!!document.querySelector('article.sheet, .sheet-image')`)) {
		return
	}
	printed, err := chromedp.Call(v.ctx, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: new(true), PrintBackground: new(true)})
	if err != nil {
		v.t.Fatal(err)
	}
	if n := len(pageObject.FindAll(printed.Data, -1)); n != 1 {
		v.t.Errorf("%s, %s: %d sheets of paper", name, v.look, n)
	}
	if err := os.WriteFile(filepath.Join(screens, name+"-"+v.look.lang+".pdf"), printed.Data, 0o644); err != nil {
		v.t.Error(err)
	}
}
