package api

import (
	"strings"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/handlers/trends"
	"ringfence/internal/trend"
)

// trendTable answers GET /v1/trends/{table}.
func (a *API) trendTable(c echo.Context) error {
	name, asCSV := strings.CutSuffix(route.Param(c, "table"), ".csv")
	t, known := trend.ParseTable(name)
	if !known {
		return &route.Refused{Refusal: route.NoTable, Names: append(trends.Tables(), "ranges")}
	}
	query, err := route.Query(c, "row", "column", "from", "to", "lang")
	if err != nil {
		return err
	}
	b := a.Trends.Book()
	answer := tableAnswer{Table: t, Demonstration: a.demonstrates(c), Series: []trendSeries{}, Weeks: []trendWeek{}}
	if answer.span, err = a.spanOf(query, b); err != nil {
		return err
	}
	row, column := query.Get("row"), query.Get("column")
	if row != "" {
		if row, err = a.desk.Row(b, t, row); err != nil {
			return err
		}
	}
	if column != "" {
		if column, err = trends.Column(t, column); err != nil {
			return err
		}
	}
	answer.fill(b, row, column)
	if asCSV {
		return a.tableCSV(c, b, answer)
	}
	return a.sendTrendsJSON(c, b, answer)
}

// tableAnswer is the answer of GET /v1/trends/{table}.
type tableAnswer struct {
	Table         trend.Table   `json:"table"`
	Demonstration bool          `json:"demonstration,omitempty"`
	Weeks         []trendWeek   `json:"weeks"`
	Series        []trendSeries `json:"series"`
	span          span
}

// trendSeries is a cell from week to week.
type trendSeries struct {
	Row     string        `json:"row"`
	Column  string        `json:"column,omitempty"`
	Figures []trendFigure `json:"figures"`
}

// trendFigure is a cell of one week.
type trendFigure struct {
	Week      trend.Week `json:"week"`
	Status    string     `json:"status"`
	Reporters int        `json:"reporters,omitempty"` // of one that is shown, which are never 0
}

// statusOf returns the word for what is known of a cell.
func statusOf(f trend.Figure) string {
	switch {
	case f.Status == trend.Missing:
		return "missing"
	case f.Status == trend.Suppressed:
		return "suppressed"
	case f.AtLeast:
		return "at_least"
	}
	return "shown"
}

// fill adds the weeks, and the series of a row and a column, or of all.
func (t *tableAnswer) fill(b *trend.Book, row, column string) {
	if t.span.weeks() == 0 {
		return
	}
	t.Weeks = newTrendWeeks(b, t.span.from, t.span.to)
	for _, r := range t.rows(b, row) {
		for _, col := range t.columns(b, r, row, column) {
			t.Series = append(t.Series, newTrendSeries(b, trend.Place{Table: t.Table, Row: r, Column: col}, t.span))
		}
	}
}

// rows returns the one that is asked for, or of tables without columns all that there are, or those of which something is shown.
func (t *tableAnswer) rows(b *trend.Book, row string) []string {
	switch {
	case row != "":
		return []string{row}
	case t.Table.Columns() == nil:
		return t.Table.Rows()
	}
	return b.Rows(t.Table, t.span.to, t.span.weeks())
}

// columns returns those of a row: the one that is asked for with its row, or those of which something is shown, of them the one asked for.
func (t *tableAnswer) columns(b *trend.Book, row, asked, column string) (some []string) {
	switch {
	case t.Table.Columns() == nil:
		return []string{""}
	case asked != "" && column != "":
		return []string{column}
	}
	for _, col := range b.Columns(t.Table, row, t.span.to, t.span.weeks()) {
		if column == "" || col == column {
			some = append(some, col)
		}
	}
	return some
}

func newTrendSeries(b *trend.Book, p trend.Place, s span) trendSeries {
	series := trendSeries{Row: p.Row, Column: p.Column, Figures: make([]trendFigure, 0, s.weeks())}
	for _, point := range b.Series(p, s.to, s.weeks()) {
		series.Figures = append(series.Figures, trendFigure{point.Week, statusOf(point.Figure), point.Reporters})
	}
	return series
}
