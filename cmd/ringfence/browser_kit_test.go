//go:build browser

package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"ringfence/internal/lesson"
	"ringfence/internal/report"
	"ringfence/internal/trend"
	"ringfence/web"
	"ringfence/web/catalogue"
)

// pageObject is a page of a PDF file, which Chromium does not compress.
var pageObject = regexp.MustCompile(`/Type\s*/Page\b[^s]`)

// sheet prints a page that is made for paper, which must be one sheet of A4, and keeps it beside the pictures.
func (v *visitor) sheet(name string) {
	v.t.Helper()
	if !get(v, chromedp.Evaluate[bool](`!!document.querySelector('article.sheet, .sheet-image')`)) {
		return
	}
	v.prints(name)
}

// prints keeps the page that is open as it is printed, on one sheet.
func (v *visitor) prints(name string) {
	v.t.Helper()
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

// saidOnPaper is whether the page says on paper that it is a demonstration.
const saidOnPaper = `(d => !!d && d.getBoundingClientRect().height > 0)(document.querySelector('main > .demo'))`

// TestBrowserFullestBrief prints the briefs of the longest tricks, on which all has its place that ever may, and notes to a worksheet, from a demonstration, which takes a
// line more, in both languages. Each is one sheet.
func TestBrowserFullestBrief(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if file, ok := web.Static(strings.TrimPrefix(r.URL.Path, web.StaticRoot)); ok {
			w.Header().Set("Content-Type", file.Type)
			_, _ = w.Write(file.Content)
			return
		}
		lang, _ := catalogue.Parse(r.URL.Query().Get("lang"))
		if about, ok := strings.CutPrefix(r.URL.Path, "/notes/"); ok {
			notes := fullestNotes(lang, report.Category(about))
			if notes.Case.Text == "" {
				w.WriteHeader(http.StatusInternalServerError)
				return
			}
			_ = web.Render(w, notes)
			return
		}
		brief, ok, err := fullestBrief(lang, report.Category(strings.Trim(r.URL.Path, "/")))
		if err != nil || !ok || len(brief.Alerts()) != 2 || brief.More() == "" || len(brief.Categories().Rows) != 5 || brief.Message().Text == "" {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		_ = web.Render(w, brief)
	}))
	t.Cleanup(s.Close)
	for _, lang := range catalogue.Langs() {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			v := newVisitor(t, chromium(t), s.URL, look{string(lang), 1280, "light"})
			for _, c := range longestTricks(lang) {
				v.open("/" + string(c) + "?lang=" + string(lang))
				v.prints("brief-fullest-" + string(c))
				v.open("/notes/" + string(c) + "?lang=" + string(lang))
				v.prints("notes-fullest-" + string(c))
			}
			call(v, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
			if !get(v, chromedp.Evaluate[bool](saidOnPaper)) {
				t.Error("nothing on the sheet says that it is a demonstration")
			}
			v.finish()
		})
	}
}

// fullestBrief is the brief of a campus with a long name and an alert of every category, those with the longest names first, five rows of
// the longest names, three things that callers knew, and a text about the trick that is longer than there is room for.
func fullestBrief(lang catalogue.Lang, about report.Category) (web.Brief, bool, error) {
	const name = "中国人民解放军某某工程与信息科学技术大学"
	scope, w, now := trend.Campus(name), trend.WeekOf(time.Now()).Add(-1), time.Now()
	var weeks []trend.Rollup
	for back := range 12 {
		n := 1000
		if back == 0 {
			n = 4000
		}
		r := trend.Rollup{Week: w.Add(-back), AsOf: w.Add(-back).ClosesAt(), Closed: back > 0}
		if back == 0 {
			r.AsOf = w.End()
		}
		for _, c := range append([]report.Category{about}, longestCategories(lang, about)[:4]...) {
			r.Cells = append(r.Cells, trend.Cell{Place: scope.Place(string(c)), Reporters: n})
			n -= 5
		}
		for i, knew := range []string{"order", "exam", "school"} {
			r.Cells = append(r.Cells, trend.Cell{Place: trend.Place{Table: trend.ByKnew, Row: knew, Column: "courier"}, Reporters: 1400 - i})
		}
		weeks = append(weeks, r)
	}
	var found []trend.Burst
	for i, c := range append([]report.Category{about}, longestCategories(lang, about)...) {
		found = append(found, trend.Burst{ID: strconv.Itoa(i), Scope: scope, Category: string(c), FoundAt: w.Start(), LastAt: now, Reporters: 1920 - i, Usual: 960})
	}
	t := web.Trending{
		Frame: web.Frame{Lang: lang, Path: "/", Demo: true}, Book: trend.NewBook(weeks), Now: now, Base: "https://ringfence.university.example.org",
		Found: found,
	}
	texts := []trend.Example{{ID: "a", Category: about, Lang: string(lang), Text: longText(lang), By: "moderator", ApprovedAt: w.Start()}}
	return web.NewBrief(t, scope, []trend.Scope{trend.Province("CN-NM"), trend.Country()}, w, texts)
}

// fullestNotes are those to a worksheet with the longest text that a class reads.
func fullestNotes(lang catalogue.Lang, about report.Category) web.Worksheet {
	w := trend.WeekOf(time.Now())
	text := []rune(longText(lang))
	texts := []trend.Example{{ID: "a", Category: about, Lang: string(lang), Text: string(text[:min(len(text), lesson.LongestText)]), By: "moderator", ApprovedAt: w.Add(-1).Start()}}
	return web.NewWorksheet(web.Frame{Lang: lang, Path: "/", Demo: true}, w, append([]report.Category{about}, longestCategories(lang, about)...), texts, true)
}

// longText is longer than a sheet has room for.
func longText(lang catalogue.Lang) string {
	if lang == catalogue.En {
		return strings.Repeat("Please pay a deposit of 300 yuan first. ", 15)
	}
	return strings.Repeat("请先垫付三百元保证金，", 30)
}

// longestTricks are the three of which a brief tells most.
func longestTricks(lang catalogue.Lang) []report.Category {
	long := func(c report.Category) int {
		trick := web.NewTrick(web.Frame{Lang: lang}, c)
		return len(trick.Name + trick.Headline + strings.Join(trick.Signs, "") + trick.Say + trick.Done)
	}
	all := report.Categories()
	slices.SortFunc(all, func(a, b report.Category) int { return long(b) - long(a) })
	return all[:3]
}

// longestCategories are all beside one, those with the longest names first.
func longestCategories(lang catalogue.Lang, beside report.Category) []report.Category {
	long := func(c report.Category) int { return len(catalogue.Name(lang, catalogue.Categories, string(c))) }
	all := slices.DeleteFunc(report.Categories(), func(c report.Category) bool { return c == beside })
	slices.SortFunc(all, func(a, b report.Category) int { return long(b) - long(a) })
	return all
}
