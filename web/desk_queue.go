package web

import (
	"time"

	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// DeskQueue is what waits, by urgency.
type DeskQueue struct {
	Desk
	Parts []DeskPart
}

func (DeskQueue) set() string { return "desk_queue" }

// DeskPart is what waits of one kind.
type DeskPart struct {
	ID      string
	Heading string
	Text    string
	Ways    []Way
	None    string // said where nothing waits
	More    string // said where more waits than is shown
}

// Part adds what waits of a kind. Of those that are not shown there may be more than were counted: least says so.
func (d *DeskQueue) Part(kind string, ways []Way, more int, least bool) {
	p := DeskPart{ID: "part-" + kind, Heading: d.T("desk.queue." + kind), Text: d.T("desk.queue." + kind + ".text"), Ways: ways}
	if len(ways) == 0 {
		p.None = d.T("desk.queue.none")
	}
	switch {
	case more > 0 && least:
		p.More = d.T("desk.queue.least", "count", more)
	case more > 0:
		p.More = d.T("desk.queue.more", "count", more)
	}
	d.Parts = append(d.Parts, p)
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
