package site

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/syndication"
	"ringfence/internal/trend"
	"ringfence/web"
)

// news are the feeds of alerts and weekly briefs, in each format.
func (s *Site) news() (routes []route.Route) {
	for _, format := range syndication.Formats() {
		routes = append(routes, route.Route{
			Method: http.MethodGet, Path: web.NewsPath + format.Name, Open: true, Instant: true,
			Handle: func(c echo.Context) error { return s.newsIn(c, format) },
		})
	}
	return routes
}

// newsIn answers GET /trends/feed.atom and its like.
func (s *Site) newsIn(c echo.Context, format syndication.Format) error {
	query, err := route.Query(c, "scope", "lang")
	if err != nil {
		return err
	}
	scope, region, err := s.scope(query.Get("scope"))
	if err != nil {
		return err
	}
	f := s.frame(c)
	route.SpeakIn(c, f.Lang)
	n := web.News{Frame: f, Base: s.origin(c), Scope: scope, Region: region, Bursts: s.Trends.Bursts(), Book: s.Trends.Book(), Now: s.Clock()}
	body, err := format.Write(n.Feed(format.Name))
	if err != nil {
		return err
	}
	return s.shared(c, format.Media+"; charset=utf-8", body)
}

// scope reads a scope, the country when there is none, and returns with a campus the region that it lies in.
func (s *Site) scope(text string) (scope trend.Scope, region string, err error) {
	if text == "" {
		return trend.Country(), "", nil
	}
	scope, err = trend.ParseScope(text)
	known := err == nil
	if known && scope.Table == trend.ByCampus {
		scope.Row, known = s.campus(scope.Row, s.Trends.Book())
		if found, ok := s.Campuses.Official(scope.Row); ok {
			region = found.Region
		}
	}
	if !known {
		return trend.Scope{}, "", &route.Refused{Refusal: route.BadScope}
	}
	return scope, region, nil
}
