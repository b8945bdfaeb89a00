package site

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"net/http"
	"regexp"
	"strings"
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
	"/about", "/method", "/privacy", "/owners", "/developers",
}

// division is where the files of what is listed begin. It stays for a while, so that whoever fetches them one after
// the other finds everything once.
type division struct {
	mu     sync.Mutex
	at     time.Time // zero before the first
	starts []index.Place
}

// of returns where the files begin, the first at the zero Place; none when nothing is listed.
func (d *division) of(lookups Lookups, now time.Time) ([]index.Place, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.starts) > 0 && now.Sub(d.at) < divideEvery {
		return d.starts, nil
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
	d.at, d.starts = now, starts
	return starts, nil
}

// divided returns where the files of listed subjects begin. A demonstration has none: its dates are not true.
func (s *Site) divided() ([]index.Place, error) {
	if s.Demo != nil && s.Demo() {
		return nil, nil
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
	starts, err := s.divided()
	if err != nil || origin == "" {
		return cmp.Or(err, error(echo.ErrNotFound))
	}
	var all sitemapIndex
	for n := range len(starts) + 1 {
		all.Files = append(all.Files, location{Loc: fmt.Sprintf("%s%s%d.xml", origin, sitemapRoot, n)})
	}
	return s.xml(c, all)
}

// sitemap answers with one of the files.
func (s *Site) sitemap(c echo.Context) error {
	origin := s.origin(c)
	starts, err := s.divided()
	if err != nil || origin == "" {
		return cmp.Or(err, error(echo.ErrNotFound))
	}
	for n := range len(starts) + 1 {
		if c.Param("name") != fmt.Sprintf("%d.xml", n) {
			continue
		}
		if n == 0 {
			return s.xml(c, fixedPages(origin))
		}
		set, err := s.listedPages(origin, starts, n-1)
		if err != nil {
			return err
		}
		return s.xml(c, set)
	}
	return echo.ErrNotFound
}

// fixedPages are the pages that are always there, in each language.
func fixedPages(origin string) urlSet {
	set := urlSet{XHTML: "http://www.w3.org/1999/xhtml"}
	for _, path := range fixed {
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

// plainHost is a host, with its port, that can stand in an address as it is.
var plainHost = regexp.MustCompile(`^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?$`)

// origin returns the scheme and host of the service: those that its operator gave, else those that the request came
// by, which nobody but the caller is told. It is "" when they cannot be those of an address.
func (s *Site) origin(c echo.Context) string {
	host := c.Request().Host
	switch {
	case s.Origin != "":
		return s.Origin
	case !plainHost.MatchString(host):
		return ""
	}
	return c.Scheme() + "://" + strings.ToLower(host)
}

func (s *Site) xml(c echo.Context, document any) error {
	body, err := xml.Marshal(document)
	if err != nil {
		return fmt.Errorf("site: sitemap: %w", err)
	}
	return s.document(c, sitemapXML, append([]byte(xml.Header), body...))
}

// document answers with what is for programs and the same for all: caches share it, unless it names the host that a
// request came by.
func (s *Site) document(c echo.Context, media string, body []byte) error {
	h := c.Response().Header()
	shared := "public"
	if s.Origin == "" {
		shared = "private"
		h.Set(echo.HeaderVary, "Host")
	}
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	h.Set(echo.HeaderCacheControl, fmt.Sprintf("%s, max-age=%d", shared, int(divideEvery.Seconds())))
	h.Set("ETag", tag)
	if route.Holds(c.Request().Header["If-None-Match"], tag) {
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(http.StatusOK, media, body)
}
