package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/intake"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/web/catalogue"
)

// kept is what the holder of a receipt sees of the report.
type kept struct {
	ReceivedAt string            `json:"received_at"`
	Withdrawn  bool              `json:"withdrawn"`
	Polarity   report.Polarity   `json:"polarity,omitempty"`
	Category   report.Category   `json:"category,omitempty"`
	OccurredAt string            `json:"occurred_at,omitempty"`
	Region     string            `json:"region,omitempty"`
	Subjects   []keptSubject     `json:"subjects"`
	Notice     string            `json:"notice,omitempty"`
	Testimony  *report.Testimony `json:"testimony,omitempty"`
}

type keptSubject struct {
	Key   string           `json:"key"`
	State reputation.State `json:"state"`
}

func newKept(l catalogue.Lang, k intake.Kept) kept {
	answer := kept{
		ReceivedAt: k.ReceivedAt.UTC().Format(time.RFC3339), Withdrawn: k.Withdrawn,
		Polarity: k.Polarity, Category: k.Category, Region: k.Region,
		Subjects: make([]keptSubject, len(k.Subjects)), Testimony: k.Testimony,
	}
	if !k.OccurredAt.IsZero() {
		answer.OccurredAt = k.OccurredAt.UTC().Format(time.RFC3339)
	}
	for i, s := range k.Subjects {
		answer.Subjects[i] = keptSubject{s.Key.String(), s.State}
		if s.State == reputation.Overturned && !k.Withdrawn {
			answer.Notice = l.Sentences([]string{l.Text("kept.overturned"), l.Text("kept.overturned.do")})
		}
	}
	return answer
}

// receipt answers GET /v1/receipts/{code}.
func (a *API) receipt(c echo.Context) error {
	code, err := report.ParseReceipt(route.Param(c, "code"))
	if err != nil {
		return err
	}
	k, err := a.Intake.Report(c.Request().Context(), code)
	if err != nil {
		return err
	}
	return confidential(c, http.StatusOK, newKept(route.Lang(c), k))
}

// replace answers PUT /v1/receipts/{code}.
func (a *API) replace(c echo.Context) error {
	code, err := report.ParseReceipt(route.Param(c, "code"))
	if err != nil {
		return err
	}
	r, err := a.told(c)
	if err != nil {
		return err
	}
	anew, err := a.Intake.Replace(c.Request().Context(), code, r, route.Speaker(c, r.User))
	if err != nil {
		return err
	}
	return confidential(c, http.StatusOK, newAccepted(anew))
}

// withdraw answers DELETE /v1/receipts/{code}.
func (a *API) withdraw(c echo.Context) error {
	code, err := report.ParseReceipt(route.Param(c, "code"))
	if err != nil {
		return err
	}
	if err := a.Intake.Withdraw(c.Request().Context(), code); err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.NoContent(http.StatusNoContent)
}
