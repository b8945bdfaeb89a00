package api

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/trend"
)

// Trends are what was counted of weeks, in memory; see rollup.Trends.
type Trends interface {
	Book() *trend.Book         // it never changes; the next one is another
	Bursts() []trend.Burst     // those that go on and those of late, newest first
	Examples() []trend.Example // by category, newest first
	AsOf() time.Time           // when they were last what is kept
}

// MostWeeks is of how many weeks one may ask at once.
const MostWeeks = 53

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

// trendsFresh is for how long caches may keep what was counted: it changes once in an hour at most.
const trendsFresh = 5 * time.Minute

// trendsKept are the header fields of all of it but of texts.
var trendsKept = route.Fixed{{echo.HeaderCacheControl, []string{"public, max-age=" + strconv.Itoa(int(trendsFresh/time.Second))}}}

// textsKept are those of what somebody may withdraw: caches ask each time whether it still holds.
var textsKept = route.Fixed{{echo.HeaderCacheControl, []string{"public, no-cache"}}}

// What was counted is old when it could not be read for so long, or when nobody counted a week that is open: that is done after midnight.
const (
	trendsReadWithin    = 5 * time.Minute
	trendsCountedWithin = 26 * time.Hour
)

// counted has the header of an answer say as of when it is, and whether that is too long ago.
func (a *API) counted(h http.Header, b *trend.Book) {
	now, read := a.Clock(), a.Trends.AsOf()
	a.trendsAsOf.Tell(h, read)
	old := now.Sub(read) > trendsReadWithin
	if weeks := b.Weeks(); len(weeks) > 0 {
		last, _ := b.Rollup(weeks[len(weeks)-1])
		old = old || now.Sub(last.AsOf) > trendsCountedWithin
	}
	if old {
		stale.Set(h)
	}
}

// sendTrends answers with a document that everybody may keep, for as long as kept says.
func (a *API) sendTrends(c echo.Context, kept route.Fixed, b *trend.Book, media string, body []byte) error {
	h := c.Response().Header()
	kept.Set(h)
	a.counted(h, b)
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:]) + `"`
	h["Etag"] = []string{tag}
	if held := c.Request().Header["If-None-Match"]; len(held) > 0 && route.Holds(held, tag) {
		return c.NoContent(http.StatusNotModified)
	}
	h.Set(echo.HeaderContentLength, strconv.Itoa(len(body)))
	return c.Blob(http.StatusOK, media, body)
}

func (a *API) sendTrendsJSON(c echo.Context, b *trend.Book, answer any) error {
	return a.sendJSON(c, trendsKept, b, answer)
}

func (a *API) sendJSON(c echo.Context, kept route.Fixed, b *trend.Book, answer any) error {
	body, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	return a.sendTrends(c, kept, b, echo.MIMEApplicationJSON, append(body, '\n'))
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
	const noiseScale = 1 // as the package trend says
	b := a.Trends.Book()
	answer := trendIndex{
		Demonstration: a.demonstrates(c), Newest: b.Newest(),
		Rules: trendRules{trend.Least, trend.Step, noiseScale, trend.PerNetwork, int(trend.ClosesAfter / (24 * time.Hour)), MostWeeks},
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
