package api

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/report"
	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// rangesAnswer is the answer of GET /v1/trends/ranges.
type rangesAnswer struct {
	Demonstration bool        `json:"demonstration,omitempty"`
	Weeks         []trendWeek `json:"weeks"`
	Ranges        []newRange  `json:"ranges"`
	span          span
}

// newRange is a block of numbers that was new in a week.
type newRange struct {
	Week     trend.Week      `json:"week"`
	Block    string          `json:"block"`
	Category report.Category `json:"category,omitempty"`
	Numbers  int             `json:"numbers"`
}

func (a *API) rangesOf(c echo.Context, names ...string) (answer rangesAnswer, b *trend.Book, err error) {
	query, err := route.Query(c, append([]string{"from", "to"}, names...)...)
	if err != nil {
		return answer, nil, err
	}
	b = a.Trends.Book()
	answer = rangesAnswer{Demonstration: a.demonstrates(c), Weeks: []trendWeek{}, Ranges: []newRange{}}
	if answer.span, err = a.spanOf(query, b); err != nil || answer.span.weeks() == 0 {
		return answer, b, err
	}
	answer.Weeks = newTrendWeeks(b, answer.span.from, answer.span.to)
	for _, w := range answer.Weeks {
		r, _ := b.Rollup(w.Week)
		for _, n := range r.Ranges {
			answer.Ranges = append(answer.Ranges, newRange{w.Week, n.Block, n.Category, n.Numbers})
		}
	}
	return answer, b, nil
}

// newRanges answers GET /v1/trends/ranges.
func (a *API) newRanges(c echo.Context) error {
	answer, b, err := a.rangesOf(c)
	if err != nil {
		return err
	}
	return a.sendTrendsJSON(c, b, answer)
}

// newRangesCSV answers GET /v1/trends/ranges.csv.
func (a *API) newRangesCSV(c echo.Context) error {
	answer, b, err := a.rangesOf(c, "lang")
	if err != nil {
		return err
	}
	l := spokenLang(c)
	rows := [][]string{{"week_iso8601", "week_begins_utc", "block_e164", "category", "category_name", "listed_numbers"}}
	for _, r := range answer.Ranges {
		rows = append(rows, []string{r.Week.String(), r.Week.Start().Format("2006-01-02"), r.Block, string(r.Category), categoryName(l, r.Category), strconv.Itoa(r.Numbers)})
	}
	if answer.Demonstration {
		rows = demonstrated(rows)
	}
	return a.sendSheet(c, b, a.sheetName(c, "ranges", answer.span), rows)
}

func categoryName(l catalogue.Lang, c report.Category) string {
	if c == "" {
		return ""
	}
	return byCategory.name(l, string(c))
}
