package site

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/disputes"
	"ringfence/handlers/route"
	"ringfence/internal/casefile"
	"ringfence/internal/dispute"
	"ringfence/internal/fault"
	"ringfence/internal/subject"
	"ringfence/web"
)

// maxPaperForm is a document with what a form puts around it.
const maxPaperForm = dispute.MaxPaper + 64<<10

// cases are the pages of a dispute that was opened.
func (s *Site) cases() []route.Route {
	routes := []route.Route{
		{Method: http.MethodGet, Path: casePath, Handle: s.findCase, Page: true},
		{Method: http.MethodPost, Path: papersPath, Handle: s.submitPaper, MaxBody: maxPaperForm, Budget: route.Receipt, Timeout: route.UploadTimeout, Slow: true, Page: true},
	}
	for path, handle := range map[string]func(echo.Context, url.Values, dispute.Code) error{
		"": s.seeCase, "/send": s.sendDigits, "/prove": s.proveCase, "/dns": s.checkDNS, "/withdraw": s.withdrawCase, "/held": s.held, "/copy": s.copyHeld,
	} {
		routes = append(routes, route.Route{Method: http.MethodPost, Path: casePath + path, Handle: s.withCode(handle), MaxBody: maxReceiptForm, Budget: route.Receipt, Page: true})
	}
	return routes
}

// findCase asks for the code of a dispute.
func (s *Site) findCase(c echo.Context) error {
	f := s.frame(c)
	f.Index, f.Path = true, casePath
	return s.show(c, http.StatusOK, web.FindCase{Summary: web.Summary{Frame: f}})
}

// withCode reads the code that was posted. One that leads to no dispute is asked for again.
func (s *Site) withCode(handle func(echo.Context, url.Values, dispute.Code) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		fields, err := form(c)
		if err != nil {
			return err
		}
		code, err := dispute.ParseCode(fields.Get("code"))
		if err == nil {
			err = handle(c, fields, code)
		}
		return s.strayed(c, fields.Get("code"), err)
	}
}

// strayed asks again for a code that leads nowhere; any other error stays.
func (s *Site) strayed(c echo.Context, code string, err error) error {
	f := s.frame(c)
	switch {
	case errors.Is(err, dispute.ErrCode):
		return s.askCode(c, http.StatusBadRequest, code, web.Problem{Field: "code", Text: f.T("case.code.bad")})
	case errors.Is(err, fault.NotFound):
		return s.askCode(c, http.StatusNotFound, code, web.Problem{Field: "code", Text: f.T("case.code.none")})
	}
	return err
}

func (s *Site) askCode(c echo.Context, status int, code string, problem web.Problem) error {
	f := s.frame(c)
	f.Path, f.Held = casePath, "find"
	return s.show(c, status, web.FindCase{Summary: web.Summary{Frame: f, Problems: []web.Problem{problem}}, Code: code})
}

// showCase shows how far a dispute is.
func (s *Site) showCase(c echo.Context, status int, code dispute.Code, at dispute.Standing, opened bool, problems []web.Problem) error {
	f := s.frame(c)
	f.Path, f.Held = casePath, "held"
	page := web.Case{
		Summary: web.Summary{Frame: f, Problems: problems}, Code: code.String(), Opened: opened, Back: cmp.Or(f.Origin, c.Request().Host) + casePath,
		File: at.Case, Step: string(at.Step), Expires: at.Expires, Digits: at.Digits, Tries: at.TriesLeft, Texts: at.TextsLeft,
		Record: web.Record{Name: at.Record.Name, Value: at.Record.Value}, Papers: at.Papers, Most: dispute.MaxPapers, Largest: dispute.MaxPaper, Tells: at.Tells,
	}
	for _, e := range disputes.EntriesOf(c.Request().Context(), s.Audit, &at.Case) {
		page.Entries = append(page.Entries, web.LogEntry{Index: e.Index, Leaf: e.LeafHash.String(), Entry: string(e.Entry)})
	}
	for _, note := range at.Notes {
		page.Notes = append(page.Notes, string(note))
	}
	for _, number := range at.TextTo {
		if key, err := subject.Parse(number, ""); err == nil {
			number = key.String() // as links to text messages have it
		}
		page.TextTo = append(page.TextTo, web.TextNumber{Number: number})
	}
	return s.show(c, status, page)
}

// seeCase shows a dispute, as whoever has its code sees it.
func (s *Site) seeCase(c echo.Context, fields url.Values, code dispute.Code) error {
	at, err := s.Disputes.Case(c.Request().Context(), code)
	if err != nil {
		return err
	}
	return s.showCase(c, http.StatusOK, code, at, asked(fields) && fields.Get("page") == web.OpenedPage, nil)
}

// refusedSteps are the names of what is refused of an opened dispute, by which messages are found.
var refusedSteps = map[error]string{
	dispute.ErrStep: "step", dispute.ErrClosed: "step", dispute.ErrNoText: "no_text", dispute.ErrStopped: "stopped", dispute.ErrPaper: "paper",
	dispute.ErrPapers: "papers", dispute.ErrUnproved: "unproved", dispute.ErrResolver: "resolver",
}

// step shows what became of something that the owner did. What is refused stands on the page of the dispute, beside the field it concerns.
func (s *Site) step(c echo.Context, code dispute.Code, field string, at dispute.Standing, err error) error {
	if err == nil {
		return s.showCase(c, http.StatusOK, code, at, false, nil)
	}
	for refused, name := range refusedSteps {
		if errors.Is(err, refused) {
			if !errors.Is(refused, dispute.ErrPaper) {
				field = ""
			}
			return s.caseAgain(c, code, http.StatusConflict, web.Problem{Field: field, Text: s.frame(c).T("case.refused." + name)})
		}
	}
	return err
}

// caseAgain shows a dispute with what is wrong.
func (s *Site) caseAgain(c echo.Context, code dispute.Code, status int, problem web.Problem) error {
	at, err := s.Disputes.Case(c.Request().Context(), code)
	if err != nil {
		return err
	}
	return s.showCase(c, status, code, at, false, []web.Problem{problem})
}

// sendDigits has six digits texted to the number.
func (s *Site) sendDigits(c echo.Context, _ url.Values, code dispute.Code) error {
	at, err := s.Disputes.Send(c.Request().Context(), code)
	return s.step(c, code, "", at, err)
}

// proveCase takes the digits that were texted.
func (s *Site) proveCase(c echo.Context, fields url.Values, code dispute.Code) error {
	digits := fields.Get("digits")
	if digits == "" {
		return s.caseAgain(c, code, http.StatusBadRequest, web.Problem{Field: "digits", Text: s.frame(c).T("case.digits.required")})
	}
	at, err := s.Disputes.Prove(c.Request().Context(), code, digits)
	return s.step(c, code, "digits", at, err)
}

// checkDNS looks for the record of a domain.
func (s *Site) checkDNS(c echo.Context, _ url.Values, code dispute.Code) error {
	at, err := s.Disputes.CheckDNS(c.Request().Context(), code)
	return s.step(c, code, "", at, err)
}

// withdrawCase withdraws a dispute, once its owner is sure.
func (s *Site) withdrawCase(c echo.Context, fields url.Values, code dispute.Code) error {
	if fields.Get("sure") != "" && !asked(fields) {
		at, err := s.Disputes.Withdraw(c.Request().Context(), code)
		return s.step(c, code, "", at, err)
	}
	at, err := s.Disputes.Case(c.Request().Context(), code)
	if err != nil {
		return err
	}
	if at.Case.State == casefile.Closed {
		return s.showCase(c, http.StatusOK, code, at, false, nil)
	}
	f := s.frame(c)
	f.Path, f.Held = casePath+"/withdraw", "held"
	return s.show(c, http.StatusOK, web.WithdrawCase{Frame: f, Code: code.String(), About: at.Case.Subject})
}

// held shows what is held about a subject that was proved.
func (s *Site) held(c echo.Context, _ url.Values, code dispute.Code) error {
	all, err := s.Disputes.Held(c.Request().Context(), code)
	if err != nil {
		return s.step(c, code, "", dispute.Standing{}, err)
	}
	f := s.frame(c)
	f.Path, f.Held = casePath+"/held", "held"
	page := web.Held{Frame: f, Code: code.String(), Key: all.Subject, AsOf: all.AsOf, Judgement: all.Shown, Flagged: all.Flagged}
	for _, d := range all.Decisions {
		page.Decisions = append(page.Decisions, web.Decided(d))
	}
	for _, one := range all.Cases {
		page.Cases = append(page.Cases, web.Contested(one))
	}
	for _, said := range all.Said {
		page.Said = append(page.Said, web.Said{Month: said.Month, Polarity: said.Polarity, Category: said.Category, Tier: string(said.Tier), State: said.State})
	}
	return s.show(c, http.StatusOK, page)
}

// submitPaper takes a document, as a form without script sends it.
func (s *Site) submitPaper(c echo.Context) error {
	code, paper, err := readPaper(c)
	if err != nil {
		return err
	}
	parsed, err := dispute.ParseCode(code)
	if err != nil {
		return s.strayed(c, code, err)
	}
	if len(paper.Content) == 0 {
		err := s.caseAgain(c, parsed, http.StatusBadRequest, web.Problem{Field: "document", Text: s.frame(c).T("case.paper.required")})
		return s.strayed(c, code, err)
	}
	at, err := s.Disputes.Submit(c.Request().Context(), parsed, paper)
	return s.strayed(c, code, s.step(c, parsed, "document", at, err))
}

// readPaper reads the two fields of the form of documents. The error is a *route.Refused.
func readPaper(c echo.Context) (code string, paper dispute.Upload, err error) {
	media, with, err := mime.ParseMediaType(c.Request().Header.Get(echo.HeaderContentType))
	if err != nil || media != echo.MIMEMultipartForm {
		return "", paper, &route.Refused{Refusal: route.MediaType}
	}
	body, err := route.Bytes(c)
	if err != nil {
		return "", paper, err
	}
	c.Request().Body = io.NopCloser(bytes.NewReader(body)) // for who gives it back
	parts := multipart.NewReader(bytes.NewReader(body), with["boundary"])
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return code, paper, nil
		}
		if err != nil {
			return "", paper, &route.Refused{Refusal: route.Incomplete}
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return "", paper, &route.Refused{Refusal: route.Incomplete}
		}
		switch part.FormName() {
		case "code":
			code = typed(string(content))
		case "document":
			kind, _, _ := mime.ParseMediaType(part.Header.Get(echo.HeaderContentType))
			paper = dispute.Upload{Type: kind, Content: content}
		}
	}
}

// giveBackCase answers a form of a dispute that cannot be answered for now.
func (s *Site) giveBackCase(c echo.Context, status, seconds int, fields url.Values) error {
	return s.askCode(c, status, fields.Get("code"), web.Problem{Text: later(s.frame(c), status, seconds)})
}

// copyHeld hands out what is held about a subject, as a file. Its name does not tell the number: files are left in folders that others use.
func (s *Site) copyHeld(c echo.Context, _ url.Values, code dispute.Code) error {
	all, err := s.Disputes.Held(c.Request().Context(), code)
	if err != nil {
		return s.step(c, code, "", dispute.Standing{}, err)
	}
	body, err := disputes.File(c.Request().Context(), &all, s.Audit)
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set(echo.HeaderCacheControl, "no-store")
	h.Set(echo.HeaderContentDisposition, `attachment; filename="ringfence-held.json"`)
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}
