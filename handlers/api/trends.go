package api

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/handlers/trends"
	"ringfence/internal/trend"
)

// usualWeeks are those that are answered to whoever does not say from when.
const usualWeeks = 12

// trends are the routes of what was counted.
func (a *API) trends() []route.Route {
	answers := []struct {
		path   string
		handle echo.HandlerFunc
	}{
		{"/v1/trends", a.trendIndex},
		{"/v1/trends/rising", a.rising},
		{"/v1/trends/bursts", a.bursts},
		{"/v1/trends/examples", a.examples},
		{"/v1/trends/ranges", a.newRanges},
		{"/v1/trends/ranges.csv", a.newRangesCSV},
		{"/v1/trends/:table", a.trendTable},
	}
	routes := make([]route.Route, len(answers))
	for i, answer := range answers {
		routes[i] = route.Route{Method: http.MethodGet, Path: answer.path, Handle: answer.handle, Budget: route.Range, Open: true, Instant: true}
	}
	return routes
}

func (a *API) sendTrendsJSON(c echo.Context, b *trend.Book, answer any) error {
	body, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	return a.desk.Send(c, trends.Answer{Book: b, Media: echo.MIMEApplicationJSON, Body: append(body, '\n')})
}

// trendIndex is the answer of GET /v1/trends.
type trendIndex struct {
	Demonstration bool         `json:"demonstration,omitempty"`
	Newest        trend.Week   `json:"newest,omitzero"` // that is over
	Rules         trendRules   `json:"rules"`
	Tables        []trendEntry `json:"tables"`
	Weeks         []trendWeek  `json:"weeks"`
}

type trendRules struct {
	Least      int `json:"least"`
	Step       int `json:"step"`
	Noise      int `json:"noise_scale"`
	Margin     int `json:"margin"`
	PerNetwork int `json:"per_network"`
	Closes     int `json:"closes_after_days"`
	MostWeeks  int `json:"most_weeks"`
}

// trendEntry is a table, and what its rows and columns are in the vocabulary.
type trendEntry struct {
	Table   trend.Table `json:"table"`
	Rows    string      `json:"rows"`
	Columns string      `json:"columns,omitempty"`
	Once    string      `json:"counts_once_in"` // table or row
	JSON    string      `json:"json"`
	CSV     string      `json:"csv"`
}

// trendIndex answers GET /v1/trends.
func (a *API) trendIndex(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	const noiseScale = 1 // of each draw, as the package trend says
	b := a.Trends.Book()
	answer := trendIndex{
		Demonstration: a.demonstrates(c), Newest: b.Newest(),
		Rules: trendRules{trend.Least, trend.Step, noiseScale, trend.Margin(1), trend.PerNetwork, int(trend.ClosesAfter / (24 * time.Hour)), trends.MostWeeks},
		Weeks: []trendWeek{},
	}
	for _, t := range trend.Tables() {
		k, once, path := axes[t], "table", "/v1/trends/"+string(t)
		if t.Apart() {
			once = "row"
		}
		answer.Tables = append(answer.Tables, trendEntry{t, k.rows.terms, k.columns.terms, once, path, path + ".csv"})
	}
	if weeks := b.Weeks(); len(weeks) > 0 {
		answer.Weeks = newTrendWeeks(b, weeks[0], weeks[len(weeks)-1])
	}
	return a.sendTrendsJSON(c, b, answer)
}

// trendWeek is a week, and how far it is counted.
type trendWeek struct {
	Week   trend.Week `json:"week"`
	Begins string     `json:"begins"`
	State  string     `json:"state"` // open, closed or missing
	Until  string     `json:"counted_until,omitempty"`
}

func newTrendWeeks(b *trend.Book, from, to trend.Week) []trendWeek {
	all := make([]trendWeek, 0, to.Sub(from)+1)
	for w := from; !to.Before(w); w = w.Add(1) {
		all = append(all, newTrendWeek(b, w))
	}
	return all
}

func newTrendWeek(b *trend.Book, w trend.Week) trendWeek {
	week := trendWeek{Week: w, Begins: w.Start().Format(time.DateOnly), State: "missing"}
	if r, ok := b.Rollup(w); ok {
		week.State, week.Until = "open", r.AsOf.UTC().Format(time.RFC3339)
		if r.Closed {
			week.State = "closed"
		}
	}
	return week
}
