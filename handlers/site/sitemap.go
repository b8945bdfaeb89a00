package site

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/index"
	"ringfence/internal/report"
	"ringfence/web"
	"ringfence/web/catalogue"
)

// The sitemap (sitemaps.org, protocol 0.9) is an index of files: 0.xml holds the fixed pages, the others what is
// listed, from memory alone. What is merely shown is in none of them.
const (
	sitemapRoot = "/sitemaps/"
	mostInFile  = 50_000 // as the protocol has it
	perFile     = 25_000 // listed subjects in a file when they are divided: the rest is room for new ones
	divideEvery = time.Hour
	sitemapXML  = "application/xml; charset=utf-8"
)

// fixed are the pages that are always there and that search engines may list.
var fixed = []string{
	"/", "/report", "/receipt", "/offers", "/offers/check", "/offers/lent", "/offers/employers",
	"/about", "/method", "/privacy", "/owners", "/audit", "/developers", "/developers/pbx", "/developers/private", "/developers/lists", "/developers/webhooks", "/developers/trends", "/official", "/transparency",
	"/developers/android", "/developers/ios", "/apps",
}

// division is where the files of what is listed begin. It stays for a while, so that whoever fetches them one after
// the other finds everything once.
type division struct {
	mu  sync.Mutex
	at  time.Time
	now *volume // nil before the first
}

// of returns the files, the first of which begins at the zero Place; none when nothing is listed.
func (d *division) of(lookups Lookups, now time.Time) (*volume, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.now != nil && now.Sub(d.at) < d.now.lasts() {
		return d.now, nil
	}
	all, err := lookups.Listed(index.Place{})
	if err != nil {
		return nil, err
	}
	var starts []index.Place
	n := 0
	for listed := range all {
		if n%perFile == 0 {
			starts = append(starts, listed.Place)
		}
		n++
	}
	if len(starts) > 0 {
		starts[0] = index.Place{}
	}
	d.at, d.now = now, &volume{starts: starts}
	return d.now, nil
}

// divided returns the files of listed subjects. A demonstration has none: its dates are not true.
func (s *Site) divided() (*volume, error) {
	if s.Demo != nil && s.Demo() {
		return &volume{}, nil
	}
	return s.files.of(s.Lookups, s.Clock())
}

// robots tells search engines where they may go. Pages of numbers that are not listed say noindex themselves,
// which only those read that may go there.
func (s *Site) robots(c echo.Context) error {
	text := "User-agent: *\nDisallow: /lookup\nDisallow: /v1/\n"
	if origin := s.origin(c); origin != "" {
		text += "\nSitemap: " + origin + "/sitemap.xml\n"
	}
	return s.document(c, echo.MIMETextPlainCharsetUTF8, []byte(text))
}

type sitemapIndex struct {
	XMLName struct{}   `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
	Files   []location `xml:"sitemap"`
}

type urlSet struct {
	XMLName struct{}   `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	XHTML   string     `xml:"xmlns:xhtml,attr,omitempty"`
	URLs    []location `xml:"url"`
}

type location struct {
	Loc        string      `xml:"loc"`
	LastMod    string      `xml:"lastmod,omitempty"`
	Alternates []alternate `xml:"xhtml:link"`
}

type alternate struct {
	Rel  string `xml:"rel,attr"`
	Lang string `xml:"hreflang,attr"`
	Href string `xml:"href,attr"`
}

// sitemapIndex names the files.
func (s *Site) sitemapIndex(c echo.Context) error {
	origin := s.origin(c)
	files, err := s.divided()
	if err != nil || origin == "" {
		return cmp.Or(err, error(echo.ErrNotFound))
	}
	var all sitemapIndex
	for n := range len(files.starts) + 1 {
		all.Files = append(all.Files, location{Loc: fmt.Sprintf("%s%s%d.xml", origin, sitemapRoot, n)})
	}
	return s.xml(c, all)
}

// sitemap answers with one of the files.
func (s *Site) sitemap(c echo.Context) error {
	origin := s.origin(c)
	files, err := s.divided()
	if err != nil || origin == "" {
		return cmp.Or(err, error(echo.ErrNotFound))
	}
	for n := range len(files.starts) + 1 {
		if c.Param("name") != fmt.Sprintf("%d.xml", n) {
			continue
		}
		if n == 0 {
			return s.xml(c, s.fixedPages(origin))
		}
		return s.listedFile(c, files, origin, n-1)
	}
	return echo.ErrNotFound
}

// listedFile answers with a file of listed subjects, which is written once.
func (s *Site) listedFile(c echo.Context, files *volume, origin string, n int) error {
	write := func() ([]byte, error) {
		set, err := s.listedPages(origin, files.starts, n)
		if err != nil {
			return nil, err
		}
		return xmlOf(set)
	}
	f, err := files.file(origin, n, write)
	if err != nil {
		return err
	}
	return s.tagged(c, f.tag, func() error {
		if f.packed == nil {
			body, err := write()
			if err != nil {
				return err
			}
			return c.Blob(http.StatusOK, sitemapXML, body)
		}
		unpacked, err := gzip.NewReader(bytes.NewReader(f.packed))
		if err != nil {
			return fmt.Errorf("site: sitemap: %w", err)
		}
		return c.Stream(http.StatusOK, sitemapXML, unpacked)
	})
}

// fixedPages are the pages that are always there, in each language.
func (s *Site) fixedPages(origin string) urlSet {
	set := urlSet{XHTML: "http://www.w3.org/1999/xhtml"}
	paths := slices.Concat(fixed, s.referencePaths(), s.trendPaths(), s.kitPaths())
	if s.Disputes != nil {
		paths = append(paths, disputePath, casePath)
	}
	if s.Texting.On() {
		paths = append(paths, smsPath)
	}
	for _, path := range paths {
		var links []alternate
		for _, a := range (web.Frame{Origin: origin, Path: path}).Alternates() {
			links = append(links, alternate{"alternate", a.Lang, a.Href})
		}
		for _, l := range catalogue.Langs() {
			in := web.Frame{Origin: origin, Path: path, Lang: l, Chosen: true}
			set.URLs = append(set.URLs, location{Loc: in.Canonical(), Alternates: links})
		}
	}
	return set
}

// listedPages are the pages of what is listed between a start and the next.
func (s *Site) listedPages(origin string, starts []index.Place, n int) (urlSet, error) {
	all, err := s.Lookups.Listed(starts[n])
	if err != nil {
		return urlSet{}, err
	}
	var set urlSet
	for listed := range all {
		if len(set.URLs) == mostInFile || n+1 < len(starts) && listed.Compare(starts[n+1]) >= 0 {
			break
		}
		key := listed.Subject()
		if _, sample := report.Sample(key); !sample {
			set.URLs = append(set.URLs, location{Loc: origin + web.SubjectPath(key), LastMod: listed.LastSeen.Format(time.DateOnly)})
		}
	}
	return set, nil
}

// origin returns the scheme and host of the service, "" when they are not known.
func (s *Site) origin(c echo.Context) string { return route.Origin(c, s.Origin) }

func (s *Site) xml(c echo.Context, document any) error {
	body, err := xmlOf(document)
	if err != nil {
		return err
	}
	return s.document(c, sitemapXML, body)
}

func xmlOf(document any) ([]byte, error) {
	body, err := xml.Marshal(document)
	if err != nil {
		return nil, fmt.Errorf("site: sitemap: %w", err)
	}
	return append([]byte(xml.Header), body...), nil
}

// document answers with what is for programs and the same for all.
func (s *Site) document(c echo.Context, media string, body []byte) error {
	return s.tagged(c, tagOf(body), func() error { return c.Blob(http.StatusOK, media, body) })
}

func tagOf(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}

// tagged answers with a document that caches share, unless it names the host that a request came by. It is sent to those
// who do not hold it.
func (s *Site) tagged(c echo.Context, tag string, send func() error) error {
	h := c.Response().Header()
	shared := "public"
	if s.Origin == "" {
		shared = "private"
		h.Set(echo.HeaderVary, "Host")
	}
	h.Set(echo.HeaderCacheControl, fmt.Sprintf("%s, max-age=%d", shared, int(divideEvery.Seconds())))
	h.Set("ETag", tag)
	if route.Holds(c.Request().Header["If-None-Match"], tag) {
		return c.NoContent(http.StatusNotModified)
	}
	return send()
}
