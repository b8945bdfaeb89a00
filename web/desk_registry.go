package web

import (
	"time"

	"ringfence/internal/registry"
	"ringfence/internal/reputation"
)

// DeskRegistry is where numbers are proposed for the registry.
type DeskRegistry struct {
	Desk
	Number, Name, Sector, Evidence string // of a proposal, as typed
	Gone, Reason                   string // of a removal, as typed
	Waiting                        []DeskProposal
	Entries                        int
}

func (DeskRegistry) set() string { return "desk_registry" }

// DeskProposal is one that waits.
type DeskProposal struct {
	ID         string
	Heading    string
	Facts      []Fact
	Evidence   Evidence
	Own        bool   // who reads the page proposed it
	Operator   bool   // no moderator has proposed it yet
	Shown      string // what is shown of the number now, in words; "" for nothing that speaks against it
	About      string // path of the number at the desk; "" for who may not see it
	Looked     Field  // to be ticked before it is approved, where something speaks against it
	Unfinished bool   // somebody approved it, and the decision is still to be made
}

// Add adds a proposal about a subject that is judged so.
func (d *DeskRegistry) Add(p registry.Proposal, j reputation.Judgement, now time.Time) {
	what := "desk.registry.entry"
	if p.Remove != "" {
		what = "desk.registry.removal"
	}
	shown := DeskProposal{
		ID: p.ID, Heading: d.T(what, "number", p.Subject.Format()), Evidence: evidence(p.Evidence), Own: p.By == d.Who, Operator: p.ByOperator(), Unfinished: p.State == registry.Approved,
		Facts: []Fact{{d.T("desk.registry.name"), p.Name}},
	}
	if p.Sector != "" {
		shown.Facts = append(shown.Facts, Fact{d.T("desk.registry.sector"), d.T("desk.sector." + string(p.Sector))})
	}
	shown.Facts = append(shown.Facts, Fact{d.T("desk.registry.by"), p.By}, Fact{d.T("desk.registry.at"), minute(d.Lang, p.At) + " · " + d.since(p.At, now)})
	if d.Decides() {
		shown.About = d.Link(DeskSubjectPath(p.Subject))
	}
	if p.Remove == "" && Warned(j.Verdict) {
		of := NewSubject(d.Frame, p.Subject, j, now)
		shown.Shown = d.T("desk.registry.shown", "shown", of.Headline())
		if counts := of.Reasons(); len(counts) > 0 {
			shown.Shown += " " + counts[0]
		}
		shown.Looked = d.field("looked-"+p.ID, "desk.registry.looked", "", "")
		shown.Looked.Options = []Option{{ID: shown.Looked.ID, Value: "yes", Label: shown.Looked.Label}}
	}
	d.Waiting = append(d.Waiting, shown)
}

// Warned reports whether a verdict warns of a number: who makes it an official one should know.
func Warned(v reputation.Verdict) bool { return v == reputation.Scam || v == reputation.Suspicious }

// Count says how many entries there are.
func (d DeskRegistry) Count() string { return d.T("desk.registry.entries", "count", d.Entries) }

// Fields are those of a proposal.
func (d DeskRegistry) Fields() []Field {
	number := d.field("number", "desk.number", "desk.number.hint", d.Number)
	return []Field{number, d.field("body", "desk.registry.name", "desk.registry.name.hint", d.Name)}
}

// SectorField is a list of the sectors.
func (d DeskRegistry) SectorField() Field {
	f := d.field("sector", "desk.registry.sector", "", "")
	f.Options = options(d.Frame, "sector", deskSectors, registry.Sectors(), d.Sector)
	f.Options[0].ID = ""
	return f
}

// EvidenceField asks where it says so.
func (d DeskRegistry) EvidenceField() Field {
	return d.field("evidence", "desk.registry.evidence", "desk.registry.evidence.hint", d.Evidence)
}

// GoneFields are those of a removal.
func (d DeskRegistry) GoneFields() []Field {
	return []Field{d.field("gone", "desk.number", "desk.number.hint", d.Gone), d.field("reason", "desk.reason", "desk.reason.hint", d.Reason)}
}
