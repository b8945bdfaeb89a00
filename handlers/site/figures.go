package site

import (
	"bytes"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/handlers/trends"
	"ringfence/internal/trend"
	"ringfence/web"
)

// figures are what other sites show of trends, and what feed readers take.
func (s *Site) figures() []route.Route {
	routes := []route.Route{
		{Method: http.MethodGet, Path: "/trends/figures/:file", Handle: s.figure, Open: true, Instant: true},
		{Method: http.MethodGet, Path: "/trends/embed/:table", Handle: s.embed, Page: true, Framed: true},
	}
	return append(routes, s.news()...)
}

// usualWeeks are those of a figure of which nobody says how many, where so many were counted.
const usualWeeks = 26

// figurePolicy lets an image have its colours for dark screens, and nothing else.
var figurePolicy = "default-src 'none'; frame-ancestors 'none'; style-src " + web.FigureStyle

// figure answers GET /trends/figures/{table}.svg.
func (s *Site) figure(c echo.Context) error {
	name, isImage := strings.CutSuffix(route.Param(c, "file"), ".svg")
	if !isImage {
		return echo.ErrNotFound
	}
	b := s.Trends.Book()
	drawn, p, err := s.drawn(c, name, b)
	if err != nil {
		return err
	}
	var image bytes.Buffer
	if err := web.RenderFigure(&image, drawn); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentSecurityPolicy, figurePolicy)
	h.Set(echo.HeaderContentDisposition, mime.FormatMediaType("inline", map[string]string{"filename": figureName(p)}))
	return s.desk.Send(c, trends.Answer{Book: b, Media: "image/svg+xml", Body: image.Bytes()})
}

// figureName is that of the file of an image.
func figureName(p trend.Place) string {
	name := "ringfence-trends"
	for _, part := range []string{string(p.Table), p.Row, p.Column} {
		if part != "" {
			name += "-" + part
		}
	}
	return name + ".svg"
}

// embed answers GET /trends/embed/{table}.
func (s *Site) embed(c echo.Context) error {
	b := s.Trends.Book()
	drawn, p, err := s.drawn(c, route.Param(c, "table"), b)
	if err != nil {
		return err
	}
	f := s.frame(c)
	f.Bare = true
	var page bytes.Buffer
	if err := web.Render(&page, web.Embed{Frame: f, Figure: drawn, Page: f.Link(web.PlacePath(p))}); err != nil {
		return err
	}
	return s.desk.Send(c, trends.Answer{Book: b, Media: echo.MIMETextHTMLCharsetUTF8, Body: page.Bytes()})
}

// drawn returns the figure that a request is about.
func (s *Site) drawn(c echo.Context, table string, b *trend.Book) (*web.Figure, trend.Place, error) {
	p, weeks, err := s.place(c, table, b)
	if err != nil {
		return nil, p, err
	}
	f := s.frame(c)
	route.SpeakIn(c, f.Lang)
	to := trend.WeekOf(s.Clock())
	if known := b.Weeks(); len(known) > 0 {
		to = known[len(known)-1]
	}
	return web.NewFigure(f, "figure", web.FigureData{Place: p, Points: b.Series(p, to, weeks), Base: s.origin(c)}), p, nil
}

// place reads where a figure stands, and of how many weeks it is. A figure is of one cell: of a row whose cells are hidden nobody can say how
// many people all of it are. The error is a *route.Refused.
func (s *Site) place(c echo.Context, table string, b *trend.Book) (p trend.Place, weeks int, err error) {
	query, err := route.Query(c, "row", "column", "weeks", "lang")
	if err != nil {
		return p, 0, err
	}
	t, ok := trend.ParseTable(table)
	if !ok {
		return p, 0, &route.Refused{Refusal: route.NoTable, Names: trends.Tables()}
	}
	if p.Row, err = s.desk.Row(b, t, query.Get("row")); err != nil {
		return p, 0, err
	}
	if p.Table, p.Column = t, query.Get("column"); p.Column != "" || t.Columns() != nil {
		if _, err = trends.Column(t, p.Column); err != nil {
			return p, 0, err
		}
	}
	weeks, err = weeksOf(query, b)
	return p, weeks, err
}

// weeksOf reads how many weeks a figure shows: those that are asked for, or the usual ones as far as anything was counted.
func weeksOf(query url.Values, b *trend.Book) (int, error) {
	if query.Get("weeks") == "" {
		if known := b.Weeks(); len(known) > 0 {
			return min(usualWeeks, known[len(known)-1].Sub(known[0])+1), nil
		}
		return 1, nil
	}
	weeks, ok := route.Digits(query.Get("weeks"))
	if !ok || weeks == 0 || weeks > trends.MostWeeks {
		return 0, &route.Refused{Refusal: route.BadWeeks, Limit: trends.MostWeeks}
	}
	return int(weeks), nil
}
