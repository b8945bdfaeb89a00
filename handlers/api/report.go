package api

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/intake"
	"ringfence/internal/report"
)

// accepted is the answer to a report.
type accepted struct {
	Receipt  string            `json:"receipt"`
	Subjects []acceptedSubject `json:"subjects"`
}

type acceptedSubject struct {
	Key   string         `json:"key"`
	State intake.Outcome `json:"state"`
}

func newAccepted(a intake.Accepted) accepted {
	answer := accepted{a.Receipt.String(), make([]acceptedSubject, len(a.Subjects))}
	for i, s := range a.Subjects {
		answer.Subjects[i] = acceptedSubject{s.Key.String(), s.Outcome}
	}
	return answer
}

// report answers POST /v1/reports.
func (a *API) report(c echo.Context) error {
	r, err := a.told(c)
	if err != nil {
		return err
	}
	name, err := idempotencyKey(c.Request().Header)
	if err != nil {
		return err
	}
	kept, err := a.Intake.Accept(c.Request().Context(), r, route.Speaker(c, r.User), intake.Retry{Scope: scope(c), Key: name})
	if err != nil {
		return err
	}
	return confidential(c, http.StatusCreated, newAccepted(kept))
}

// told reads the report in the body.
func (a *API) told(c echo.Context) (report.Report, error) {
	var draft report.Draft
	if err := decode(c, &draft); err != nil {
		return report.Report{}, err
	}
	_, keyed := route.Holder(c)
	return report.Validate(draft, keyed, a.Clock())
}

// scope keeps the names that one API key gives its reports from meeting those of others.
func scope(c echo.Context) string {
	if holder, ok := route.Holder(c); ok {
		return "key/" + holder.Name
	}
	return "api"
}

// idempotencyKey returns the caller's own name for the report, or "".
func idempotencyKey(h http.Header) (string, error) {
	const least, most = 22, 64 // 22 is 128 random bits in base64
	given := h.Values("Idempotency-Key")
	if len(given) == 0 {
		return "", nil
	}
	invisible := func(r rune) bool { return r <= ' ' || r > '~' }
	if key := given[0]; len(given) == 1 && len(key) >= least && len(key) <= most && !strings.ContainsFunc(key, invisible) {
		return key, nil
	}
	return "", &route.Refused{Refusal: route.Idempotency}
}
