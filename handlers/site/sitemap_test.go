package site_test

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ringfence/handlers"
	"ringfence/handlers/site"
	"ringfence/internal/index"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/ties"
	"ringfence/ratelimit"
	"ringfence/web/htmlcheck"
)

// crowd is a store of many subjects: of four numbers in five enough was said to list them.
type crowd struct{ count int }

const firstNumber = 12_125_550_000

func listed(n int) bool { return n%5 != 4 }

// Changed returns the numbers in order. The cursor is how many were returned.
func (w *crowd) Changed(_ context.Context, after reputation.Cursor, limit int) ([]reputation.Projection, reputation.Cursor, error) {
	from, _ := strconv.Atoi(string(after))
	var page []reputation.Projection
	for n := from; n < w.count && len(page) < limit; n++ {
		key, err := subject.ParseKey(fmt.Sprintf("+%d", firstNumber+n))
		if err != nil {
			return nil, "", err
		}
		page = append(page, reputation.Projection{Subject: key, Revision: 1, Tally: said(listed(n))})
	}
	return page, reputation.Cursor(strconv.Itoa(from + len(page))), nil
}

func (w *crowd) Blocks(context.Context, ...string) ([]reputation.Neighbour, error) { return nil, nil }

var sitemapDay = time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)

// said is the tally of one report, or of as many as it takes to be listed.
func said(much bool) reputation.Tally {
	var all []reputation.Statement
	for i := range 3 {
		all = append(all, reputation.Statement{Report: report.ID{byte(i)}, ReceivedAt: sitemapDay, At: sitemapDay, Tier: reputation.Verified,
			Mass: reputation.Mass(0.6, report.Bad, sitemapDay), Polarity: report.Bad, Own: uint8(i), State: reputation.Live})
	}
	if !much {
		all = all[:1]
	}
	return reputation.Fold(all, nil, sitemapDay)
}

// mapped is a site over a crowd.
func mapped(t *testing.T, count int, origin string, demo bool) http.Handler {
	t.Helper()
	lookups := index.New(index.Config{Store: &crowd{count: count}, Clock: func() time.Time { return sitemapDay }})
	if _, err := lookups.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	return mappedOver(t, lookups, origin, demo, func() time.Time { return sitemapDay })
}

func mappedOver(t *testing.T, lookups site.Lookups, origin string, demo bool, clock func() time.Time) http.Handler {
	t.Helper()
	return mappedBy(t, site.Config{Lookups: lookups, Clock: clock, Origin: origin, Demo: func() bool { return demo }})
}

func mappedBy(t *testing.T, settings site.Config) http.Handler {
	t.Helper()
	settings.Ties, settings.Budgets, settings.Batch = ties.New(ties.Config{}), ratelimit.DefaultBudgets(), 500
	pages := site.New(settings)
	h, err := handlers.New(handlers.Config{Routes: pages.Routes(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Metrics: prometheus.NewRegistry(), ErrorPage: pages.ErrorPage, Limits: unlimited})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// fetched is an answer to a program.
func fetched(h http.Handler, path, host string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Host = host
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// sitemapFile is what programs read of a file, or of the index of files.
type sitemapFile struct {
	XMLName xml.Name
	Entries []struct {
		Loc     string `xml:"loc"`
		LastMod string `xml:"lastmod"`
		Links   []struct {
			Lang string `xml:"hreflang,attr"`
			Href string `xml:"href,attr"`
		} `xml:"http://www.w3.org/1999/xhtml link"`
	} `xml:",any"`
}

func readSitemap(t *testing.T, h http.Handler, path string) (f sitemapFile) {
	t.Helper()
	w := fetched(h, path, "elsewhere.example")
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/xml; charset=utf-8" {
		t.Fatalf("%s: %d %s", path, w.Code, w.Header().Get("Content-Type"))
	}
	if err := xml.Unmarshal(w.Body.Bytes(), &f); err != nil || f.XMLName.Space != "http://www.sitemaps.org/schemas/sitemap/0.9" {
		t.Fatalf("%s: %v %v", path, f.XMLName, err)
	}
	if len(f.Entries) > 50_000 || w.Body.Len() > 50<<20 {
		t.Errorf("%s: %d entries, %d bytes", path, len(f.Entries), w.Body.Len())
	}
	return f
}

const public = "https://ringfence.example"

// TestSitemapHoldsEveryListedNumberOnce follows it as a search engine does.
func TestSitemapHoldsEveryListedNumberOnce(t *testing.T) {
	const count = 150_000
	h := mapped(t, count, public, false)
	var numbers []int
	for n, file := range readSitemap(t, h, "/sitemap.xml").Entries {
		path, ours := strings.CutPrefix(file.Loc, public)
		if !ours {
			t.Fatalf("the index names %s", file.Loc)
		}
		for _, entry := range readSitemap(t, h, path).Entries {
			if n == 0 {
				continue // the fixed pages
			}
			number, err := strconv.Atoi(strings.TrimPrefix(entry.Loc, public+"/n/+"))
			if err != nil || entry.LastMod != "2026-03-09" {
				t.Fatalf("%s names %s, %s", path, entry.Loc, entry.LastMod)
			}
			numbers = append(numbers, number)
		}
	}
	var want []int
	for n := range count {
		if listed(n) {
			want = append(want, firstNumber+n)
		}
	}
	if len(want) != 120_000 || !slices.Equal(numbers, want) {
		t.Errorf("%d numbers are in the sitemap, %d are listed: they differ", len(numbers), len(want))
	}
	if w := fetched(h, "/sitemaps/9.xml", ""); w.Code != http.StatusNotFound {
		t.Errorf("a file that there is not: %d", w.Code)
	}
}

// TestSitemapHoldsWhatSearchEnginesMayList compares the fixed pages with what the pages say themselves.
func TestSitemapHoldsWhatSearchEnginesMayList(t *testing.T) {
	for name, settings := range map[string]site.Config{"web alone": {}, "texting": texting()} {
		t.Run(name, func(t *testing.T) { mayBeListed(t, settings) })
	}
}

func mayBeListed(t *testing.T, settings site.Config) {
	t.Helper()
	s := newService(t)
	s.serve(settings)
	var want []string
	var paths []string
	for _, r := range s.pages.Routes() {
		if r.Page && r.Method == http.MethodGet && !strings.ContainsAny(r.Path, ":*") && r.Path != "/lookup" {
			paths = append(paths, r.Path)
		}
	}
	for _, category := range report.Categories() {
		paths = append(paths, "/trends/categories/"+string(category))
	}
	for _, path := range paths {
		for _, lang := range []string{"zh-CN", "en"} {
			p := s.get(path + "?lang=" + lang)
			if p.Has("meta[name=robots]") {
				continue
			}
			address := path + "?lang=" + lang
			want = append(want, address)
			if got := p.Attr("link[rel=canonical]", "href"); got != address {
				t.Errorf("%s calls itself %s", address, got)
			}
		}
	}
	slices.Sort(want)
	var got []string
	settings.Lookups, settings.Clock, settings.Origin, settings.Disputes = s.lookups, func() time.Time { return sitemapDay }, public, s.office()
	for _, entry := range readSitemap(t, mappedBy(t, settings), "/sitemaps/0.xml").Entries {
		got = append(got, strings.TrimPrefix(entry.Loc, public))
		path, _, _ := strings.Cut(entry.Loc, "?")
		links := map[string]string{"zh-CN": path + "?lang=zh-CN", "en": path + "?lang=en", "x-default": path}
		for _, link := range entry.Links {
			if links[link.Lang] != link.Href {
				t.Errorf("%s has %s in %s", entry.Loc, link.Href, link.Lang)
			}
			delete(links, link.Lang)
		}
		if len(links) > 0 {
			t.Errorf("%s lacks %v", entry.Loc, links)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the sitemap has %v, search engines may list %v", got, want)
	}
}

func TestADemonstrationIsNotForSearchEngines(t *testing.T) {
	h := mapped(t, 10, public, true)
	if n := len(readSitemap(t, h, "/sitemap.xml").Entries); n != 1 {
		t.Errorf("%d files, want that of the fixed pages", n)
	}
	number := fmt.Sprintf("/n/+%d", firstNumber)
	if body := fetched(h, number, "").Body.String(); !strings.Contains(body, `content="noindex"`) {
		t.Error("the page of a number may be listed")
	}
	page := htmlcheck.Parse(t, fetched(mapped(t, 10, public, false), number, "").Body.String())
	if got := page.Attr("link[rel=canonical]", "href"); got != public+number {
		t.Errorf("the page of a listed number calls itself %q", got)
	}
}

func TestRobotsAndSitemapAreCached(t *testing.T) {
	known, unknown := mapped(t, 10, public, false), mapped(t, 10, "", false)
	for _, path := range []string{"/robots.txt", "/sitemap.xml", "/sitemaps/0.xml", "/sitemaps/1.xml"} {
		w := fetched(known, path, "elsewhere.example")
		if w.Code != 200 || w.Header().Get("Cache-Control") != "public, max-age=3600" || strings.Contains(w.Body.String(), "elsewhere") {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
		again := fetched(known, path, "", "If-None-Match", w.Header().Get("ETag"))
		if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
			t.Errorf("%s again: %d", path, again.Code)
		}
		// Where nobody said what the site is called, it is what the caller calls it, and no cache tells others.
		w = fetched(unknown, path, "Here.example:8080")
		if !strings.Contains(w.Body.String(), "http://here.example:8080/") || !strings.HasPrefix(w.Header().Get("Cache-Control"), "private") {
			t.Errorf("%s: %v %s", path, w.Header(), w.Body)
		}
		for _, host := range []string{"", "a/b", `"><x`, "user@a.example", "a b"} {
			if w := fetched(unknown, path, host); strings.Contains(w.Body.String(), "://"+host) || path == "/sitemap.xml" && w.Code != http.StatusNotFound {
				t.Errorf("%s by %q: %d %s", path, host, w.Code, w.Body)
			}
		}
	}
	robots := fetched(known, "/robots.txt", "").Body.String()
	if !strings.Contains(robots, "\nSitemap: https://ringfence.example/sitemap.xml\n") || strings.Contains(robots, "/n/") {
		t.Errorf("robots: %s", robots)
	}
}

// counted are lookups that count how often all that is listed is gone through.
type counted struct {
	*index.Index
	times int
}

func (c *counted) Listed(from index.Place) (iter.Seq[index.Listed], error) {
	c.times++
	return c.Index.Listed(from)
}

// TestTheSitemapIsWrittenOnceAnHour, and an empty one once a minute.
func TestTheSitemapIsWrittenOnceAnHour(t *testing.T) {
	for _, c := range []struct {
		count int
		again time.Duration
	}{{10, time.Hour}, {0, time.Minute}} {
		now := sitemapDay
		clock := func() time.Time { return now }
		lookups := &counted{Index: index.New(index.Config{Store: &crowd{count: c.count}, Clock: clock})}
		if _, err := lookups.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		h := mappedOver(t, lookups, public, false, clock)
		first := fetched(h, "/sitemaps/1.xml", "")
		fetched(h, "/sitemap.xml", "")
		before := lookups.times
		now = now.Add(c.again - time.Second)
		for range 3 {
			again := fetched(h, "/sitemaps/1.xml", "")
			if again.Code != first.Code || again.Body.String() != first.Body.String() || again.Header().Get("ETag") != first.Header().Get("ETag") {
				t.Errorf("%d listed: another file", c.count)
			}
			fetched(h, "/sitemap.xml", "")
		}
		if lookups.times != before {
			t.Errorf("%d listed: gone through %d times more", c.count, lookups.times-before)
		}
		now = now.Add(time.Second)
		fetched(h, "/sitemap.xml", "")
		if lookups.times != before+1 {
			t.Errorf("%d listed: gone through %d times more after %v", c.count, lookups.times-before, c.again)
		}
	}
}
