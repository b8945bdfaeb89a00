// Package site answers people: pages to look a number up, to report, and to see, correct or withdraw a report. They
// work without script, keep what was typed when something is wrong with it, and never put a receipt code
// into an address.
package site

import (
	"bytes"
	"context"
	"iter"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/handlers/trends"
	"ringfence/internal/campus"
	"ringfence/internal/index"
	"ringfence/internal/intake"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/ties"
	"ringfence/ratelimit"
	"ringfence/web"
	"ringfence/web/catalogue"
)

// Reports accepts reports and gives them back to the holders of receipts; see intake.Intake.
type Reports interface {
	Accept(ctx context.Context, r report.Report, by reputation.Speaker, retry intake.Retry) (intake.Accepted, error)
	Replace(ctx context.Context, old report.Receipt, r report.Report, by reputation.Speaker) (intake.Accepted, error)
	Report(ctx context.Context, receipt report.Receipt) (intake.Kept, error)
	Withdraw(ctx context.Context, receipt report.Receipt) error
}

// Lookups answers what is known of a subject, and which are listed; see index.Index.
type Lookups interface {
	Lookup(key subject.Key) (index.Answer, error)
	Listed(from index.Place) (iter.Seq[index.Listed], error)
}

// Ties tells what was reported together; see ties.Ties.
type Ties interface {
	Employer(name string) (ties.Name, bool)
	Suggest(name string) []ties.Name
	Together(about subject.Key) []subject.Key
	AsOf() time.Time
}

// Config is what a Site is made of.
type Config struct {
	Reports  Reports
	Lookups  Lookups
	Ties     Ties
	Audit    Audit             // nil tells of none
	Trends   trends.Counted    // nil tells none
	Phones   Phones            // nil proves none, ...
	Texting  web.Texting       // ... and so does a service without a number that does; without any, nothing is said of text messages
	Campuses *campus.Directory // nil knows none
	Members  Members           // nil signs nobody in
	Disputes Disputes          // nil has nobody contest here
	Notices  Notices           // nil has nothing to tell
	Clock    func() time.Time
	Demo     func() bool                    // whether the data are a demonstration; nil for never
	Name     string                         // that no other service has, and that stays: readers of feeds know entries again by it
	Origin   string                         // scheme and host that people know the service by, for search engines; may be ""
	Operator web.Operator                   // who runs it; may be empty
	Budgets  ratelimit.Budgets              // what one network may ask, which the page for developers tells, ...
	Batch    int                            // ... and about how many subjects at once
	Manuals  map[catalogue.Lang]*web.Manual // what is told of the API in each language; nil tells nothing
	// Development adds /components, where whoever works on the pages sees all that they are made of.
	Development bool
}

// Site answers people.
type Site struct {
	Config
	files    division // of the sitemap
	drawings drawings // of the presets
	desk     trends.Desk
}

// New returns a Site.
func New(c Config) *Site {
	if c.Trends == nil {
		c.Trends = trends.Nothing{}
	}
	if c.Notices == nil {
		c.Notices = NoNotices{}
	}
	return &Site{Config: c, desk: trends.Desk{Counted: c.Trends, Campuses: c.Campuses, Clock: c.Clock}}
}

// Limits of the bodies of forms, in bytes. 4,000 characters of text are at most 48 KB when percent-encoded;
// the rest of the room is for texts that are too long, which must come back to be shortened.
const (
	maxReportForm  = 256 << 10
	maxReceiptForm = 1 << 10
	maxCheckForm   = 4 << 10
)

// Routes is the site map.
func (s *Site) Routes() []route.Route {
	routes := slices.Concat(s.prose(), s.reference(), s.trends(), s.figures(), s.kit(), s.members(), s.notices(), []route.Route{
		{Method: http.MethodGet, Path: "/", Handle: s.home, Page: true},
		{Method: http.MethodGet, Path: "/lookup", Handle: s.lookup, Page: true},
		{Method: http.MethodGet, Path: "/n/:number", Handle: s.number, Budget: route.Lookup, Page: true},
		{Method: http.MethodGet, Path: "/s/*", Handle: s.subject, Budget: route.Lookup, Page: true},
		{Method: http.MethodGet, Path: reportPath, Handle: s.reportForm, Page: true},
		{Method: http.MethodPost, Path: reportPath, Handle: s.report, MaxBody: maxReportForm, Budget: route.Report, Proved: route.ProvedReport, Page: true},
		{Method: http.MethodPost, Path: readPath, Handle: s.read, MaxBody: maxReportForm, Page: true},
		{Method: http.MethodPost, Path: showPath, Handle: s.again, MaxBody: maxReportForm, Page: true},
		{Method: http.MethodPost, Path: phonePath, Handle: s.offerCode, MaxBody: maxReportForm, Budget: route.Receipt, Page: true},
		{Method: http.MethodGet, Path: "/campuses", Handle: s.campuses},
		{Method: http.MethodGet, Path: "/receipt", Handle: s.findForm, Page: true},
		{Method: http.MethodPost, Path: "/receipt", Handle: s.kept, MaxBody: maxReceiptForm, Budget: route.Receipt, Page: true},
		{Method: http.MethodPost, Path: correctPath, Handle: s.correct, MaxBody: maxReceiptForm, Budget: route.Receipt, Page: true},
		{Method: http.MethodPost, Path: receiptPhonePath, Handle: s.offerCodeFor, MaxBody: maxReceiptForm, Budget: route.Receipt, Page: true},
		{Method: http.MethodPost, Path: "/receipt/withdraw", Handle: s.withdraw, MaxBody: maxReceiptForm, Budget: route.Receipt, Page: true},
		{Method: http.MethodGet, Path: "/offers", Handle: s.offers, Page: true},
		{Method: http.MethodGet, Path: "/offers/check", Handle: s.checkForm, Page: true},
		{Method: http.MethodPost, Path: "/offers/check", Handle: s.check, MaxBody: maxCheckForm, Page: true},
		{Method: http.MethodGet, Path: "/offers/lent", Handle: s.lent, Page: true},
		{Method: http.MethodGet, Path: "/offers/employers", Handle: s.employers, Budget: route.Lookup, Page: true},
		{Method: http.MethodGet, Path: appsPath, Handle: s.apps, Page: true, Instant: true},
		{Method: http.MethodGet, Path: "/robots.txt", Handle: s.robots, Instant: true},
		{Method: http.MethodGet, Path: securityPath, Handle: s.security, Instant: true},
		{Method: http.MethodGet, Path: "/sitemap.xml", Handle: s.sitemapIndex, Instant: true},
		{Method: http.MethodGet, Path: sitemapRoot + ":name", Handle: s.sitemap, Instant: true},
		{Method: http.MethodGet, Path: web.StaticRoot + ":name", Handle: s.static, Budget: route.Free, Page: true},
	})
	if s.Disputes != nil {
		routes = append(routes, s.contests()...)
	}
	if s.Texting.On() {
		routes = append(routes, route.Route{Method: http.MethodGet, Path: smsPath, Handle: s.sms, Page: true, Instant: true})
	}
	if s.Development {
		routes = append(routes, route.Route{Method: http.MethodGet, Path: "/components", Handle: s.components, Page: true})
	}
	return routes
}

// frame is what surrounds the answer to c: the language of ?lang, else the one the browser asks for.
func (s *Site) frame(c echo.Context) web.Frame {
	f := web.Frame{Lang: route.Lang(c), Origin: s.Origin, Path: here(c), Demo: s.Demo != nil && s.Demo(), Texting: s.Texting}
	if l, ok := catalogue.Parse(c.QueryParam("lang")); ok {
		f.Lang, f.Chosen = l, true
	}
	return f
}

// here is the address of a page without its language. What was posted has none of its own.
func here(c echo.Context) string {
	u := c.Request().URL
	path := u.EscapedPath()
	elsewhere := !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") // another host, in a link
	if elsewhere || c.Request().Method == http.MethodPost {
		return "/"
	}
	query := u.Query()
	query.Del("lang")
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

// show answers with a page. What answers a form may hold a receipt code or what was typed, and is not kept
// by browsers; other pages are asked for anew, save when going back.
func (s *Site) show(c echo.Context, status int, page web.Page) error {
	var html bytes.Buffer
	if err := web.Render(&html, page); err != nil {
		return err
	}
	cache := "private, no-cache"
	if c.Request().Method == http.MethodPost || status >= http.StatusBadRequest {
		cache = "no-store"
	}
	h := c.Response().Header()
	h.Set(echo.HeaderCacheControl, cache)
	h.Set(echo.HeaderVary, "Accept-Language")
	return c.HTMLBlob(status, html.Bytes())
}

// static answers with a file under its hashed name.
func (s *Site) static(c echo.Context) error {
	file, ok := web.Static(route.Param(c, "name"))
	if !ok {
		return echo.ErrNotFound
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "public, max-age=31536000, immutable")
	return c.Blob(http.StatusOK, file.Type, file.Content)
}
