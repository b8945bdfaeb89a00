package site

import (
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/casefile"
	"ringfence/internal/noticeboard"
	"ringfence/internal/registry"
	"ringfence/internal/report"
	"ringfence/internal/subject"
	"ringfence/internal/transparency"
	"ringfence/web"
)

// Notices are what everybody may know of how the service decides; see noticeboard.Board.
type Notices interface {
	AsOf() time.Time
	Figures() transparency.Figures
	Registered() []registry.Entry
	Entry(about subject.Key) (registry.Entry, bool)
	Objection(about subject.Key) (casefile.Objection, bool)
	Recorded(about subject.Key) (noticeboard.Recorded, bool)
}

// notices are the pages of how the service itself acts, and of the registry.
func (s *Site) notices() []route.Route {
	return []route.Route{
		{Method: http.MethodGet, Path: "/transparency", Handle: s.transparency, Page: true, Instant: true},
		{Method: http.MethodGet, Path: "/official", Handle: s.official, Page: true, Instant: true},
	}
}

func (s *Site) transparency(c echo.Context) error {
	f := s.frame(c)
	f.Index, f.Path = true, "/transparency"
	return s.show(c, http.StatusOK, web.Transparency{Frame: f, Figures: s.Notices.Figures(), Registered: len(s.Notices.Registered())})
}

// official shows the registry, or what of it is asked for.
func (s *Site) official(c echo.Context) error {
	page := web.Official{Frame: s.frame(c), Entries: s.Notices.Registered(), Query: strings.TrimSpace(typed(c.QueryParam("q")))}
	if sector := registry.Sector(c.QueryParam("sector")); slices.Contains(registry.Sectors(), sector) {
		page.Sector = string(sector)
	}
	if utf8.RuneCountInString(page.Query) > report.MaxField {
		page.Query = ""
	}
	if page.Index = !page.Asked(); page.Index {
		page.Path = "/official"
	}
	return s.show(c, http.StatusOK, page)
}

// notice adds to the page of a subject what is known of it beside the reports.
func (s *Site) notice(page *web.Subject) {
	if o, ok := s.Notices.Objection(page.Key); ok {
		page.Objection = &o
	}
	if e, ok := s.Notices.Entry(page.Key); ok {
		page.Entry = &e
	}
	if r, ok := s.Notices.Recorded(page.Key); ok {
		page.Recorded = &web.Recorded{Entry: r.Entry, Leaf: r.Leaf.String()}
	}
}

// NoNotices are Notices where nobody keeps any.
type NoNotices struct{}

// AsOf is never.
func (NoNotices) AsOf() time.Time { return time.Time{} }

// Figures are none.
func (NoNotices) Figures() transparency.Figures { return transparency.Figures{} }

// Registered is nothing.
func (NoNotices) Registered() []registry.Entry { return nil }

// Entry is none.
func (NoNotices) Entry(subject.Key) (registry.Entry, bool) { return registry.Entry{}, false }

// Objection is none.
func (NoNotices) Objection(subject.Key) (casefile.Objection, bool) {
	return casefile.Objection{}, false
}

// Recorded is nothing.
func (NoNotices) Recorded(subject.Key) (noticeboard.Recorded, bool) {
	return noticeboard.Recorded{}, false
}
