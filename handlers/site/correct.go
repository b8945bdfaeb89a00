package site

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/internal/fault"
	"ringfence/internal/intake"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/web"
)

// correct opens the report form with what is kept of a report, to be sent in its place. That of somebody who was known
// by more than a network would become a visitor's.
func (s *Site) correct(c echo.Context) error {
	fields, err := form(c)
	if err != nil {
		return err
	}
	receipt, kept, err := s.find(c, fields)
	if err != nil {
		return s.unfound(c, fields.Get("code"), err)
	}
	entry, fits := entryOfKept(kept)
	if kept.Withdrawn || !fits || !kept.ByVisitor {
		return s.showKept(c, receipt, kept, "")
	}
	entry.Code = receipt.String()
	return s.showForm(c, http.StatusOK, s.frame(c), entry, nil)
}

// entryOfKept is the form as it would have to be filled in for a report to be kept like this. It is false when the form
// has no room for all its accounts, of which programs can send several of a kind.
func entryOfKept(k intake.Kept) (e web.Entry, fits bool) {
	e = web.Entry{Polarity: string(k.Polarity), Category: string(k.Category), Region: k.Region}
	if !k.OccurredAt.IsZero() {
		e.OccurredAt = k.OccurredAt.UTC().Format(time.DateOnly)
	}
	if t := k.Testimony; t != nil {
		e.Kind, e.Text, e.Campus, e.LeakSector = string(t.Kind), t.Text, t.Campus, string(t.LeakSector)
		e.Knew, e.ConsentSensitive, e.PublishText = words(t.Knew), t.Consent.Sensitive, t.Consent.PublishText
		if o := t.Offer; o != nil {
			e.Title, e.ClaimsEmployer, e.Platform, e.Pay, e.Duties = o.Title, o.ClaimsEmployer, o.Platform, o.Pay, words(o.Duties)
		}
	}
	fits = true
	for _, about := range k.Subjects {
		fits = put(&e, about.Key) && fits
	}
	return e, fits
}

// put types a subject into its box, and is false when something else stands there.
func put(e *web.Entry, about subject.Key) bool {
	box := map[subject.Kind]*string{subject.WeChat: &e.WeChat, subject.QQ: &e.QQ, subject.Domain: &e.Domain, subject.Sender: &e.Sender}[about.Kind()]
	switch {
	case box == nil && e.Numbers == "":
		e.Numbers = about.String()
	case box == nil:
		e.Numbers += "\n" + about.String()
	case *box != "":
		return false
	default:
		*box = about.Value()
	}
	return true
}

func words[T ~string](values []T) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return all
}

// accept takes a report, in the place of another when the form is a correction.
func (s *Site) accept(ctx context.Context, entry web.Entry, r report.Report, by reputation.Speaker) (intake.Accepted, error) {
	if entry.Code == "" {
		return s.Reports.Accept(ctx, r, by, retryOf(entry))
	}
	receipt, err := report.ParseReceipt(entry.Code)
	if err != nil {
		return intake.Accepted{}, err
	}
	return s.Reports.Replace(ctx, receipt, r, by)
}

// uncorrectable are errors of a correction after which only a new report can be sent.
var uncorrectable = []error{intake.ErrWithdrawn, fault.NotFound, report.ErrReceipt}

// unaccepted shows the form again with why it was not taken as it is. Sent once more, it is a report of its own.
func (s *Site) unaccepted(c echo.Context, f web.Frame, entry web.Entry, err error) error {
	is := func(e error) bool { return errors.Is(err, e) }
	var problem string
	switch {
	case is(intake.ErrReused):
		problem = "report.reused"
	case is(intake.ErrConfirmed):
		problem = "phone.meanwhile"
	case entry.Code != "" && slices.ContainsFunc(uncorrectable, is):
		problem = "correct.gone"
	default:
		return err
	}
	entry.Code, entry.Key = "", newKey()
	return s.showForm(c, http.StatusConflict, f, entry, []web.Problem{{Text: f.T(problem)}})
}
