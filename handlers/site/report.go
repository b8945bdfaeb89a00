package site

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"ringfence/internal/campus"
	"ringfence/internal/intake"
	"ringfence/internal/report"
	"ringfence/web"
)

// reportForm shows the form, with the subject filled in that the address names.
func (s *Site) reportForm(c echo.Context) error {
	f := s.frame(c)
	f.Index, f.Path = true, reportPath
	return s.showForm(c, http.StatusOK, f, filledIn(c.QueryParams()), nil)
}

// report accepts a form, or shows it again with what is wrong beside its fields.
func (s *Site) report(c echo.Context) error {
	fields, err := form(c)
	if err != nil {
		return err
	}
	if asked(fields) {
		return s.showAsked(c, fields)
	}
	f, entry := s.frame(c), entryOf(fields)
	valid, mistakes, err := s.examine(&entry, f)
	switch {
	case err != nil:
		return err
	case mistakes.any():
		return s.ask(c, f, entry, mistakes)
	}
	ctx := c.Request().Context()
	by, err := s.speaker(c, entry)
	if err != nil {
		return err
	}
	accepted, err := s.accept(ctx, entry, valid, by)
	if err != nil {
		return s.unaccepted(c, f, entry, err)
	}
	phone, err := s.confirm(c, f, entry, accepted.Receipt)
	if err != nil {
		return err // the form comes back, and sent again it is the same report
	}
	return s.receipt(c, f, entry, accepted, phone)
}

// again shows a form in another language. It costs no more than a page.
func (s *Site) again(c echo.Context) error {
	fields, err := form(c)
	if err != nil {
		return err
	}
	return s.showAsked(c, fields)
}

// showAsked shows a form as it was typed, and what is wrong with it if that was said before.
func (s *Site) showAsked(c echo.Context, fields url.Values) error {
	f, entry := s.frame(c), entryOf(fields)
	if fields.Get("checked") == "" {
		return s.showForm(c, http.StatusOK, f, entry, nil)
	}
	_, mistakes, err := s.examine(&entry, f)
	switch {
	case err != nil:
		return err
	case mistakes.any():
		return s.ask(c, f, entry, mistakes)
	}
	return s.showForm(c, http.StatusOK, f, entry, nil)
}

// mistakes are what is wrong with a form, and the universities that may have been meant.
type mistakes struct {
	problems []web.Problem
	choices  []campus.Campus
}

func (m mistakes) any() bool { return len(m.problems)+len(m.choices) > 0 }

// examine reads a form, in which it settles the university.
func (s *Site) examine(entry *web.Entry, f web.Frame) (report.Report, mistakes, error) {
	found := mistakes{choices: s.settleCampus(entry)}
	draft, origins := draftOf(*entry, f.Lang)
	valid, err := report.Validate(draft, false, s.Clock())
	var problems report.Problems
	if errors.As(err, &problems) {
		found.problems, err = origins.problems(f.Lang, problems), nil
	}
	return valid, found, err
}

// retryOf returns what tells a form posted again from a new one. Its key is 128 random bits, so it holds
// when the visitor's phone changes networks in between; a key of another form was not made here.
func retryOf(entry web.Entry) intake.Retry {
	if !isKey(entry.Key) {
		return intake.Retry{}
	}
	return intake.Retry{Scope: "form", Key: entry.Key}
}

// ask shows the form again with what is wrong with it.
func (s *Site) ask(c echo.Context, f web.Frame, entry web.Entry, m mistakes) error {
	if len(m.choices) > 0 {
		m.problems = inOrder(append(m.problems, web.Problem{Field: "campus", Text: f.T("report.campus.which")}))
	}
	page := web.Report{Summary: web.Summary{Frame: f, Problems: m.problems}, Entry: entry, Campuses: m.choices}
	s.proposeProvince(&page)
	return s.showReport(c, http.StatusBadRequest, page)
}

// showForm shows the report form with nothing to choose from.
func (s *Site) showForm(c echo.Context, status int, f web.Frame, entry web.Entry, problems []web.Problem) error {
	return s.showReport(c, status, web.Report{Summary: web.Summary{Frame: f, Problems: problems}, Entry: entry})
}

// showReport shows the report form. It is posted to change the language, so that nothing is lost.
func (s *Site) showReport(c echo.Context, status int, page web.Report) error {
	page.Path, page.Held, page.Again = reportPath, "report", showPath
	s.showCode(c, &page)
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
