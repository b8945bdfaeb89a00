package web

import (
	"fmt"
	"net/url"
	"slices"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/moderator"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

func queryEscape(s string) string { return url.QueryEscape(s) }

// DeskSubject is all that the desk sees of a subject. Without a Key it asks for one.
type DeskSubject struct {
	Desk
	Typed    string // as typed
	Key      string // canonical; "" for none
	Heading  string
	Shown    Verdict
	Public   string // path of its public page
	Lines    []DeskLine
	Left     int
	Rulings  []DeskRuling
	Flag     *DeskFlag
	Cases    []Way
	Entered  string // official name it is entered by; "" for none
	Picked   string // report that was chosen
	Decision string // likewise
	Reasons  DeskReasons
}

// DeskReasons are the reasons as typed.
type DeskReasons struct{ Rule, Undo, Report, Flag string }

func (DeskSubject) set() string { return "desk_subject" }

// Title names the subject.
func (d DeskSubject) Title() string {
	if d.Key == "" {
		return d.Desk.Title()
	}
	return d.Heading
}

// Ask asks for a subject.
func (d DeskSubject) Ask() Field {
	f := d.field("about", "desk.number", "desk.number.hint", d.Typed)
	f.Large = true
	return f
}

// DeskLine is a statement.
type DeskLine struct {
	Report                                              string // handle
	ElementID                                           string
	Month, Says, Category, Tier, State, Network, Remark string
	Chosen, Made                                        bool
}

// Line is what a statement is made of; see sanction.Said.
type Line struct {
	Report     string // handle
	Month      time.Time
	Polarity   report.Polarity
	Category   report.Category
	Tier       reputation.Tier
	State      reputation.State
	Network    string
	APIKey     string
	Known      bool
	Distrusted bool
	Made       bool
}

// Add adds a statement.
func (d *DeskSubject) Add(l Line) {
	shown := DeskLine{
		Report: l.Report, Month: month(d.Lang, l.Month), Says: d.T("desk.says." + string(l.Polarity)), Tier: d.T("desk.tier." + string(l.Tier)),
		State: d.T("desk.stated." + string(l.State)), Network: l.Network, Chosen: l.Report == d.Picked, Made: l.Made,
	}
	shown.ElementID = "report"
	if len(d.Lines) > 0 {
		shown.ElementID += "-" + shown.Report
	}
	if l.Category != "" {
		shown.Category = d.Name(catalogue.Categories, string(l.Category))
	}
	var remarks []string
	for _, r := range []struct {
		said string
		is   bool
	}{{"desk.line.made", l.Made}, {"desk.line.distrusted", l.Distrusted}, {"desk.line.unknown", !l.Known}} {
		if r.is {
			remarks = append(remarks, d.T(r.said))
		}
	}
	if l.APIKey != "" {
		remarks = append(remarks, d.T("desk.line.key", "name", l.APIKey))
	}
	shown.Remark = d.Lang.List(remarks)
	d.Lines = append(d.Lines, shown)
}

// Marked says what a row chooses, for those who do not see the row.
func (d DeskSubject) Marked(l DeskLine) string {
	return d.T("desk.line.choose", "month", l.Month, "says", l.Says, "network", l.Network)
}

// LeftText says how many are not shown.
func (d DeskSubject) LeftText() string { return d.T("desk.subject.left", "count", d.Left) }

// DeskRuling is a decision.
type DeskRuling struct {
	ID, ElementID      string
	What, At, By, Text string
	Of                 string // which decision was taken back, in words; "" for one that takes none back
	Gone               bool   // it was taken back
	Undoable           bool   // one moderator can take it back
	Chosen             bool
}

// Ruling adds a decision, which is one of all about the subject.
func (d *DeskSubject) Ruling(r reputation.Decision, all []reputation.Decision) {
	gone := reputation.Undone(all, r.ID)
	shown := DeskRuling{
		ID: r.ID, What: d.T("desk.decision." + string(r.Kind)), At: minute(d.Lang, r.At), By: r.By, Text: r.Reason, Gone: gone, Chosen: r.ID == d.Decision,
		Undoable: !gone && r.Kind != reputation.Register && r.Kind != reputation.Forget && r.Kind != reputation.Undo,
	}
	shown.ElementID = "decision-" + r.ID
	if shown.Undoable && !d.Undoable() {
		shown.ElementID = "decision"
	}
	if i := slices.IndexFunc(all, func(o reputation.Decision) bool { return r.Undoes != "" && o.ID == r.Undoes }); i >= 0 {
		shown.Of = d.T("desk.subject.undid", "what", d.T("desk.decision."+string(all[i].Kind)), "by", all[i].By, "at", minute(d.Lang, all[i].At))
	}
	if r.Kind == reputation.Register && !gone {
		d.Entered = r.Name
	}
	d.Rulings = append(d.Rulings, shown)
}

// Undoable reports whether there is a decision that can be taken back.
func (d DeskSubject) Undoable() bool {
	for _, r := range d.Rulings {
		if r.Undoable {
			return true
		}
	}
	return false
}

// EnteredText says as what the number is on the registry.
func (d DeskSubject) EnteredText() string { return d.T("desk.subject.entered", "name", d.Entered) }

// DeskFlag is where a brigade may have been at work.
type DeskFlag struct {
	Text  string
	Found bool   // what makes it is found, and can be taken out at once
	Makes string // how many statements that are, or why none can be told
	Done  string
}

// Flagged adds a flag, after the statements.
func (d *DeskSubject) Flagged(f brigade.Flag, found bool) {
	d.Flag = &DeskFlag{Text: flagText(d.Desk, f), Found: found}
	if !f.Dismissed.IsZero() {
		d.Flag.Done = d.T("desk.flag.dismissed", "by", f.By, "day", day(d.Lang, f.Dismissed))
		return
	}
	if !found {
		d.Flag.Makes = d.T("desk.flag.lost")
		return
	}
	made := 0
	for _, l := range d.Lines {
		if l.Made {
			made++
		}
	}
	d.Flag.Makes = d.T("desk.flag.makes", "count", made)
	if made < f.Reports {
		d.Flag.Makes = after(d.Lang, d.Flag.Makes, d.T("desk.flag.others", "count", f.Reports-made))
	}
}

func flagText(d Desk, f brigade.Flag) string {
	said := d.T("desk.flag.text", "reports", f.Reports, "new", f.New, "since", minute(d.Lang, f.Since), "until", minute(d.Lang, f.Until))
	return after(d.Lang, said, d.T("desk.flag.networks", "count", f.Networks))
}

// after puts a sentence after another. Chinese has no space there.
func after(l catalogue.Lang, first, second string) string {
	if l == catalogue.ZhCN {
		return first + second
	}
	return first + " " + second
}

// Case adds a dispute about the subject.
func (d *DeskSubject) Case(c casefile.Case) { d.Cases = append(d.Cases, caseWay(d.Desk, c)) }

// Reasons of the forms.

// RuleReason asks why it is ruled so.
func (d DeskSubject) RuleReason() Field { return d.reason("reason_rule", d.Reasons.Rule) }

// UndoReason asks why a decision is taken back.
func (d DeskSubject) UndoReason() Field { return d.reason("reason_undo", d.Reasons.Undo) }

// ReportReason asks why a report is not to count.
func (d DeskSubject) ReportReason() Field { return d.reason("reason_report", d.Reasons.Report) }

// FlagReason asks why a flag is done with.
func (d DeskSubject) FlagReason() Field { return d.reason("reason_flag", d.Reasons.Flag) }

// NewDeskSubject returns the page of a subject of which this is shown.
func NewDeskSubject(d Desk, key subject.Key, j reputation.Judgement, now time.Time) DeskSubject {
	shown := NewSubject(d.Frame, key, j, now)
	return DeskSubject{
		Desk: d, Key: key.String(), Heading: key.Format(), Public: d.Link(SubjectPath(key)),
		Shown: Verdict{ID: "verdict", Tone: shown.Tone(), Headline: shown.Headline(), Meaning: shown.Meaning()},
	}
}

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
	Admits   bool
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
func (d DeskCase) Reason() Field { return d.reason("reason", d.Typed) }

// caseWay leads to a case.
func caseWay(d Desk, c casefile.Case) Way {
	state := d.T("desk.state." + string(c.State))
	if c.State == casefile.Closed {
		state = d.T("desk.outcome." + string(c.Outcome))
	}
	return Way{d.Link(DeskCasesPath + c.ID), c.Subject.Format(), d.T("desk.claim."+string(c.Claim)) + " · " + state + " · " + day(d.Lang, c.OpenedAt)}
}

// CaseWay leads from the queue to a case that waits.
func (d Desk) CaseWay(c casefile.Case, now time.Time) Way {
	return Way{d.Link(DeskCasesPath + c.ID), c.Subject.Format(), d.T("desk.claim."+string(c.Claim)) + " · " + d.T("desk.state."+string(c.State)) + " · " + d.since(c.OpenedAt, now)}
}

// FlagWay leads from the queue to a subject where a brigade may have been at work.
func (d Desk) FlagWay(f brigade.Flag) Way {
	return Way{d.Link(DeskSubjectPath(f.Subject)), f.Subject.Format(), flagText(d, f)}
}

// ProposalWay leads from the queue to a proposal.
func (d Desk) ProposalWay(id, label, name, by string, at, now time.Time) Way {
	return Way{d.Link(DeskRegistryPath) + "#proposal-" + id, label, name + " · " + d.T("desk.registry.by_whom", "by", by) + " · " + d.since(at, now)}
}

// BurstWay leads from the queue to what rises.
func (d Desk) BurstWay(b trend.Burst, where string) Way {
	path := d.ScopePath(b.Scope)
	if b.Scope == trend.Country() {
		path = d.CategoryPath(b.Category)
	}
	return Way{path, d.Name(catalogue.Categories, b.Category), d.T("desk.burst", "where", where, "reporters", b.Reporters, "day", day(d.Lang, b.FoundAt))}
}

// DeskTexts are texts that wait for somebody to read them, and those that everybody sees.
type DeskTexts struct {
	Desk
	Waiting, Shown []DeskText
	Picked         []string // of those that wait
}

func (DeskTexts) set() string { return "desk_texts" }

// DeskText is one.
type DeskText struct {
	ID        string // by which it is approved or taken back
	ElementID string
	Head      string
	Text      string
	Lang      string
	Alike     bool
	Chosen    bool
}

// Wait adds a text that waits; see examples.Text.
func (d *DeskTexts) Wait(name string, on time.Time, c report.Category, kind report.Kind, lang, text string, alike bool) {
	id := "text" // of the field as a whole, so that a link to it finds the first
	if len(d.Waiting) > 0 {
		id += "-" + name
	}
	d.Waiting = append(d.Waiting, DeskText{ID: name, ElementID: id, Chosen: slices.Contains(d.Picked, name), Head: d.Name(catalogue.Categories, string(c)) + " · " + d.Name(catalogue.ReportKinds, string(kind)) + " · " + day(d.Lang, on), Text: text, Lang: lang, Alike: alike})
}

// Element returns the ID of the box by which a text is chosen, "" for one that does not wait.
func (d DeskTexts) Element(name string) string {
	i := slices.IndexFunc(d.Waiting, func(t DeskText) bool { return t.ID == name })
	if i < 0 {
		return ""
	}
	return d.Waiting[i].ElementID
}

// Show adds one that everybody sees.
func (d *DeskTexts) Show(e trend.Example) {
	d.Shown = append(d.Shown, DeskText{ID: e.ID, Head: d.Name(catalogue.Categories, string(e.Category)) + " · " + d.T("desk.texts.by", "by", e.By, "day", day(d.Lang, e.ApprovedAt)), Text: e.Text, Lang: e.Lang})
}

// Add adds an entry.
func (d *DeskLog) Add(e auditlog.Entry) {
	line := DeskEntry{Index: number(e.Index), At: minute(d.Lang, e.At), By: e.By, What: d.T("desk.action." + string(e.Action)), Reason: e.Reason}
	switch {
	case e.Action == auditlog.ChangedPeople:
		line.What += " · " + d.T("desk.people."+e.Kind) + " · " + e.Object
		if role := moderator.Role(e.Reason); role == moderator.Moderator || role == moderator.Auditor {
			line.Reason = d.T("desk.role." + e.Reason)
		}
	case e.Action == auditlog.ClosedCase:
		line.What += " · " + d.T("desk.outcome."+e.Kind)
	case e.Action == auditlog.Decided, e.Action == auditlog.Adopted && e.Subject != (subject.Key{}):
		line.What += " · " + d.T("desk.decision."+e.Kind)
	case e.Action == auditlog.ReadTexts && e.Kind != "":
		line.What += " · " + d.Name(catalogue.Categories, e.Kind)
	case e.Action == auditlog.Proposed && e.Kind == auditlog.Removal:
		line.What += " · " + d.T("desk.log.removal") + " · " + e.Name
	case e.Action == auditlog.Proposed:
		line.What += " · " + d.T("desk.sector."+e.Kind) + " · " + e.Name
	}
	if e.Action == auditlog.KeysDestroyed || e.Action == auditlog.Abandoned {
		line.What += " · " + e.Object
	}
	if e.Subject != (subject.Key{}) {
		line.Subject = e.Subject.Format()
		if d.Decides() {
			line.Path = d.Link(DeskSubjectPath(e.Subject))
		}
	}
	d.Lines = append(d.Lines, line)
}
