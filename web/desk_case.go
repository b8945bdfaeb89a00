package web

import (
	"fmt"
	"time"

	"ringfence/internal/casefile"
	"ringfence/internal/reputation"
	"ringfence/web/catalogue"
)

// DeskCase is a dispute.
type DeskCase struct {
	Desk
	ID       string
	Heading  string
	About    string // path of the subject at the desk
	Facts    []Fact
	Words    string
	Shown    Verdict
	Papers   []DeskPaper
	Earlier  []Way
	Admits   casefile.Follow // what follows if its documents are accepted as the proof; "" where they cannot be
	Outcomes []Option
	Typed    string // reason, as typed
	Closed   string // how it ended; "" while it has not
	Erased   bool   // there were documents, which were erased with the answer
	Unread   string // which documents who reads the page has not opened, in words; "" for none
}

func (DeskCase) set() string { return "desk_case" }

// Title names the subject.
func (d DeskCase) Title() string { return d.Heading }

// AnswerPath is where an answer is sent.
func (d DeskCase) AnswerPath() string { return d.Link(DeskCasesPath + d.ID) }

// AdmitPath is where documents are accepted as the proof.
func (d DeskCase) AdmitPath() string { return d.Link(DeskCasesPath + d.ID + "/admit") }

// admitting are what is said of what follows from accepting documents, and the button for it.
var admitting = map[casefile.Follow][2]string{
	casefile.ToContest: {"desk.case.admit.contest.text", "desk.case.admit.contest"},
	casefile.ToAnswer:  {"desk.case.admit.answer.text", "desk.case.admit.contest"},
	casefile.ToRecycle: {"desk.case.admit.recycle.text", "desk.case.admit.recycle"},
	casefile.ToErase:   {"desk.case.admit.erase.text", "desk.case.admit.erase"},
	casefile.ToUphold:  {"desk.case.admit.uphold.text", "desk.case.admit.uphold"},
}

// AdmitText says when to accept the documents, and what follows from it.
func (d DeskCase) AdmitText() string {
	return after(d.Lang, d.T("desk.case.admit.if"), d.T(admitting[d.Admits][0]))
}

// AdmitButton does it.
func (d DeskCase) AdmitButton() string { return d.T(admitting[d.Admits][1]) }

// DeskPaper is a document.
type DeskPaper struct {
	Label, Path string
	Gone        bool
}

// NewDeskCase returns the page of a case.
func NewDeskCase(d Desk, c casefile.Case, j reputation.Judgement, now time.Time) DeskCase {
	shown := NewSubject(d.Frame, c.Subject, j, now)
	p := DeskCase{
		Desk: d, ID: c.ID, Heading: d.T("desk.case.of", "number", c.Subject.Format()), About: d.Link(DeskSubjectPath(c.Subject)), Words: c.Words,
		Shown: Verdict{ID: "verdict", Tone: shown.Tone(), Headline: shown.Headline(), Meaning: shown.Meaning()},
		Facts: []Fact{
			{d.T("desk.case.claim"), d.T("desk.claim." + string(c.Claim))}, {d.T("desk.case.proof"), d.T("desk.proof." + string(c.Proof))},
			{d.T("desk.case.state"), d.T("desk.state." + string(c.State))}, {d.T("desk.case.opened"), minute(d.Lang, c.OpenedAt) + " · " + d.since(c.OpenedAt, now)},
		},
	}
	if !c.ProvedAt.IsZero() {
		p.Facts = append(p.Facts, Fact{d.T("desk.case.proved"), minute(d.Lang, c.ProvedAt)})
	}
	p.Facts = append(p.Facts, Fact{d.T("desk.case.reads"), ownNames[catalogue.Lang(c.Lang)]})
	if c.State == casefile.Closed {
		p.Erased = c.Proof == casefile.Documents
		p.Closed = d.T("desk.case.closed", "outcome", d.T("desk.outcome."+string(c.Outcome)), "day", day(d.Lang, c.ClosedAt))
		if c.Reason != "" {
			p.Facts = append(p.Facts, Fact{d.T("desk.reason"), c.Reason})
		}
	}
	return p
}

// Unopened says which documents, by their places, who reads the page has not opened, though they are to say whether those prove it.
func (d *DeskCase) Unopened(places []int) {
	var names []string
	for _, n := range places {
		names = append(names, fmt.Sprint(n))
	}
	if len(names) > 0 {
		d.Unread = d.T("desk.case.unread", "count", len(names), "which", d.Lang.List(names))
	}
}

// Paper adds a document.
func (d *DeskCase) Paper(name, media string, size int, sent time.Time, gone bool) {
	d.Papers = append(d.Papers, DeskPaper{
		Label: d.T("desk.case.paper", "n", len(d.Papers)+1, "type", media, "size", (size+1023)/1024, "at", minute(d.Lang, sent)),
		Path:  DeskCasesPath + d.ID + "/documents/" + name, Gone: gone,
	})
}

// May offers answers.
func (d *DeskCase) May(outcomes []casefile.Outcome, chosen string) {
	d.Outcomes = options(d.Frame, "outcome", deskAnswers, outcomes, chosen)
}

// Other adds another dispute about the subject.
func (d *DeskCase) Other(c casefile.Case) { d.Earlier = append(d.Earlier, caseWay(d.Desk, c)) }

// Outcome is the choice of an answer.
func (d DeskCase) Outcome() Field {
	f := d.field("outcome", "desk.case.outcome", "", "")
	f.Type, f.Options = "radio", d.Outcomes
	return f
}

// Reason asks why.
func (d DeskCase) Reason() Field {
	return d.field("reason", "desk.reason", "desk.case.reason.hint", d.Typed)
}

// caseWay leads to a case.
func caseWay(d Desk, c casefile.Case) Way {
	state := d.T("desk.state." + string(c.State))
	if c.State == casefile.Closed {
		state = d.T("desk.outcome." + string(c.Outcome))
	}
	return Way{d.Link(DeskCasesPath + c.ID), c.Subject.Format(), d.T("desk.claim."+string(c.Claim)) + " · " + state + " · " + day(d.Lang, c.OpenedAt)}
}
