package api

import (
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/report"
)

// burstsAnswer is the answer of GET /v1/trends/bursts.
type burstsAnswer struct {
	Demonstration bool    `json:"demonstration,omitempty"`
	Bursts        []burst `json:"bursts"`
}

// burst is a category that far more people told of within a week than usual.
type burst struct {
	ID       string          `json:"id"`
	Scope    string          `json:"scope"`
	Category report.Category `json:"category"`
	Found    string          `json:"found_at"`
	Grew     string          `json:"grew_at,omitempty"`
	Last     string          `json:"last_at"`
	AtLeast  int             `json:"reporters_at_least"`
	usual
}

// bursts answers GET /v1/trends/bursts.
func (a *API) bursts(c echo.Context) error {
	query, err := route.Query(c, "scope")
	if err != nil {
		return err
	}
	b := a.Trends.Book()
	scope, err := a.desk.Scope(b, query.Get("scope"))
	if err != nil {
		return err
	}
	answer := burstsAnswer{Demonstration: a.demonstrates(c), Bursts: []burst{}}
	for _, found := range a.Trends.Bursts() {
		if query.Has("scope") && found.Scope != scope {
			continue
		}
		one := burst{
			ID: found.ID, Scope: found.Scope.String(), Category: report.Category(found.Category), Found: found.FoundAt.UTC().Format(time.RFC3339),
			Last: found.LastAt.UTC().Format(time.RFC3339), AtLeast: found.Reporters, usual: newUsual(found.Usual),
		}
		if grew := found.GrewAt(); !grew.IsZero() {
			one.Grew = grew.UTC().Format(time.RFC3339)
		}
		answer.Bursts = append(answer.Bursts, one)
	}
	return a.sendTrendsJSON(c, b, answer)
}
