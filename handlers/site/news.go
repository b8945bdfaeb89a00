package site

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/handlers/trends"
	"ringfence/internal/syndication"
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
	b := s.Trends.Book()
	scope, err := s.desk.Scope(b, query.Get("scope"))
	if err != nil {
		return err
	}
	f := s.frame(c)
	route.SpeakIn(c, f.Lang)
	n := web.News{Frame: f, Service: s.Name, Base: s.origin(c), Scope: scope, Region: s.desk.Region(scope), Bursts: s.Trends.Bursts(), Book: b, Now: s.Clock()}
	body, err := format.Write(n.Feed(format.Name))
	if err != nil {
		return err
	}
	return s.desk.Send(c, trends.Answer{Book: b, Media: format.Media + "; charset=utf-8", Body: body})
}
