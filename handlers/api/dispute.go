package api

import (
	"context"
	"mime"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/disputes"
	"ringfence/handlers/route"
	"ringfence/internal/casefile"
	"ringfence/internal/dispute"
	"ringfence/internal/report"
	"ringfence/internal/subject"
)

const (
	maxDispute = 8 << 10              // bytes of the body that opens one
	maxDigits  = 1 << 10              // bytes of that with six digits
	maxPaper   = dispute.MaxPaper + 1 // bytes of a document: one more than may be, so that it is refused as one
)

// disputes are the routes of owners.
func (a *API) disputes() []route.Route {
	return []route.Route{
		{Method: http.MethodPost, Path: "/v1/disputes", Handle: a.openDispute, MaxBody: maxDispute, Budget: route.Dispute},
		{Method: http.MethodGet, Path: "/v1/disputes/:code", Handle: a.dispute, Budget: route.Receipt},
		{Method: http.MethodPost, Path: "/v1/disputes/:code/prove", Handle: a.proveDispute, MaxBody: maxDigits, Budget: route.Receipt},
		{Method: http.MethodPost, Path: "/v1/disputes/:code/send", Handle: a.move((*dispute.Office).Send), Budget: route.Receipt},
		{Method: http.MethodPost, Path: "/v1/disputes/:code/dns", Handle: a.move((*dispute.Office).CheckDNS), Budget: route.Receipt},
		{Method: http.MethodPost, Path: "/v1/disputes/:code/withdraw", Handle: a.move((*dispute.Office).Withdraw), Budget: route.Receipt},
		{Method: http.MethodPost, Path: "/v1/disputes/:code/documents", Handle: a.paper, MaxBody: maxPaper, Budget: route.Receipt, Timeout: route.UploadTimeout, Slow: true},
		{Method: http.MethodGet, Path: "/v1/disputes/:code/held", Handle: a.held, Budget: route.Receipt},
	}
}

// contested is what an owner is told of a case.
type contested struct {
	Code      string           `json:"code,omitempty"` // once, when it is opened
	Subject   subject.Key      `json:"subject"`
	Claim     casefile.Claim   `json:"claim"`
	Proof     casefile.Proof   `json:"proof"`
	Words     string           `json:"words,omitempty"`
	State     casefile.State   `json:"state"`
	Outcome   casefile.Outcome `json:"outcome,omitempty"`
	By        string           `json:"by,omitempty"`
	Reason    string           `json:"reason,omitempty"`
	OpenedAt  string           `json:"opened_at"`
	ProvedAt  string           `json:"proved_at,omitempty"`
	ClosedAt  string           `json:"closed_at,omitempty"`
	ExpiresAt string           `json:"expires_at,omitempty"`
	Step      dispute.Step     `json:"step"`
	Notes     []dispute.Note   `json:"notes"`
	TextTo    []string         `json:"text_to,omitempty"`
	Digits    string           `json:"digits,omitempty"`
	TriesLeft *int             `json:"tries_left,omitempty"`
	TextsLeft *int             `json:"texts_left,omitempty"`
	Record    *record          `json:"record,omitempty"`
	Documents int              `json:"documents,omitempty"`
	Audit     []disputes.Entry `json:"audit,omitempty"`
}

type record struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func (a *API) contested(ctx context.Context, s dispute.Standing) contested {
	c := &s.Case
	answer := contested{
		Subject: c.Subject, Claim: c.Claim, Proof: c.Proof, Words: c.Words, State: c.State, Outcome: c.Outcome, By: c.By, Reason: c.Reason,
		OpenedAt: moment(c.OpenedAt), ProvedAt: moment(c.ProvedAt), ClosedAt: moment(c.ClosedAt), ExpiresAt: moment(s.Expires),
		Step: s.Step, Notes: append([]dispute.Note{}, s.Notes...), TextTo: s.TextTo, Digits: s.Digits, Documents: s.Papers,
		Audit: disputes.EntriesOf(ctx, a.Audit, c),
	}
	if s.Step == dispute.TypeDigits {
		answer.TriesLeft = &s.TriesLeft
	}
	if s.Step == dispute.TypeDigits || s.Step == dispute.AskDigits {
		answer.TextsLeft = &s.TextsLeft
	}
	if s.Step == dispute.AddRecord {
		answer.Record = &record{s.Record.Name, s.Record.Value}
	}
	return answer
}

// moment writes a time, and "" for none.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// contest is the body of POST /v1/disputes.
type contest struct {
	Subject report.SubjectDraft `json:"subject"`
	Region  string              `json:"region"`
	Claim   casefile.Claim      `json:"claim"`
	Proof   casefile.Proof      `json:"proof"`
	Words   string              `json:"words"`
	Lang    string              `json:"lang"`
}

// about returns what is contested.
func (c *contest) about() (subject.Key, error) {
	region, ok := subject.ParseRegion(c.Region)
	switch {
	case !ok:
		return subject.Key{}, &subject.Error{Problem: subject.BadRegion}
	case c.Subject.Kind == "":
		return subject.Parse(c.Subject.Value, region)
	}
	return subject.ParseKind(subject.Kind(c.Subject.Kind), c.Subject.Value, region)
}

// openDispute answers POST /v1/disputes. The owner reads in the language that is given, or in that of the request.
func (a *API) openDispute(c echo.Context) error {
	var asked contest
	if err := decode(c, &asked); err != nil {
		return err
	}
	about, err := asked.about()
	if err != nil {
		return err
	}
	if asked.Lang == "" {
		asked.Lang = string(route.Lang(c))
	}
	opened, err := a.Disputes.Open(c.Request().Context(), dispute.Request{
		Subject: about, Claim: asked.Claim, Proof: asked.Proof, Words: asked.Words, Lang: asked.Lang,
	})
	if err != nil {
		return err
	}
	answer := a.contested(c.Request().Context(), opened.Standing)
	answer.Code = opened.Code.String()
	return confidential(c, http.StatusCreated, answer)
}

// dispute answers GET /v1/disputes/{code}.
func (a *API) dispute(c echo.Context) error { return a.move((*dispute.Office).Case)(c) }

// move answers what needs nothing but a code.
func (a *API) move(do func(*dispute.Office, context.Context, dispute.Code) (dispute.Standing, error)) echo.HandlerFunc {
	return func(c echo.Context) error {
		code, err := dispute.ParseCode(route.Param(c, "code"))
		if err != nil {
			return err
		}
		s, err := do(a.Disputes, c.Request().Context(), code)
		if err != nil {
			return err
		}
		return confidential(c, http.StatusOK, a.contested(c.Request().Context(), s))
	}
}

// proveDispute answers POST /v1/disputes/{code}/prove.
func (a *API) proveDispute(c echo.Context) error {
	var typed struct {
		Digits string `json:"digits"`
	}
	if err := decode(c, &typed); err != nil {
		return err
	}
	return a.move(func(o *dispute.Office, ctx context.Context, code dispute.Code) (dispute.Standing, error) {
		return o.Prove(ctx, code, typed.Digits)
	})(c)
}

// paper answers POST /v1/disputes/{code}/documents: the body is the document.
func (a *API) paper(c echo.Context) error {
	content, err := route.Bytes(c)
	if err != nil {
		return err
	}
	media, _, err := mime.ParseMediaType(c.Request().Header.Get(echo.HeaderContentType))
	if err != nil {
		media = "" // its bytes tell
	}
	return a.move(func(o *dispute.Office, ctx context.Context, code dispute.Code) (dispute.Standing, error) {
		return o.Submit(ctx, code, dispute.Upload{Type: media, Content: content})
	})(c)
}

// held answers GET /v1/disputes/{code}/held.
func (a *API) held(c echo.Context) error {
	code, err := dispute.ParseCode(route.Param(c, "code"))
	if err != nil {
		return err
	}
	h, err := a.Disputes.Held(c.Request().Context(), code)
	if err != nil {
		return err
	}
	return confidential(c, http.StatusOK, disputes.NewHeld(c.Request().Context(), &h, a.Audit))
}
