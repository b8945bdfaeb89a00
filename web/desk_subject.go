package web

import (
	"slices"
	"time"

	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

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

// Case adds a dispute about the subject.
func (d *DeskSubject) Case(c casefile.Case) { d.Cases = append(d.Cases, caseWay(d.Desk, c)) }

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
