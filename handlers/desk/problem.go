package desk

import (
	"errors"
	"io"
	"mime"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/accounts"
	"ringfence/internal/dispute"
	"ringfence/internal/examples"
	"ringfence/internal/moderator"
	"ringfence/internal/register"
	"ringfence/internal/registry"
	"ringfence/internal/ruling"
	"ringfence/internal/sanction"
	"ringfence/internal/subject"
	"ringfence/web"
	"ringfence/web/catalogue"
)

// refusals are what workers refuse, by the end of the message that says so.
var refusals = []struct {
	err error
	say string
}{
	{accounts.ErrSignIn, "sign_in"}, {accounts.ErrInvite, "invite"}, {accounts.ErrCode, "factor"},
	{moderator.ErrShort, "short"}, {moderator.ErrLong, "long"}, {moderator.ErrNamed, "named"}, {moderator.ErrCommon, "common"},
	{ruling.ErrNoReason, "reason"}, {ruling.ErrLongReason, "long_reason"}, {ruling.ErrControl, "control"}, {ruling.ErrSample, "sample"},
	{errNoDecision, "choose_decision"}, {ruling.ErrNoDecision, "undone"}, {ruling.ErrUndone, "undone"}, {ruling.ErrTwo, "two"}, {ruling.ErrForgotten, "erased"}, {ruling.ErrNotQuiet, "not_quiet"}, {ruling.ErrName, "body"},
	{sanction.ErrNoReport, "choose_report"}, {sanction.ErrGone, "gone"}, {sanction.ErrNobody, "nobody"}, {sanction.ErrNoFlag, "no_flag"}, {sanction.ErrNoCrowd, "no_crowd"},
	{sanction.ErrTrusted, "trusted"}, {sanction.ErrForgotten, "forgotten"},
	{register.ErrSelf, "self"}, {register.ErrDecided, "decided"}, {register.ErrProposed, "proposed"}, {register.ErrEntered, "entered"}, {register.ErrNone, "unentered"}, {register.ErrUnderWay, "under_way"}, {register.ErrAltered, "altered"}, {errLooked, "looked"},
	{registry.ErrName, "body"}, {registry.ErrSector, "sector"}, {registry.ErrEvidence, "evidence"},
	{dispute.ErrOutcome, "outcome"},
	{examples.ErrName, "text"}, {examples.ErrNoText, "text"}, {examples.ErrNoExample, "text"}, {examples.ErrApproved, "text_approved"},
}

// problemOf returns what is said of an error at a field, and false where it is no refusal.
func problemOf(f web.Frame, field string, err error) (web.Problem, bool) {
	var unreadable *subject.Error
	if errors.As(err, &unreadable) {
		return web.Problem{Field: field, Text: catalogue.SubjectProblem(f.Lang, unreadable.Problem)}, true
	}
	for _, r := range refusals {
		if errors.Is(err, r.err) {
			return web.Problem{Field: field, Text: f.T("desk.problem." + r.say)}, true
		}
	}
	return web.Problem{}, false
}

// form returns the fields of a posted form. The error is a *route.Refused.
func form(c echo.Context) (url.Values, error) {
	media, _, err := mime.ParseMediaType(c.Request().Header.Get(echo.HeaderContentType))
	if err != nil || media != echo.MIMEApplicationForm {
		if n, readErr := io.ReadAll(c.Request().Body); readErr == nil && len(n) == 0 { // a form without fields
			return url.Values{}, nil
		}
		return nil, &route.Refused{Refusal: route.MediaType}
	}
	body, err := route.Body(c)
	if err != nil {
		return nil, err
	}
	fields, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, &route.Refused{Refusal: route.Incomplete}
	}
	for _, values := range fields {
		for i, v := range values {
			values[i] = strings.ToValidUTF8(strings.ReplaceAll(v, "\r\n", "\n"), "\uFFFD")
		}
	}
	return fields, nil
}

// about reads whom a form is about: a canonical key, or a number as people write it. The page then shows which it was.
func about(typed string) (subject.Key, error) {
	if key, err := subject.ParseKey(strings.TrimSpace(typed)); err == nil {
		return key, nil
	}
	return subject.Parse(typed, "")
}
