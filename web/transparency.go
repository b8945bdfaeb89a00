package web

import (
	"strconv"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/casefile"
	"ringfence/internal/reputation"
	"ringfence/internal/transparency"
)

// Transparency says how the service itself acts, in figures.
type Transparency struct {
	Frame
	Figures    transparency.Figures
	Registered int // numbers on the registry
}

func (Transparency) set() string { return "transparency" }

// Title names the page.
func (t Transparency) Title() string { return t.T("open.title") }

// Description says what is on it.
func (t Transparency) Description() string { return t.T("open.lead") }

// monthsShown are as many as fit beside each other on a desk; files have all.
const monthsShown = 6

// months are the last ones, the newest first.
func (t Transparency) months() (shown []transparency.Month) {
	all := t.Figures.Months
	for i := len(all) - 1; i >= 0 && len(shown) < monthsShown; i-- {
		shown = append(shown, all[i])
	}
	return shown
}

// Counted reports whether figures were counted since the start.
func (t Transparency) Counted() bool { return !t.Figures.AsOf.IsZero() }

// Now is how it stands.
func (t Transparency) Now() []Fact {
	p := t.Figures.Pending
	facts := []Fact{
		{t.T("open.now.median"), t.wait(t.Figures.Median)},
		{t.T("open.now.in_force"), strconv.Itoa(p.InForce)},
		{t.T("open.now.submitted"), strconv.Itoa(p.Submitted)},
	}
	if !p.Oldest.IsZero() {
		facts = append(facts, Fact{t.T("open.now.oldest"), t.wait(max(0, t.Figures.AsOf.Sub(p.Oldest)))})
	}
	return append(facts, Fact{t.T("open.now.waiting"), strconv.Itoa(p.Waiting)},
		Fact{t.T("open.now.registered"), strconv.Itoa(t.Registered)}, Fact{t.T("open.now.logged"), strconv.FormatUint(t.Figures.Logged, 10)})
}

// wait says how many days; of none that there is none.
func (t Transparency) wait(d time.Duration) string {
	if d == 0 {
		return t.T("open.none")
	}
	return t.T("open.days", "days", decimal(d.Hours()/24, 1))
}

// ledger is a table with a column for each month.
func (t Transparency) ledger(caption string, rows ...row) Ledger {
	l := Ledger{Caption: t.T(caption), Heads: []string{t.T("open.what")}}
	months := t.months()
	for _, m := range months {
		l.Heads = append(l.Heads, month(t.Lang, m.Begins))
	}
	for _, r := range rows {
		line := LedgerRow{Head: t.T(r.name)}
		for _, m := range months {
			line.Cells = append(line.Cells, r.of(m))
		}
		l.Rows = append(l.Rows, line)
	}
	return l
}

// row is what is told of each month.
type row struct {
	name string
	of   func(transparency.Month) string
}

func count(name string, of func(transparency.Month) int) row {
	return row{name, func(m transparency.Month) string { return strconv.Itoa(of(m)) }}
}

// Disputes are how many came, and how long their owners waited.
func (t Transparency) Disputes() Ledger {
	return t.ledger("open.disputes.caption",
		count("open.opened", func(m transparency.Month) int { return m.Opened }),
		count("open.proved", func(m transparency.Month) int { return m.Proved }),
		count("open.closed", func(m transparency.Month) int { return m.Closed }),
		count("open.answered", func(m transparency.Month) int { return m.Answered }),
		row{"open.median", func(m transparency.Month) string { return t.wait(m.Median) }})
}

// Outcomes are what became of them.
func (t Transparency) Outcomes() Ledger {
	var rows []row
	for _, o := range casefile.Outcomes() {
		rows = append(rows, count("case.state."+closedAs(o), func(m transparency.Month) int { return m.Outcomes[o] }))
	}
	return t.ledger("open.outcomes.caption", rows...)
}

// Decisions are those of owners and moderators.
func (t Transparency) Decisions() Ledger {
	var rows []row
	for _, k := range transparency.Kinds() {
		rows = append(rows, count("decision."+string(k), func(m transparency.Month) int { return m.Decisions[k] }))
	}
	return t.ledger("open.decisions.caption", rows...)
}

// Acts are what moderators read and changed beside that.
func (t Transparency) Acts() Ledger {
	var rows []row
	for _, a := range transparency.Actions() {
		rows = append(rows, count("open.act."+string(a), func(m transparency.Month) int { return m.Actions[a] }))
	}
	return t.ledger("open.acts.caption", rows...)
}

// Erased is what was erased because its time was over.
func (t Transparency) Erased() Ledger {
	return t.ledger("open.erased.caption",
		count("open.erased.texts", func(m transparency.Month) int { return m.Erased.Texts }),
		count("open.erased.links", func(m transparency.Month) int { return m.Erased.Links }),
		count("open.erased.documents", func(m transparency.Month) int { return m.Erased.Documents }),
		count("open.erased.conversations", func(m transparency.Month) int { return m.Erased.Conversations }),
		count("open.erased.keys", func(m transparency.Month) int { return m.Erased.Keys }))
}

// AsOfText is when it was counted.
func (t Transparency) AsOfText() string {
	return t.T("subject.as_of", "time", minute(t.Lang, t.Figures.AsOf))
}

// Recorded is a decision as the audit log has it.
type Recorded struct {
	Entry auditlog.Entry
	Leaf  string // hash of the entry
}

// RecordedFacts say what was decided last about the subject.
func (s Subject) RecordedFacts() []Fact {
	e := s.Recorded.Entry
	at := e.At
	if e.Action == auditlog.Adopted && !e.Made.IsZero() {
		at = e.Made
	}
	return []Fact{decided(s.Frame, reputation.DecisionKind(e.Kind), at, e.By, e.Reason)}
}

// LogFacts say where that stands in the audit log.
func (s Subject) LogFacts() []Fact {
	return []Fact{{s.T("subject.log.index"), strconv.FormatUint(s.Recorded.Entry.Index, 10)}, {s.T("subject.log.leaf"), s.Recorded.Leaf}}
}
