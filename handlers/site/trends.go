package site

import (
	"net/http"
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
		{"/trends/provinces/:region", trendProvince},
		{"/trends/campuses", s.trendCampuses},
		{"/trends/campuses/:name", s.trendCampus},
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
	return web.TrendCategory{Trending: t, Category: category, Approved: s.Trends.Examples()}, nil
}

// trendProvince shows a province, or another region of which there are figures.
func trendProvince(c echo.Context, t web.Trending) (web.Page, error) {
	region := route.Param(c, "region")
	known, ok := report.ParseRegion(region)
	if !ok || known != region {
		return nil, echo.ErrNotFound
	}
	scope := trend.Province(region)
	return web.TrendScope{Trending: followed(t, scope), Scope: scope, Above: []trend.Scope{trend.Country()}}, nil
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

// trendCampus shows a campus of the directory.
func (s *Site) trendCampus(c echo.Context, t web.Trending) (web.Page, error) {
	name := route.Param(c, "name")
	known, ok := s.Campuses.Official(name)
	if !ok || known.Name != name {
		return nil, echo.ErrNotFound
	}
	scope := trend.Campus(name)
	return web.TrendScope{Trending: followed(t, scope), Scope: scope, Above: []trend.Scope{trend.Province(known.Region), trend.Country()}}, nil
}
