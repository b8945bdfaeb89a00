package site

import (
	"context"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/confirmation"
	"ringfence/internal/intake"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/web"
)

// Phones proves the phones of visitors; see confirmation.Codes.
type Phones interface {
	Offer(ctx context.Context) (confirmation.Code, confirmation.Secret, error)
	OfferFor(ctx context.Context, receipt report.ReceiptHash) (confirmation.Code, error)
	Speaker(ctx context.Context, code confirmation.Code, secret confirmation.Secret) (reputation.Speaker, confirmation.State, error)
	Attach(ctx context.Context, code confirmation.Code, secret confirmation.Secret, receipt report.ReceiptHash) (confirmation.State, error)
}

// phone returns the part of a page by which a phone is proved, for a report that is still to be sent, or was.
func (s *Site) phone(f web.Frame, sent bool) web.Phone {
	if s.Phones == nil {
		return web.Phone{}
	}
	return web.NewPhone(f, s.Texting, sent)
}

// codeOf returns the code that a form has and its secret. Where it has none, or phones cannot be proved, it is false.
func (s *Site) codeOf(e web.Entry) (code confirmation.Code, secret confirmation.Secret, ok bool) {
	if s.Phones == nil {
		return "", confirmation.Secret{}, false
	}
	code, ok = confirmation.ParseCode(e.PhoneCode)
	if !ok {
		return "", confirmation.Secret{}, false
	}
	secret, ok = confirmation.ParseSecret(e.PhoneSecret)
	return code, secret, ok
}

// phoneStep is where the report form has the part, when it is shown in steps.
const phoneStep = "step-phone"

// offerCode shows the report form with a code: the one that it has while that is good, else a new one. It files nothing.
func (s *Site) offerCode(c echo.Context) error {
	fields, err := form(c)
	if err != nil {
		return err
	}
	f, entry := s.frame(c), entryOf(fields)
	if asked(fields) || !s.phone(f, false).Shown() {
		return s.showForm(c, http.StatusOK, f, entry, nil)
	}
	if err := s.giveCode(c.Request().Context(), &entry); err != nil {
		return err
	}
	entry.Step = phoneStep
	page := web.Report{Summary: web.Summary{Frame: f}, Entry: entry}
	page.Phone.Asked = true
	return s.showReport(c, http.StatusOK, page)
}

// giveCode puts a code into a form that has none which is still good.
func (s *Site) giveCode(ctx context.Context, entry *web.Entry) error {
	if code, secret, ok := s.codeOf(*entry); ok {
		if _, state, err := s.Phones.Speaker(ctx, code, secret); err != nil || state != confirmation.Gone {
			return err
		}
	}
	code, secret, err := s.Phones.Offer(ctx)
	entry.PhoneCode, entry.PhoneSecret = string(code), secret.Hex()
	return err
}

// showCode puts what a form has of a code into the page, and takes away what is none.
func (s *Site) showCode(c echo.Context, page *web.Report) {
	asked := page.Phone.Asked
	page.SignIn = s.signIn()
	if _, at, ok := s.member(c); ok {
		page.Phone = web.Phone{Frame: page.Frame, Form: "report", Member: at}
		return
	}
	page.Phone = s.phone(page.Frame, false)
	code, secret, ok := s.codeOf(page.Entry)
	if !ok {
		return
	}
	page.Phone.Code, page.Phone.Secret, page.Phone.Asked = string(code), secret.Hex(), asked
}

// speaker returns who sends a form: a member of a university who signed in, the phone that texted the form's code, else a visitor.
func (s *Site) speaker(c echo.Context, entry web.Entry) (reputation.Speaker, error) {
	if by, _, ok := s.member(c); ok {
		return by, nil
	}
	ctx, visitor := c.Request().Context(), route.Visitor(c)
	code, secret, ok := s.codeOf(entry)
	if !ok {
		return visitor, nil
	}
	by, state, err := s.Phones.Speaker(ctx, code, secret)
	if state == confirmation.Proved {
		return by, err
	}
	return visitor, err
}

// confirm has an accepted report wait for the code of its form, or raises it when that was texted already, and returns what its page
// shows of it. It does so for every report: the text may have come since the form was read.
func (s *Site) confirm(c echo.Context, f web.Frame, entry web.Entry, receipt report.Receipt) (web.Phone, error) {
	if _, at, ok := s.member(c); ok {
		return web.Phone{Frame: f, Sent: true, Proved: true, Member: at}, nil
	}
	part := s.phone(f, true)
	code, secret, ok := s.codeOf(entry)
	if !ok {
		return part, nil
	}
	state, err := s.Phones.Attach(c.Request().Context(), code, secret, receipt.Hash())
	switch state {
	case confirmation.Proved:
		part.Proved = true
	case confirmation.Waiting:
		part.Code = string(code)
	case confirmation.Gone:
		part.Gone = true
	}
	return part, err
}

// offerCodeFor shows what is kept of a report, or its receipt, with a code for it.
func (s *Site) offerCodeFor(c echo.Context) error {
	fields, err := form(c)
	if err != nil {
		return err
	}
	receipt, kept, err := s.find(c, fields)
	if err != nil {
		return s.unfound(c, fields.Get("code"), err)
	}
	code, err := s.codeFor(c.Request().Context(), receipt, kept)
	if err != nil {
		return err
	}
	return s.showAgain(c, fields.Get("page"), receipt, kept, code)
}

// codeFor returns a code by which a report can still be confirmed; "" where it cannot be, or need not.
func (s *Site) codeFor(ctx context.Context, receipt report.Receipt, kept intake.Kept) (confirmation.Code, error) {
	if !s.confirmable(kept) {
		return "", nil
	}
	return s.Phones.OfferFor(ctx, receipt.Hash())
}

// confirmable reports whether a phone can still be proved for a report.
func (s *Site) confirmable(kept intake.Kept) bool {
	counts := func(about intake.KeptSubject) bool { return about.State == reputation.Live }
	return kept.ByVisitor && slices.ContainsFunc(kept.Subjects, counts) && s.phone(web.Frame{}, true).Shown()
}

// keptPhone is the part for a report that is kept, with a code or without.
func (s *Site) keptPhone(c echo.Context, f web.Frame, kept intake.Kept, code confirmation.Code) web.Phone {
	if !s.confirmable(kept) {
		return web.Phone{Frame: f, Sent: true, Proved: kept.Verified && !kept.Withdrawn}
	}
	part := s.phone(f, true)
	part.Code, part.Asked = string(code), c.Path() == receiptPhonePath
	return part
}
