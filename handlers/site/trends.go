package site

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/report"
	"ringfence/internal/trend"
	"ringfence/web"
)

// trendPages are those about trends that are always there.
var trendPages = []string{"/trends", "/trends/provinces", "/trends/campuses", "/trends/leaks", "/trends/duties", "/trends/ranges", "/trends/method"}

// trendPaths are those that search engines may list. A demonstration has none: its figures are not true.
func (s *Site) trendPaths() []string {
	if s.Demo != nil && s.Demo() {
		return nil
	}
	paths := slices.Clone(trendPages)
	for _, c := range report.Categories() {
		paths = append(paths, "/trends/categories/"+string(c))
	}
	return paths
}

// trends are the pages about trends. They are answered from memory.
func (s *Site) trends() []route.Route {
	pages := []struct {
		path   string
		handle func(echo.Context, web.Trending) (web.Page, error)
	}{
		{"/trends", func(_ echo.Context, t web.Trending) (web.Page, error) { return web.Trends{Trending: t}, nil }},
		{"/trends/categories/:category", s.trendCategory},
		{"/trends/provinces", func(_ echo.Context, t web.Trending) (web.Page, error) { return web.TrendProvinces{Trending: t}, nil }},
		{"/trends/provinces/:region", s.trendScope},
		{"/trends/campuses", s.trendCampuses},
		{"/trends/campuses/:name", s.trendScope},
		{"/trends/leaks", func(_ echo.Context, t web.Trending) (web.Page, error) { return web.TrendLeaks{Trending: t}, nil }},
		{"/trends/duties", func(_ echo.Context, t web.Trending) (web.Page, error) { return web.TrendDuties{Trending: t}, nil }},
		{"/trends/ranges", func(_ echo.Context, t web.Trending) (web.Page, error) { return web.TrendRanges{Trending: t}, nil }},
		{"/trends/method", func(_ echo.Context, t web.Trending) (web.Page, error) { return web.TrendMethod{Frame: t.Frame}, nil }},
	}
	routes := make([]route.Route, len(pages))
	for i, page := range pages {
		routes[i] = route.Route{Method: http.MethodGet, Path: page.path, Page: true, Instant: true, Handle: func(c echo.Context) error {
			shown, err := page.handle(c, s.trending(c))
			if err != nil {
				return err
			}
			if of, ok := shown.(web.TrendScope); ok {
				if led, err := s.named(c, of.Scope); led {
					return err
				}
			}
			return s.show(c, http.StatusOK, shown)
		}}
	}
	return routes
}

// trending is what pages about trends have in common. Whatever else stands in the address is none of theirs.
func (s *Site) trending(c echo.Context) web.Trending {
	t := web.Trending{Frame: s.frame(c), Book: s.Trends.Book(), Found: s.Trends.Bursts(), Now: s.Clock(), Base: s.origin(c)}
	t.Index = !t.Demo
	t.Path, _, _ = strings.Cut(t.Path, "?")
	return followed(t, trend.Country())
}

// followed has feed readers led to the feeds of a scope.
func followed(t web.Trending, s trend.Scope) web.Trending {
	t.Feeds = web.FeedsOf(t.Frame, s)
	return t
}

// trendCategory shows a category.
func (s *Site) trendCategory(c echo.Context, t web.Trending) (web.Page, error) {
	category := report.Category(route.Param(c, "category"))
	if !slices.Contains(report.Categories(), category) {
		return nil, echo.ErrNotFound
	}
	texts, _ := s.Trends.Examples()
	return web.TrendCategory{Trending: t, Category: category, Approved: texts}, nil
}

// trendScope shows a province, or another region of which there are figures, or a campus.
func (s *Site) trendScope(c echo.Context, t web.Trending) (web.Page, error) {
	scope, above, err := s.scopeAsked(c, t.Book)
	if err != nil {
		return nil, err
	}
	return web.TrendScope{Trending: followed(t, scope), Scope: scope, Above: above}, nil
}

// scopeAsked returns the province or the campus that the address names in any way, and what it lies in; the country where it names none. The
// address that is written as that is called is the only one with a page: see named.
func (s *Site) scopeAsked(c echo.Context, b *trend.Book) (scope trend.Scope, above []trend.Scope, err error) {
	if region := route.Param(c, "region"); region != "" {
		known, ok := report.ParseRegion(region)
		if !ok {
			return scope, nil, echo.ErrNotFound
		}
		return trend.Province(known), []trend.Scope{trend.Country()}, nil
	}
	name := route.Param(c, "name")
	if name == "" {
		return trend.Country(), nil, nil
	}
	official, ok := s.desk.Campus(b, name)
	if !ok {
		return scope, nil, echo.ErrNotFound
	}
	known, _ := s.Campuses.Official(official) // none where it left the directory
	around := trend.Campus(official).Around(known.Region)
	return around[0], around[1:], nil
}

// named leads to the page of a scope from where the address names it in another way, and reports whether it did.
func (s *Site) named(c echo.Context, scope trend.Scope) (led bool, err error) {
	given := cmp.Or(route.Param(c, "region"), route.Param(c, "name"))
	if given == "" || given == scope.Row {
		return false, nil
	}
	path := web.ScopePath(scope)
	if strings.HasPrefix(c.Path(), briefsPath) {
		path = web.BriefsPath(scope)
	}
	if week := route.Param(c, "week"); week != "" {
		path += "/" + url.PathEscape(week)
	}
	return true, c.Redirect(http.StatusMovedPermanently, s.frame(c).Link(path))
}

// trendCampuses finds a campus.
func (s *Site) trendCampuses(c echo.Context, t web.Trending) (web.Page, error) {
	page := web.TrendCampuses{Trending: t, Query: strings.TrimSpace(typed(c.QueryParam("q")))}
	if page.Query == "" {
		return page, nil
	}
	page.Path, page.Index = here(c), false
	if utf8.RuneCountInString(page.Query) <= report.MaxField {
		page.Matches = s.Campuses.Search(page.Query, mostCampuses)
	}
	return page, nil
}
