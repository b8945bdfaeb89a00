package desk

import (
	"errors"
	"mime"
	"net/http"
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/casefile"
	"ringfence/internal/dispute"
	"ringfence/internal/fault"
	"ringfence/internal/ruling"
	"ringfence/web"
)

// dispute shows a case.
func (d *Desk) dispute(v visit) error { return d.showDispute(v, http.StatusOK, "", "") }

// showDispute shows it with an answer as typed, and what is wrong with that. It is read anew, which is written down anew.
func (d *Desk) showDispute(v visit, status int, outcome casefile.Outcome, reason string, problems ...web.Problem) error {
	id := route.Param(v.Context, "id")
	file, err := d.Cases.ReadCase(v.Request().Context(), id, v.Name)
	if err != nil {
		return err
	}
	answer, err := d.Lookups.Lookup(file.Case.Subject)
	if err != nil {
		return err
	}
	p := web.NewDeskCase(d.on(v, "case", web.DeskCasesPath+file.Case.ID, problems...), file.Case, answer.Judgement, d.Clock())
	p.Admits, p.Typed = file.Admit, reason
	for _, paper := range file.Papers {
		p.Paper(paper.Name, paper.Type, paper.Size, paper.SentAt, paper.Gone)
	}
	for _, other := range file.Others {
		p.Other(other)
	}
	if file.Admit != "" {
		p.Unopened(d.unopened(v, file))
	}
	if len(file.May) > 0 {
		p.May(file.May, string(outcome))
	}
	return d.show(v.Context, status, p)
}

// unopened returns the places of the documents, from 1, that can be read and that who looks has not: the log knows.
func (d *Desk) unopened(v visit, file dispute.File) (places []int) {
	for i, paper := range file.Papers {
		if !paper.Gone && !d.Log.Opened(file.Case.ID, paper.Name, v.Name) {
			places = append(places, i+1)
		}
	}
	return places
}

// answer closes a case.
func (d *Desk) answer(v visit) error {
	fields, err := form(v.Context)
	if err != nil {
		return err
	}
	id, outcome, reason := route.Param(v.Context, "id"), casefile.Outcome(fields.Get("outcome")), fields.Get("reason")
	f := d.frame(v.Context, "")
	var missing []web.Problem
	for _, of := range []struct {
		field, typed string
		err          error
	}{{"outcome", string(outcome), dispute.ErrOutcome}, {"reason", reason, ruling.ErrNoReason}} {
		if strings.TrimSpace(of.typed) == "" {
			problem, _ := problemOf(f, of.field, of.err)
			missing = append(missing, problem)
		}
	}
	if len(missing) > 0 {
		return d.showDispute(v, http.StatusUnprocessableEntity, outcome, reason, missing...)
	}
	if _, err = d.Cases.Answer(v.Request().Context(), id, outcome, v.Name, reason); err == nil {
		return d.then(v.Context, web.DeskCasesPath+id, "answered")
	}
	field := "reason"
	if errors.Is(err, dispute.ErrOutcome) {
		field = "outcome"
	}
	problem, refused := problemOf(f, field, err)
	if !refused {
		return err
	}
	return d.showDispute(v, http.StatusUnprocessableEntity, outcome, reason, problem)
}

// admit accepts the documents of a case as its proof.
func (d *Desk) admit(v visit) error {
	id := route.Param(v.Context, "id")
	if _, err := form(v.Context); err != nil {
		return err
	}
	_, err := d.Cases.Admit(v.Request().Context(), id, v.Name)
	if err == nil {
		return d.then(v.Context, web.DeskCasesPath+id, "admitted")
	}
	problem, refused := problemOf(d.frame(v.Context, ""), "", err)
	if !refused {
		return err
	}
	return d.showDispute(v, http.StatusUnprocessableEntity, "", "", problem)
}

// plainName is what the name of a document is made of, so that it can stand in a header.
var plainName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// endings are those of the documents that are taken.
var endings = map[string]string{"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}

// document hands over a document to be saved. A browser that shows it all the same runs nothing in it.
func (d *Desk) document(v visit) error {
	name := route.Param(v.Context, "name")
	if !plainName.MatchString(name) {
		return d.noDocument(v)
	}
	paper, content, err := d.Cases.ReadDocument(v.Request().Context(), route.Param(v.Context, "id"), name, v.Name)
	if errors.Is(err, fault.NotFound) {
		return d.noDocument(v)
	}
	if err != nil {
		return err
	}
	ending, known := endings[paper.Type]
	if !known {
		paper.Type = echo.MIMEOctetStream
	}
	h := v.Response().Header()
	h.Set(echo.HeaderContentSecurityPolicy, "sandbox; default-src 'none'; frame-ancestors 'none'")
	h.Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": "document-" + name + ending}))
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	return v.Blob(http.StatusOK, paper.Type, content)
}

// noDocument shows the case again and says that the document is not there.
func (d *Desk) noDocument(v visit) error {
	return d.showDispute(v, http.StatusNotFound, "", "", web.Problem{Text: d.frame(v.Context, "").T("desk.problem.paper")})
}
