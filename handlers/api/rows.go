package api

import (
	"bytes"
	"mime"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/report"
)

// row is one of many reports in a request.
type row struct {
	line     int // of the body, from 1, where it begins
	draft    report.Draft
	err      error    // why it could not be read
	sheet    bool     // it comes from a sheet
	subjects []string // and the subjects of the draft, in their order, from these columns
}

// rows reads the reports in the body, 1 to MaxRows. What concerns a row alone is the row's.
func rows(c echo.Context) (all []row, err error) {
	media, params, err := mime.ParseMediaType(c.Request().Header.Get(echo.HeaderContentType))
	charset := params["charset"]
	if err != nil || c.Request().Header.Get(echo.HeaderContentEncoding) != "" || charset != "" && !strings.EqualFold(charset, "utf-8") {
		return nil, &route.Refused{Refusal: route.BulkMediaType}
	}
	read, ok := map[string]func([]byte) ([]row, error){"text/csv": sheetRows, "application/x-ndjson": lineRows}[media]
	if !ok {
		return nil, &route.Refused{Refusal: route.BulkMediaType}
	}
	body, err := route.Bytes(c)
	if err != nil {
		return nil, err
	}
	if all, err = read(body); err != nil {
		return nil, err
	}
	if len(all) == 0 || len(all) > MaxRows {
		return nil, &route.Refused{Refusal: route.Rows, Limit: MaxRows}
	}
	return all, nil
}

// lineRows reads reports from lines of JSON, each the body of POST /v1/reports. Empty lines are none.
func lineRows(body []byte) (all []row, err error) {
	number := 0
	for line := range bytes.Lines(bytes.TrimPrefix(body, []byte("\ufeff"))) {
		number++
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		r := row{line: number, err: readable(line)}
		if r.err == nil {
			r.err = unmarshal(line, &r.draft)
		}
		if all = append(all, r); len(all) > MaxRows {
			break
		}
	}
	return all, nil
}

// read returns what a row says, or why it says nothing.
func (r *row) read(now time.Time) (report.Report, error) {
	if r.err != nil {
		return report.Report{}, r.err
	}
	return report.Validate(r.draft, true, now)
}

// place has a problem of a row of a sheet point at columns.
func (r *row) place(p *route.Problem) {
	if !r.sheet {
		return
	}
	for i, q := range p.Errors {
		p.Errors[i].Pointer = "/" + r.columnOf(q.Pointer)
	}
}
