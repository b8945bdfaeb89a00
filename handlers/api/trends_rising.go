package api

import (
	"math"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/report"
	"ringfence/internal/trend"
)

// risingAnswer is the answer of GET /v1/trends/rising.
type risingAnswer struct {
	Scope         string     `json:"scope"`
	Demonstration bool       `json:"demonstration,omitempty"`
	Week          trend.Week `json:"week,omitzero"` // the newest that is over
	State         string     `json:"state,omitempty"`
	Rising        []rise     `json:"rising"`
}

// rise is a category that more people told of than usual.
type rise struct {
	Category  report.Category `json:"category"`
	Status    string          `json:"status"` // shown or at_least
	Reporters int             `json:"reporters"`
	usual
	Factor []float64 `json:"factor"` // from, and to unless it may be any
}

// usual is how many people there are in a week else, or fewer than how many where they are too few to be shown: what a number is made of
// then stands for weeks that are hidden.
type usual struct {
	Usual float64 `json:"usual,omitempty"`
	Below int     `json:"usual_below,omitempty"`
}

func newUsual(n float64) usual {
	if n < trend.Least {
		return usual{Below: trend.Least}
	}
	return usual{Usual: rounded(n)}
}

// rising answers GET /v1/trends/rising.
func (a *API) rising(c echo.Context) error {
	query, err := route.Query(c, "scope")
	if err != nil {
		return err
	}
	b := a.Trends.Book()
	scope, err := a.desk.Scope(b, query.Get("scope"))
	if err != nil {
		return err
	}
	answer := risingAnswer{Scope: scope.String(), Demonstration: a.demonstrates(c), Week: b.Newest(), Rising: []rise{}}
	if !answer.Week.IsZero() {
		answer.State = newTrendWeek(b, answer.Week).State
	}
	for _, r := range b.Rising(scope) {
		answer.Rising = append(answer.Rising, rise{report.Category(r.Category), statusOf(r.Figure), r.Reporters, newUsual(r.Usual), factor(r)})
	}
	return a.sendTrendsJSON(c, b, answer)
}

func factor(r trend.Rise) []float64 {
	if math.IsInf(r.High, 1) {
		return []float64{rounded(r.Low)}
	}
	return []float64{rounded(r.Low), rounded(r.High)}
}

// rounded is to a hundredth: the rest is noise.
func rounded(f float64) float64 { return math.Round(100*f) / 100 }
