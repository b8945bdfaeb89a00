package site

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"ringfence/web"
)

// Forms that are given back when they cannot be answered for now.
const (
	reportPath  = "/report"
	showPath    = "/report/show"
	readPath    = "/report/read"
	phonePath   = "/report/phone"
	correctPath = "/receipt/correct"

	receiptPhonePath = "/receipt/phone"

	papersPath = casePath + "/documents"
)

// givenBack are those forms with the most that they hold: what refuses one may stand before the limit of its body.
var givenBack = map[string]int64{reportPath: maxReportForm, showPath: maxReportForm, readPath: maxReportForm, phonePath: maxReportForm,
	correctPath: maxReceiptForm, receiptPhonePath: maxReceiptForm, disputePath: maxDisputeForm, reviewPath: maxDisputeForm, casePath: maxReceiptForm,
	casePath + "/send": maxReceiptForm, casePath + "/prove": maxReceiptForm, casePath + "/dns": maxReceiptForm, casePath + "/withdraw": maxReceiptForm,
	casePath + "/held": maxReceiptForm, casePath + "/copy": maxReceiptForm, papersPath: maxReceiptForm}

// giveBack answers a form that was sent too soon, or that the service cannot take for now, with all that was typed, and
// says when to send it again. A problem has its code in the table of errors.
func (s *Site) giveBack(c echo.Context, status int, code string) error {
	most, ok := givenBack[c.Path()]
	if !ok {
		return echo.ErrNotFound
	}
	c.Request().Body = http.MaxBytesReader(c.Response(), c.Request().Body, most)
	fields, err := fieldsOf(c)
	if err != nil {
		return err
	}
	seconds, err := strconv.Atoi(c.Response().Header().Get(echo.HeaderRetryAfter))
	if err != nil {
		return err
	}
	f := s.frame(c)
	if c.Path() == correctPath || c.Path() == receiptPhonePath {
		return s.showFind(c, status, f, fields.Get("code"), web.Problem{Text: later(f, status, seconds)})
	}
	switch {
	case c.Path() == disputePath, c.Path() == reviewPath:
		return s.giveBackDispute(c, status, seconds, fields)
	case strings.HasPrefix(c.Path(), casePath):
		return s.giveBackCase(c, status, seconds, fields)
	}
	problems := []web.Problem{{Text: later(f, status, seconds)}}
	if c.Path() == reportPath && !asked(fields) {
		problems = untaken(f, status, code, seconds, fields.Get("altcha") != "")
	}
	return s.showForm(c, status, f, entryOf(fields), problems)
}

// fieldsOf returns the fields of a form that is given back. Of one with a document that is the code, which stands before it: the document is
// chosen anew.
func fieldsOf(c echo.Context) (url.Values, error) {
	if c.Path() != papersPath {
		return form(c)
	}
	parts, err := c.Request().MultipartReader()
	if err != nil {
		return nil, fmt.Errorf("the form of documents: %w", err)
	}
	first, err := parts.NextPart()
	if err != nil || first.FormName() != "code" {
		return url.Values{}, nil //nolint:nilerr // it is asked for again
	}
	code, _ := io.ReadAll(io.LimitReader(first, maxTypedCode))
	return url.Values{"code": {typed(string(code))}}, nil
}

// maxTypedCode is more than a code takes, however it is typed.
const maxTypedCode = 256

// later says when to ask again for what changes nothing.
func later(f web.Frame, status, seconds int) string {
	if status == http.StatusTooManyRequests {
		return f.T("form.busy", "count", minutes(seconds))
	}
	return f.T("form.away", "count", seconds)
}

// untaken says whether a report was taken, as far as that is known, and when to send it again. One that comes too soon
// may be one that was taken, sent twice.
func untaken(f web.Frame, status int, code string, seconds int, proved bool) []web.Problem {
	switch {
	case code == "full":
		return []web.Problem{{Text: f.T("report.full")}}
	case status != http.StatusTooManyRequests:
		return []web.Problem{{Text: f.T("report.unavailable", "count", seconds)}}
	case proved:
		return []web.Problem{{Text: f.T("report.too_soon", "count", minutes(seconds))}}
	}
	return []web.Problem{{Text: f.T("report.too_soon", "count", minutes(seconds))}, {Text: f.T("report.too_soon.proof")}}
}

func minutes(seconds int) int { return (seconds + 59) / 60 }
