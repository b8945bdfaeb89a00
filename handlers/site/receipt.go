package site

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/internal/confirmation"
	"ringfence/internal/fault"
	"ringfence/internal/intake"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/web"
)

// receipt answers an accepted report. Its code is in no address: the page itself is the answer.
func (s *Site) receipt(c echo.Context, f web.Frame, entry web.Entry, a intake.Accepted, phone web.Phone) error {
	page := newReceipt(c, f, a.Receipt, entry.Code != "", s.Clock())
	page.Phone = phone
	for _, about := range a.Subjects {
		page.Add(about.Key, string(about.Outcome))
	}
	return s.show(c, http.StatusOK, page)
}

func newReceipt(c echo.Context, f web.Frame, code report.Receipt, corrected bool, on time.Time) web.Receipt {
	f.Path, f.Held = "/receipt", "held"
	return web.Receipt{Frame: f, Code: code.String(), Corrected: corrected, On: on, Back: cmp.Or(f.Origin, c.Request().Host) + "/receipt"}
}

// findForm asks for a receipt code.
func (s *Site) findForm(c echo.Context) error {
	f := s.frame(c)
	f.Index, f.Path = true, "/receipt"
	return s.show(c, http.StatusOK, web.Find{Summary: web.Summary{Frame: f}})
}

// kept shows what is kept of the report with the posted code.
func (s *Site) kept(c echo.Context) error {
	fields, err := form(c)
	if err != nil {
		return err
	}
	receipt, kept, err := s.find(c, fields)
	if err != nil {
		return s.unfound(c, fields.Get("code"), err)
	}
	if !asked(fields) {
		return s.showKept(c, receipt, kept, "")
	}
	var code confirmation.Code
	if fields.Get("phone") != "" { // the page had one
		if code, err = s.codeFor(c.Request().Context(), receipt, kept); err != nil {
			return err
		}
	}
	return s.showAgain(c, fields.Get("page"), receipt, kept, code)
}

// showAgain shows a page in another language or with a code to text, as long as what it says is still so.
func (s *Site) showAgain(c echo.Context, page string, receipt report.Receipt, kept intake.Kept, code confirmation.Code) error {
	counts := func(about intake.KeptSubject) bool { return about.State == reputation.Live }
	switch {
	case page == web.WithdrawnPage && kept.Withdrawn:
		return s.showWithdrawn(c, receipt)
	case page != web.ReceiptPage && page != web.CorrectedPage, !all(kept.Subjects, counts):
		return s.showKept(c, receipt, kept, code)
	}
	again := newReceipt(c, s.frame(c), receipt, page == web.CorrectedPage, kept.ReceivedAt)
	again.Phone = s.keptPhone(c, again.Frame, kept, code)
	for _, about := range kept.Subjects {
		again.Add(about.Key, string(intake.Counted))
	}
	return s.show(c, http.StatusOK, again)
}

func all[T any](list []T, is func(T) bool) bool {
	return !slices.ContainsFunc(list, func(one T) bool { return !is(one) })
}

// withdraw takes a report back, once its holder is sure.
func (s *Site) withdraw(c echo.Context) error {
	fields, err := form(c)
	if err != nil {
		return err
	}
	receipt, kept, err := s.find(c, fields)
	switch {
	case err != nil:
		return s.unfound(c, fields.Get("code"), err)
	case kept.Withdrawn:
		return s.showKept(c, receipt, kept, "")
	}
	f := s.frame(c)
	f.Held = "held"
	if fields.Get("sure") == "" || asked(fields) {
		f.Path = "/receipt/withdraw"
		return s.show(c, http.StatusOK, web.Withdraw{Frame: f, Code: receipt.String()})
	}
	if err := s.Reports.Withdraw(c.Request().Context(), receipt); err != nil {
		return err
	}
	return s.showWithdrawn(c, receipt)
}

func (s *Site) showWithdrawn(c echo.Context, receipt report.Receipt) error {
	f := s.frame(c)
	f.Path, f.Held = "/receipt", "held"
	return s.show(c, http.StatusOK, web.Withdrawn{Frame: f, Code: receipt.String()})
}

// find returns the report with the posted code, report.ErrReceipt or fault.NotFound.
func (s *Site) find(c echo.Context, fields url.Values) (report.Receipt, intake.Kept, error) {
	receipt, err := report.ParseReceipt(fields.Get("code"))
	if err != nil {
		return report.Receipt{}, intake.Kept{}, err
	}
	kept, err := s.Reports.Report(c.Request().Context(), receipt)
	return receipt, kept, err
}

// unfound asks again for a code that leads to no report.
func (s *Site) unfound(c echo.Context, code string, err error) error {
	f := s.frame(c)
	switch {
	case errors.Is(err, report.ErrReceipt):
		return s.showFind(c, http.StatusBadRequest, f, code, web.Problem{Field: "code", Text: f.T("find.bad")})
	case errors.Is(err, fault.NotFound):
		return s.showFind(c, http.StatusNotFound, f, code, web.Problem{Field: "code", Text: f.T("find.none")})
	}
	return err
}

// showFind shows the form for a code with the one that was posted, and why that led nowhere.
func (s *Site) showFind(c echo.Context, status int, f web.Frame, code string, problem web.Problem) error {
	f.Path, f.Held = "/receipt", "find"
	return s.show(c, status, web.Find{Summary: web.Summary{Frame: f, Problems: []web.Problem{problem}}, Code: code})
}

func (s *Site) showKept(c echo.Context, receipt report.Receipt, kept intake.Kept, code confirmation.Code) error {
	f := s.frame(c)
	f.Path, f.Held = "/receipt", "held"
	page := web.Kept{
		Frame: f, Code: receipt.String(), Withdrawn: kept.Withdrawn, ReceivedAt: kept.ReceivedAt, OccurredAt: kept.OccurredAt,
		Polarity: kept.Polarity, Category: kept.Category, Region: kept.Region, Testimony: kept.Testimony,
	}
	_, fits := entryOfKept(kept)
	page.Elsewhere, page.Correctable = !kept.ByVisitor, fits && kept.ByVisitor
	if page.Confirmed = kept.Verified; !kept.Verified {
		page.Phone = s.keptPhone(c, f, kept, code)
	}
	for _, about := range kept.Subjects {
		page.Add(about.Key, about.State)
	}
	return s.show(c, http.StatusOK, page)
}
