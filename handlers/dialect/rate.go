package dialect

import (
	"bytes"
	"errors"
	"net/http"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/intake"
	"ringfence/internal/report"
)

// rated is the body of a report.
type rated struct {
	Phone   string `json:"phone"`
	Rating  rating `json:"rating"`
	Comment string `json:"comment"`
}

// meanings are the ratings as reports. PhoneBlock does not ask which trick a fraud was, so those name no category rather than a wrong one.
var meanings = map[rating]struct {
	polarity report.Polarity
	category report.Category
}{
	legitimate: {report.Fine, ""},
	missed:     {report.Bad, "other"}, // what SpamBlocker sends for "other"
	ping:       {report.Bad, "robocall"},
	poll:       {report.Bad, "survey"},
	advertises: {report.Bad, "advertising"},
	gamble:     {report.Bad, "prize"}, // games of chance, and news of having won
	fraud:      {report.Bad, ""},
}

// elsewhere refuses what a page of another site makes a browser send. Reports come with any content type here, so that nothing else would.
var elsewhere = http.NewCrossOriginProtection()

// rate answers POST /api/rate: a report of a call. It counts as that of any visitor, or of the holder of a key.
func (d *Dialect) rate(c echo.Context) error {
	if elsewhere.Check(c.Request()) != nil {
		return &route.Refused{Refusal: route.CrossOrigin}
	}
	body, err := route.Bytes(c)
	if err != nil {
		return err
	}
	told, err := read(body)
	if err != nil {
		return err
	}
	r, err := d.report(c, told)
	if err != nil {
		return err
	}
	if _, err := d.Reports.Accept(c.Request().Context(), r, route.Speaker(c, ""), intake.Retry{}); err != nil {
		return err
	}
	return text(c, "Rating recorded.")
}

// read reads a report. SpamBlocker puts the comment between quotes as it was typed, so that a quote or a new line in it breaks the document. The
// comment is the last member: what stands before it is read then, and the comment dropped.
func read(body []byte) (rated, error) {
	var whole, salvaged rated
	err := json.Unmarshal(body, &whole)
	if err == nil {
		return whole, nil
	}
	before, _, _ := bytes.Cut(body, []byte(`"comment"`))
	before = append(bytes.TrimRight(bytes.Clone(before), " \t\r\n,"), '}')
	if json.Unmarshal(before, &salvaged) != nil || salvaged.Phone == "" || salvaged.Rating == "" {
		return rated{}, route.RefusedJSON(err)
	}
	return salvaged, nil
}

// report returns what was told as a report. What is wrong with it is told of the members that it came in.
func (d *Dialect) report(c echo.Context, told rated) (report.Report, error) {
	means, known := meanings[told.Rating]
	if !known {
		return report.Report{}, &route.Refused{Refusal: route.BadRating, Pointer: "/rating"}
	}
	comment := told.Comment
	if utf8.RuneCountInString(comment) > report.MaxText {
		comment = "" // the app would not say what is wrong, and the rest is worth having
	}
	_, keyed := route.Holder(c)
	r, err := report.Validate(report.Draft{
		Kind: string(report.Call), Subjects: []report.SubjectDraft{{Value: told.Phone}},
		Polarity: string(means.polarity), Category: string(means.category), Text: comment,
	}, keyed, d.Clock())
	var problems report.Problems
	if errors.As(err, &problems) {
		for i := range problems {
			problems[i].Field = "/phone"
		}
	}
	return r, err
}
