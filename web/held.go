package web

import (
	"slices"
	"time"

	"ringfence/internal/casefile"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// Held shows its owner what is held about a subject.
type Held struct {
	Frame
	Code      string
	Key       subject.Key
	AsOf      time.Time
	Judgement reputation.Judgement
	Said      []Said
	Decisions []Decided
	Flagged   time.Time
	Cases     []Contested
}

// Decided is a decision as the owner of its subject is told of it; see dispute.Decided.
type Decided struct {
	reputation.Decision
	Others bool // of somebody else's dispute: of its time the month is told
}

// Contested is a dispute likewise.
type Contested struct {
	casefile.Case
	Others bool
}

// Said is a statement as its owner is told of it.
type Said struct {
	Month    time.Time
	Polarity string
	Category string
	Tier     string
	State    reputation.State
}

func (Held) set() string { return "held" }

// Label is the subject as people write it.
func (h Held) Label() string { return h.Key.Format() }

// Title names the subject.
func (h Held) Title() string { return h.T("held.title", "subject", h.Label()) }

// Description says what it is.
func (h Held) Description() string { return h.T("held.lead") }

// Shown is what everybody is told.
func (h Held) Shown() []Fact {
	s := Subject{Frame: h.Frame, Key: h.Key, Judgement: h.Judgement}
	facts := append([]Fact{{h.T("held.verdict"), s.Headline()}}, s.Figures()...)
	listed := "held.listed.no"
	if h.Judgement.Listed {
		listed = "held.listed.yes"
	}
	return append(facts, Fact{h.T("held.listed"), h.T(listed)})
}

// Statements are what was said, one by one, as far as it is told.
func (h Held) Statements() Ledger {
	all := Ledger{Caption: h.Count(), Heads: []string{h.T("held.month"), h.T("held.what"), h.T("held.how"), h.T("held.state")}}
	for _, s := range h.Said {
		line := []string{h.T("held.said." + s.Polarity), h.T("method.tier." + s.Tier), h.T("held.state." + string(s.State))}
		if s.Polarity == string(report.Bad) && s.Category != "" {
			line[0] = h.Name(catalogue.Categories, s.Category)
		}
		all.Rows = append(all.Rows, LedgerRow{month(h.Lang, s.Month), line})
	}
	return all
}

// Count says how many those are.
func (h Held) Count() string { return h.T("held.said.count", "count", len(h.Said)) }

// Decided are the decisions about it.
func (h Held) Decided() []Fact {
	facts := make([]Fact, len(h.Decisions))
	for i, d := range h.Decisions {
		facts[i] = decided(h.Frame, d.Kind, d.At, d.By, d.Reason)
		facts[i].Label = h.when(d.At, d.Others)
	}
	return facts
}

// decided says who decided what, and when.
func decided(f Frame, kind reputation.DecisionKind, at time.Time, by, reason string) Fact {
	value := f.T("decision.by", "what", f.T("decision."+string(kind)), "by", by)
	if reason != "" {
		value += "\n" + reason
	}
	return Fact{day(f.Lang, at), value}
}

// Contested are the disputes about it.
func (h Held) Contested() []Fact {
	facts := make([]Fact, len(h.Cases))
	for i, c := range h.Cases {
		state := string(c.State)
		if c.State == casefile.Closed {
			state = closedAs(c.Outcome)
		}
		facts[i] = Fact{h.when(c.OpenedAt, c.Others), h.T("case.state." + state)}
	}
	return facts
}

// when says when something was, as far as whoever asks is told.
func (h Held) when(at time.Time, others bool) string {
	if others {
		return month(h.Lang, at)
	}
	return day(h.Lang, at)
}

// Coarse reports whether some of it is of disputes of somebody else.
func (h Held) Coarse() bool {
	return slices.ContainsFunc(h.Cases, func(c Contested) bool { return c.Others }) || slices.ContainsFunc(h.Decisions, func(d Decided) bool { return d.Others })
}

// FlaggedText says when a brigade was suspected; "" for never.
func (h Held) FlaggedText() string {
	if h.Flagged.IsZero() {
		return ""
	}
	return h.T("held.flagged", "month", month(h.Lang, h.Flagged))
}

// ContestLink is where another dispute about it begins.
func (h Held) ContestLink() string { return h.Link(ContestPath(h.Key)) }

// AsOfText is the moment of all that.
func (h Held) AsOfText() string { return h.T("subject.as_of", "time", minute(h.Lang, h.AsOf)) }
