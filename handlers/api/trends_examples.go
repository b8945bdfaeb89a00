package api

import (
	"encoding/json"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/handlers/trends"
	"ringfence/internal/report"
	"ringfence/internal/trend"
)

// examplesAnswer is the answer of GET /v1/trends/examples.
type examplesAnswer struct {
	Demonstration bool      `json:"demonstration,omitempty"`
	Examples      []example `json:"examples"`
}

// example is what a report said, redacted.
type example struct {
	ID       string          `json:"id"`
	Category report.Category `json:"category"`
	Kind     report.Kind     `json:"kind"`
	Lang     string          `json:"lang"`
	Text     string          `json:"text"`
	Approved string          `json:"approved_on"`
	By       string          `json:"approved_by"`
}

// examples answers GET /v1/trends/examples.
func (a *API) examples(c echo.Context) error {
	query, err := route.Query(c, "category")
	if err != nil {
		return err
	}
	asked := query.Get("category")
	if query.Has("category") && !isCategory(asked) {
		return &route.Refused{Refusal: route.UnknownCategory, Names: trend.ByCategory.Rows()}
	}
	answer := examplesAnswer{Demonstration: a.demonstrates(c), Examples: []example{}}
	texts, _ := a.Trends.Examples()
	for _, e := range texts {
		if asked == "" || string(e.Category) == asked {
			answer.Examples = append(answer.Examples, example{e.ID, e.Category, e.Kind, e.Lang, e.Text, e.ApprovedAt.UTC().Format(time.DateOnly), e.By})
		}
	}
	body, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	return a.desk.Send(c, trends.Answer{Book: a.Trends.Book(), Media: echo.MIMEApplicationJSON, Body: append(body, '\n'), Texts: true})
}
