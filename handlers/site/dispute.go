package site

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/casefile"
	"ringfence/internal/dispute"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/web"
)

// Disputes moves disputes; see dispute.Office.
type Disputes interface {
	Proofs(about subject.Key) []casefile.Proof
	Open(ctx context.Context, r dispute.Request) (dispute.Opened, error)
	Case(ctx context.Context, code dispute.Code) (dispute.Standing, error)
	Send(ctx context.Context, code dispute.Code) (dispute.Standing, error)
	Prove(ctx context.Context, code dispute.Code, digits string) (dispute.Standing, error)
	CheckDNS(ctx context.Context, code dispute.Code) (dispute.Standing, error)
	Submit(ctx context.Context, code dispute.Code, doc dispute.Upload) (dispute.Standing, error)
	Withdraw(ctx context.Context, code dispute.Code) (dispute.Standing, error)
	Held(ctx context.Context, code dispute.Code) (dispute.Held, error)
}

const (
	disputePath = "/dispute"
	reviewPath  = "/dispute/review"
	casePath    = "/dispute/case"

	maxDisputeForm = 8 << 10 // 500 characters of text, percent-encoded, and as many again that are too many
)

// contests are the pages by which owners contest. The code of a dispute is posted, and stands in no address.
func (s *Site) contests() []route.Route {
	return append([]route.Route{
		{Method: http.MethodGet, Path: disputePath, Handle: s.contest, Budget: route.Lookup, Page: true},
		{Method: http.MethodPost, Path: reviewPath, Handle: s.reviewDispute, MaxBody: maxDisputeForm, Budget: route.Lookup, Page: true},
		{Method: http.MethodPost, Path: disputePath, Handle: s.openDispute, MaxBody: maxDisputeForm, Budget: route.Dispute, Page: true},
	}, s.cases()...)
}

// contest asks which number somebody contests, and once it is known, what they say.
func (s *Site) contest(c echo.Context) error {
	f := s.frame(c)
	if !c.QueryParams().Has("q") {
		f.Index, f.Path = true, disputePath
		return s.show(c, http.StatusOK, web.Contest{Summary: web.Summary{Frame: f}})
	}
	q, kind := typed(c.QueryParam("q")), typed(c.QueryParam("kind"))
	key, err := readSubject(kind, q)
	if err != nil {
		return s.unreadContest(c, kind, q, err)
	}
	return s.showDispute(c, http.StatusOK, key, web.Grounds{}, nil)
}

// unreadContest shows what is wrong with an entry beside its field.
func (s *Site) unreadContest(c echo.Context, kind, q string, err error) error {
	f := s.frame(c)
	problem, ok := misreadAs(f, kind, err)
	if !ok {
		return err
	}
	return s.show(c, http.StatusBadRequest, web.Contest{Summary: web.Summary{Frame: f, Problems: []web.Problem{problem}}, Query: q, Kind: kind})
}

// showDispute shows the form about a subject, or why there is nothing to contest.
func (s *Site) showDispute(c echo.Context, status int, key subject.Key, g web.Grounds, problems []web.Problem) error {
	answer, err := s.Lookups.Lookup(key)
	if err != nil {
		return err
	}
	f := s.frame(c)
	if refused := refusedSubject(key, answer.Judgement); refused != nil {
		text := f.T("dispute.refused." + refusals[refused])
		return s.show(c, http.StatusConflict, web.Contest{Summary: web.Summary{Frame: f, Problems: []web.Problem{{Field: "q", Text: text}}}, Query: key.Format()})
	}
	f.Path, f.Held, f.Again = web.ContestPath(key), "dispute", reviewPath
	return s.show(c, status, web.Dispute{Summary: web.Summary{Frame: f, Problems: problems}, Key: key, Judgement: answer.Judgement, Grounds: g,
		Proofs: s.Disputes.Proofs(key), MaxWords: dispute.MaxWords})
}

// refusedSubject says before anything is typed what Open would say after it; nil where there is something to contest.
func refusedSubject(key subject.Key, j reputation.Judgement) error {
	switch _, sample := report.Sample(key); {
	case sample || report.Helpline(key):
		return dispute.ErrSample
	case !j.Shown && j.Verdict == reputation.Unknown && len(j.Conditions) == 0:
		return dispute.ErrNothing
	}
	return nil
}

// refusals are the names of what is refused, by which messages are found.
var refusals = map[error]string{
	dispute.ErrSample: "sample", dispute.ErrNothing: "nothing", dispute.ErrListed: "listed", dispute.ErrUnderWay: "under_way",
	dispute.ErrAnswered: "answered", dispute.ErrWords: "words",
}

// grounds reads what was typed into the form.
func grounds(fields url.Values) (subject.Key, web.Grounds, error) {
	key, err := subject.ParseKey(fields.Get("subject"))
	if err != nil {
		return key, web.Grounds{}, &route.Refused{Refusal: route.Incomplete}
	}
	return key, web.Grounds{Claim: fields.Get("claim"), Proof: fields.Get("proof"), Words: fields.Get("words")}, nil
}

// posted reads a form that was posted, and the grounds in it.
func posted(c echo.Context) (fields url.Values, key subject.Key, g web.Grounds, err error) {
	if fields, err = form(c); err == nil {
		key, g, err = grounds(fields)
	}
	return fields, key, g, err
}

// unfit returns what is wrong with what was typed.
func (s *Site) unfit(f web.Frame, key subject.Key, g web.Grounds) (problems []web.Problem) {
	if !slices.Contains(casefile.Claims(), casefile.Claim(g.Claim)) {
		problems = append(problems, web.Problem{Field: "claim", Text: f.T("dispute.required.claim")})
	}
	if _, ok := dispute.Spoken(g.Words, key); !ok {
		problems = append(problems, web.Problem{Field: "words", Text: f.T("dispute.refused.words")})
	}
	if !slices.Contains(s.Disputes.Proofs(key), casefile.Proof(g.Proof)) {
		problems = append(problems, web.Problem{Field: "proof", Text: f.T("dispute.required.proof")})
	}
	return problems
}

// reviewDispute shows what will be sent, or the form again. It opens nothing, since one network may open few.
func (s *Site) reviewDispute(c echo.Context) error {
	fields, key, g, err := posted(c)
	if err != nil {
		return err
	}
	f := s.frame(c)
	if asked(fields) || fields.Get("change") != "" {
		return s.showDispute(c, http.StatusOK, key, g, nil)
	}
	if problems := s.unfit(f, key, g); problems != nil {
		return s.showDispute(c, http.StatusBadRequest, key, g, problems)
	}
	return s.showReview(c, http.StatusOK, key, g, nil)
}

func (s *Site) showReview(c echo.Context, status int, key subject.Key, g web.Grounds, problems []web.Problem) error {
	f := s.frame(c)
	f.Path, f.Held, f.Again = disputePath, "held", disputePath
	public, _ := dispute.Spoken(g.Words, key)
	return s.show(c, status, web.DisputeReview{Summary: web.Summary{Frame: f, Problems: problems}, Key: key, Grounds: g, Public: public})
}

// openDispute opens a dispute, and shows its code for the first and last time.
func (s *Site) openDispute(c echo.Context) error {
	fields, key, g, err := posted(c)
	if err != nil {
		return err
	}
	f := s.frame(c)
	if problems := s.unfit(f, key, g); problems != nil {
		return s.showDispute(c, http.StatusBadRequest, key, g, problems)
	}
	if asked(fields) {
		return s.showReview(c, http.StatusOK, key, g, nil)
	}
	opened, err := s.Disputes.Open(c.Request().Context(), dispute.Request{Subject: key, Claim: casefile.Claim(g.Claim), Proof: casefile.Proof(g.Proof), Words: g.Words, Lang: string(f.Lang)})
	if err != nil {
		return s.refuseDispute(c, key, g, err)
	}
	return s.showCase(c, http.StatusOK, opened.Code, opened.Standing, true, nil)
}

// refuseDispute shows the form with why no dispute was opened.
func (s *Site) refuseDispute(c echo.Context, key subject.Key, g web.Grounds, err error) error {
	for refused, name := range refusals {
		if errors.Is(err, refused) {
			problem := web.Problem{Text: s.frame(c).T("dispute.refused." + name)}
			if errors.Is(refused, dispute.ErrListed) {
				problem.Field = "claim"
			}
			return s.showDispute(c, http.StatusConflict, key, g, []web.Problem{problem})
		}
	}
	return err
}

// giveBackDispute shows what was typed when it cannot be taken for now, and when it can.
func (s *Site) giveBackDispute(c echo.Context, status, seconds int, fields url.Values) error {
	f := s.frame(c)
	text := later(f, status, seconds)
	if c.Path() == disputePath && status == http.StatusTooManyRequests && !asked(fields) {
		text = f.T("dispute.busy", "count", cmp.Or((minutes(seconds)+59)/60, 1))
	}
	key, g, err := grounds(fields)
	if err != nil {
		return err
	}
	problems := []web.Problem{{Text: text}}
	if c.Path() == disputePath && s.unfit(f, key, g) == nil {
		return s.showReview(c, status, key, g, problems)
	}
	return s.showDispute(c, status, key, g, problems)
}
