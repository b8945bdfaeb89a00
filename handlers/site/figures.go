package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/trend"
	"ringfence/web"
)

// untold are the Trends of a site that has none.
type untold struct{}

func (untold) Book() *trend.Book         { return nil }
func (untold) Bursts() []trend.Burst     { return nil }
func (untold) Examples() []trend.Example { return nil }
func (untold) AsOf() time.Time           { return time.Time{} }

// figures are what other sites show of trends, and what feed readers take.
func (s *Site) figures() []route.Route {
	routes := []route.Route{
		{Method: http.MethodGet, Path: "/trends/figures/:file", Handle: s.figure, Open: true, Instant: true},
		{Method: http.MethodGet, Path: "/trends/embed/:table", Handle: s.embed, Page: true},
	}
	return append(routes, s.news()...)
}

const (
	usualWeeks   = 26
	mostWeeks    = 53
	figuresFresh = 5 * time.Minute // for which caches may keep a figure: it changes once in an hour at most
)

// figurePolicy lets an image have its colours for dark screens, and nothing else.
var figurePolicy = "default-src 'none'; frame-ancestors 'none'; style-src " + web.FigureStyle

// figure answers GET /trends/figures/{table}.svg.
func (s *Site) figure(c echo.Context) error {
	name, isImage := strings.CutSuffix(route.Param(c, "file"), ".svg")
	if !isImage {
		return echo.ErrNotFound
	}
	drawn, _, err := s.drawn(c, name)
	if err != nil {
		return err
	}
	var image bytes.Buffer
	if err := web.RenderFigure(&image, drawn); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentSecurityPolicy, figurePolicy)
	h.Set(echo.HeaderContentDisposition, `inline; filename="ringfence-trends-`+name+`.svg"`)
	return s.shared(c, "image/svg+xml", image.Bytes())
}

// embedPolicy lets every site put the page in a frame, and the page nothing but its style.
const embedPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"

// embed answers GET /trends/embed/{table}.
func (s *Site) embed(c echo.Context) error {
	drawn, p, err := s.drawn(c, route.Param(c, "table"))
	if err != nil {
		return err
	}
	f := s.frame(c)
	f.Bare = true
	var page bytes.Buffer
	if err := web.Render(&page, web.Embed{Frame: f, Figure: drawn, Page: f.Link(web.PlacePath(p))}); err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentSecurityPolicy, embedPolicy)
	return s.shared(c, echo.MIMETextHTMLCharsetUTF8, page.Bytes())
}

// drawn returns the figure that a request is about.
func (s *Site) drawn(c echo.Context, table string) (*web.Figure, trend.Place, error) {
	b := s.Trends.Book()
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
	if known := b.Weeks(); len(known) > 0 {
		weeks = min(weeks, to.Sub(known[0])+1) // as on pages: nobody could count the weeks before
	}
	return web.NewFigure(f, "figure", web.FigureData{Place: p, Points: pointsOf(b, p, to, weeks), Base: s.origin(c)}), p, nil
}

// pointsOf returns the figures of a place; without its column, in a table that has some, the sums of what is shown of its row.
func pointsOf(b *trend.Book, p trend.Place, to trend.Week, weeks int) []trend.Point {
	if p.Column != "" || p.Table.Columns() == nil {
		return b.Series(p, to, weeks)
	}
	sums := make([]trend.Point, weeks)
	for i := range sums {
		w := to.Add(i + 1 - weeks)
		sums[i] = trend.Point{Week: w, Figure: b.Sum(p.Table, p.Row, w)}
	}
	return sums
}

// place reads where a figure stands, and of how many weeks it is. A figure is of one row. The error is a *route.Refused.
func (s *Site) place(c echo.Context, table string, b *trend.Book) (p trend.Place, weeks int, err error) {
	query, err := route.Query(c, "row", "column", "weeks", "lang")
	if err != nil {
		return p, 0, err
	}
	t, ok := trend.ParseTable(table)
	if !ok {
		return p, 0, &route.Refused{Refusal: route.NoTable, Names: tableNames()}
	}
	row, ok := t.ParseRow(query.Get("row"))
	if ok && t == trend.ByCampus {
		row, ok = s.campus(row, b)
	}
	if !ok {
		return p, 0, &route.Refused{Refusal: route.UnknownRow, Names: t.Rows()}
	}
	column := query.Get("column")
	if column != "" && !t.HasColumn(column) {
		return p, 0, &route.Refused{Refusal: route.UnknownColumn, Names: t.Columns()}
	}
	weeks, err = weeksOf(query)
	return trend.Place{Table: t, Row: row, Column: column}, weeks, err
}

func weeksOf(query url.Values) (int, error) {
	if query.Get("weeks") == "" {
		return usualWeeks, nil
	}
	weeks, ok := route.Digits(query.Get("weeks"))
	if !ok || weeks == 0 || weeks > mostWeeks {
		return 0, &route.Refused{Refusal: route.BadWeeks, Limit: mostWeeks}
	}
	return int(weeks), nil
}

func tableNames() (names []string) {
	for _, t := range trend.Tables() {
		names = append(names, string(t))
	}
	return names
}

// campus returns the official name of a university that the directory knows, or the name of another of which something is shown.
func (s *Site) campus(name string, b *trend.Book) (official string, known bool) {
	if found, ok := s.Campuses.Official(name); ok {
		return found.Name, true
	}
	newest := b.Newest()
	return name, !newest.IsZero() && slices.Contains(b.Rows(trend.ByCampus, newest, mostWeeks), name)
}

// shared answers with what was made of trends, which everybody may keep for a while.
func (s *Site) shared(c echo.Context, media string, body []byte) error {
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	h := c.Response().Header()
	s.trendsAsOf.Tell(h, s.Trends.AsOf())
	h.Set("ETag", tag)
	h.Set(echo.HeaderCacheControl, "public, max-age="+strconv.Itoa(int(figuresFresh/time.Second)))
	if held := c.Request().Header["If-None-Match"]; len(held) > 0 && route.Holds(held, tag) {
		return c.NoContent(http.StatusNotModified)
	}
	h.Set(echo.HeaderContentLength, strconv.Itoa(len(body)))
	return c.Blob(http.StatusOK, media, body)
}
