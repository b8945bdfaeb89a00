//go:build browser

package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/chromedp"
)

// listedNumber is one that reports make a listed one.
const listedNumber = "+12025550143"

// starts are the pages from which a crawl begins: the first one, and those that no link leads to.
var starts = []string{
	"/kit", "/trends/brief/provinces/CN-ZJ",
	"/", "/components", "/no/such/page", "/lookup?q=12", "/trends/campuses?q=" + url.QueryEscape("浙江"), "/n/" + listedNumber,
	"/dispute?q=12", "/dispute?q=" + url.QueryEscape(listedNumber), "/official?q=bank",
	"/n/+12025550101", "/n/+12025550103", "/n/+12025550104", "/n/+12025550199", "/s/wechat/some_one", "/s/CN/95588",
}

// oneWay are pages that one template makes, of which the fullest is looked at in every way and the others in one: parts of the reference,
// numbers, and what is found.
var oneWay = map[string]string{
	"/developers/api/": "/developers/api/reports", "/n/": "/n/" + listedNumber, "/s/": "/s/wechat/some_one", "/official?q=": "", "/lookup?q=": "",
}

// inOneWay reports whether a page is looked at in one way.
func inOneWay(path string) bool {
	for start, fullest := range oneWay {
		if strings.HasPrefix(path, start) {
			return path != fullest
		}
	}
	return false
}

// manyOfOneTemplate are pages that one template makes of as many values: that which has most on it is looked at in every way, the others are asked for alone.
var manyOfOneTemplate = map[string]string{
	"/trends/categories/": "/trends/categories/fake_job", "/trends/provinces/": "/trends/provinces/CN-ZJ",
	"/trends/campuses/": "/trends/campuses/" + url.PathEscape(trendedCampus), "/offers/check?duties=": "/offers/check?duties=lend_card",
	"/dispute?q=":   "/dispute?q=" + url.QueryEscape(listedNumber),
	"/kit/posters/": "/kit/posters/fake_job", "/trends/brief/": "/trends/brief/provinces/CN-ZJ",
}

// onlyAsked reports whether a page is like one that is looked at.
func onlyAsked(path string) bool {
	for start, one := range manyOfOneTemplate {
		if strings.HasPrefix(path, start) {
			return path != one
		}
	}
	return false
}

// TestBrowserEveryPage follows every link of the site and looks at each page on a phone and on a desk, in both languages,
// light and dark: see what must hold for it there. Each language, width and scheme is seen of each page, and each of their combinations where
// pictures are wanted.
func TestBrowserEveryPage(t *testing.T) {
	folder := t.TempDir()
	listed(t, folder)
	trended(t, folder)
	s := texted(t, folder, "--development")
	pages := crawl(t, s.url)
	if len(pages) < len(starts)+2 {
		t.Fatalf("only %v found", pages)
	}
	for _, lang := range []string{"en", "zh-CN"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			v := newVisitor(t, chromium(t), s.url, look{lang, 360, "light"})
			for _, path := range pages {
				if onlyAsked(path) {
					continue
				}
				v.open(path)
				v.sheet(nameOf(path))
				if inOneWay(path) {
					v.become(look{lang, 360, "light"})
					v.see(nameOf(path))
					continue
				}
				v.inspect(nameOf(path))
			}
			v.finish()
		})
	}
}

// unfold opens what is folded up, and tells how much of that there is.
const unfold = `[...document.querySelectorAll('details:not([open])')].map(d => { d.open = true }).length`

// inspect looks at the page that is open in the ways of its language, and without eyes or mouse.
func (v *visitor) inspect(name string) {
	v.t.Helper()
	lang := v.look.lang
	for _, l := range looks() {
		if l.lang == lang {
			v.become(l)
			v.see(name)
		}
	}
	if get(v, chromedp.Evaluate[int](unfold)) > 0 {
		v.become(look{lang, 360, "light"})
		v.see(name + "-unfolded")
	}
	if all, without := v.nameless(); all < 5 || len(without) > 0 {
		v.t.Errorf("%s: of %d controls these have no name: %v", name, all, without)
	}
	for _, size := range []struct {
		width   int64
		letters int
	}{{320, 100}, {1280, 200}, {320, 200}} {
		if wide := v.beyond(size.width, size.letters); len(wide) > 0 {
			v.t.Errorf("%s, %s: beyond %d px with letters of %d %%: %q", name, lang, size.width, size.letters, wide)
		}
	}
	v.become(look{lang, map[string]int64{"en": 360, "zh-CN": 1280}[lang], "light"})
	v.tab(name)
}

// listed makes a store with a number that has been reported for weeks, from many places.
func listed(t *testing.T, folder string) {
	t.Helper()
	file, err := os.Create(filepath.Join(folder, "complaints.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows := csv.NewWriter(file)
	all := [][]string{{"company_phone_number", "created_date", "violation_date", "consumer_city", "consumer_state", "consumer_area_code", "subject", "recorded_message_or_robocall"}}
	for i := range 60 {
		at := time.Now().UTC().AddDate(0, 0, -(i*i)%83-1).Format("2006-01-02") + fmt.Sprintf(" 10:%02d:00", i)
		topic := "Work from home & other ways to make money"
		if i%5 == 0 {
			topic = "Lotteries, prizes & sweepstakes"
		}
		all = append(all, []string{listedNumber[2:], at, at, "", "", fmt.Sprint(201 + i%9), topic, "N"})
	}
	if err := rows.WriteAll(all); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if out, err := ringfence(folder, "import", "ftc", "complaints.csv", "--new"); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// crawl follows the links of all pages from starts on, and returns the addresses of pages, without their language.
func crawl(t *testing.T, base string) []string {
	t.Helper()
	seen := map[string]bool{}
	var pages []string
	for queue := slices.Clone(starts); len(queue) > 0; queue = queue[1:] {
		path := queue[0]
		if place, _, _ := strings.Cut(path, "?"); seen[path] || place == "/report" && seen[place] { // the form, filled in
			continue
		}
		seen[path] = true
		status, kind, body := fetched(t, base+path)
		if status != http.StatusOK && !slices.Contains(starts, path) {
			t.Errorf("a link leads to %s, which is answered %d", path, status)
		}
		if strings.HasPrefix(kind, "text/html") {
			pages = append(pages, path)
			queue = append(queue, linksOf(t, body)...)
		}
	}
	return pages
}

// fetched asks for a page, whose policy must let nothing in from elsewhere.
func fetched(t *testing.T, address string) (status int, kind, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	policy := answer.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") || strings.Contains(policy, "*") {
		t.Errorf("%s has the policy %q", address, policy)
	}
	return answer.StatusCode, answer.Header.Get("Content-Type"), string(content)
}

// linksOf returns where a page leads on this site, without the language.
func linksOf(t *testing.T, body string) []string {
	t.Helper()
	found := map[string]bool{}
	for _, href := range hrefs(t, body) {
		to, err := url.Parse(href)
		if err != nil {
			t.Errorf("a link leads to %q: %v", href, err)
			continue
		}
		query := to.Query()
		query.Del("lang")
		to.RawQuery, to.Fragment = query.Encode(), ""
		if strings.HasPrefix(href, "/") {
			found[to.String()] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// nameOf makes an address the name of a picture.
func nameOf(path string) string {
	name := strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, path), "-")
	if name == "" {
		return "home"
	}
	for strings.Contains(name, "--") {
		name = strings.ReplaceAll(name, "--", "-")
	}
	return "page-" + name
}

// hrefs returns what the links of a page say.
func hrefs(t *testing.T, body string) (all []string) {
	t.Helper()
	page, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	page.Find("a[href]").Each(func(_ int, a *goquery.Selection) { all = append(all, a.AttrOr("href", "")) })
	return all
}
