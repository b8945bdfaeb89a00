package site

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/campus"
	"ringfence/internal/intake"
	"ringfence/internal/report"
	"ringfence/web"
)

// reportForm shows the form, with the subject filled in that the address names.
func (s *Site) reportForm(c echo.Context) error {
	f := s.frame(c)
	f.Index, f.Path = true, "/report"
	return s.showForm(c, http.StatusOK, f, filledIn(c.QueryParams()), nil)
}

// report accepts a form, or shows it again with what is wrong beside its fields.
func (s *Site) report(c echo.Context) error {
	fields, err := form(c)
	if err != nil {
		return err
	}
	f, entry := s.frame(c), entryOf(fields)
	if asked(fields) && fields.Get("checked") == "" {
		return s.showForm(c, http.StatusOK, f, entry, nil)
	}
	choices := s.settleCampus(&entry)
	draft, origins := draftOf(entry, f.Lang)
	valid, err := report.Validate(draft, false, s.Clock())
	var problems report.Problems
	switch {
	case errors.As(err, &problems), err == nil && len(choices) > 0:
		return s.ask(c, f, entry, origins.problems(f.Lang, problems), choices)
	case err != nil:
		return err
	case asked(fields):
		return s.showForm(c, http.StatusOK, f, entry, nil)
	}
	accepted, err := s.accept(c.Request().Context(), entry, valid, route.Visitor(c))
	if err != nil {
		return s.unaccepted(c, f, entry, err)
	}
	return s.receipt(c, f, entry, accepted)
}

// retryOf returns what tells a form posted again from a new one. Its key is 128 random bits, so it holds
// when the visitor's phone changes networks in between; a key of another form was not made here.
func retryOf(entry web.Entry) intake.Retry {
	if !isKey(entry.Key) {
		return intake.Retry{}
	}
	return intake.Retry{Scope: "form", Key: entry.Key}
}

// ask shows the form again with what is wrong with it, and the universities that may have been meant.
func (s *Site) ask(c echo.Context, f web.Frame, entry web.Entry, problems []web.Problem, choices []campus.Campus) error {
	if len(choices) > 0 {
		problems = inOrder(append(problems, web.Problem{Field: "campus", Text: f.T("report.campus.which")}))
	}
	page := web.Report{Summary: web.Summary{Frame: f, Problems: problems}, Entry: entry, Campuses: choices}
	s.proposeProvince(&page)
	return s.showReport(c, http.StatusBadRequest, page)
}

// showForm shows the report form with nothing to choose from.
func (s *Site) showForm(c echo.Context, status int, f web.Frame, entry web.Entry, problems []web.Problem) error {
	return s.showReport(c, status, web.Report{Summary: web.Summary{Frame: f, Problems: problems}, Entry: entry})
}

// showReport shows the report form. It is posted to itself to change the language, so that nothing is lost.
func (s *Site) showReport(c echo.Context, status int, page web.Report) error {
	page.Path, page.Held = "/report", "report"
	if !isKey(page.Entry.Key) {
		page.Entry.Key = newKey()
	}
	return s.show(c, status, page)
}

const keyBytes = 16 // of the name of a form, written in hexadecimal

func newKey() string {
	var key [keyBytes]byte
	_, _ = rand.Read(key[:])
	return hex.EncodeToString(key[:])
}

func isKey(s string) bool {
	key, err := hex.DecodeString(s)
	return err == nil && len(key) == keyBytes
}
