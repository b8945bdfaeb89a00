package storetest

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"ringfence/internal/conversation"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

// model is what a store should keep, in maps that nobody else writes to.
type model struct {
	reports     map[report.ReceiptHash]*filed
	statements  map[subject.Key]map[report.ID]reputation.Statement
	decisions   map[subject.Key]map[string]reputation.Decision
	unsettled   map[subject.Key]map[string]uint32 // versions, by what the model calls a record
	projections map[subject.Key]reputation.Projection
	leases      map[string]lease // by chore
	remembered  map[conversation.Name]conversation.Record
	stopped     map[conversation.Name]bool
	weeks       map[trend.Week]trend.Rollup
	examples    map[report.ReceiptHash]trend.Example
	hooks       map[string]webhook.Hook
}

// lease is who does a chore, in a model.
type lease struct {
	holder string
	turn   uint64
}

// filed is a report in a model.
type filed struct {
	report     reputation.SealedTestimony
	unfinished bool
}

func newModel() *model {
	return &model{
		reports:     map[report.ReceiptHash]*filed{},
		statements:  map[subject.Key]map[report.ID]reputation.Statement{},
		decisions:   map[subject.Key]map[string]reputation.Decision{},
		unsettled:   map[subject.Key]map[string]uint32{},
		projections: map[subject.Key]reputation.Projection{},
		leases:      map[string]lease{},
		remembered:  map[conversation.Name]conversation.Record{},
		stopped:     map[conversation.Name]bool{},
		weeks:       map[trend.Week]trend.Rollup{},
		examples:    map[report.ReceiptHash]trend.Example{},
		hooks:       map[string]webhook.Hook{},
	}
}

func (m *model) note(about subject.Key, record string, version uint32) {
	if m.unsettled[about] == nil {
		m.unsettled[about] = map[string]uint32{}
	}
	m.unsettled[about][record] = version
}

func (m *model) begin(t reputation.SealedTestimony) {
	m.reports[t.Receipt] = &filed{report: t, unfinished: true}
}

func (m *model) complete(f *filed) {
	if !f.unfinished {
		return
	}
	f.unfinished = false
	m.say(f.report.Statements)
	if old := m.reports[f.report.Replaces]; old != nil {
		m.withdraw(old)
	}
	f.report.Replaces = report.ReceiptHash{}
}

// say takes over statements and returns what that leaves unsettled.
func (m *model) say(statements []reputation.Statement) map[string]uint32 {
	marks := map[string]uint32{}
	for _, s := range statements {
		if m.statements[s.Subject] == nil {
			m.statements[s.Subject] = map[report.ID]reputation.Statement{}
		}
		m.statements[s.Subject][s.Report] = s
		mark := "statement " + s.Report.String()
		m.note(s.Subject, mark, 1)
		marks[mark] = 1
	}
	return marks
}

func (m *model) introduce(d reputation.Debut) (shown bool) {
	return m.save(d.Projection, m.say(d.Statements))
}

func (m *model) withdraw(f *filed) {
	m.complete(f)
	f.report.Sealed, f.report.Digest, f.report.Withdrawn = nil, nil, true
	delete(m.examples, f.report.Receipt)
	for _, said := range f.report.Statements {
		s, kept := m.statements[said.Subject][said.Report]
		if !kept {
			continue
		}
		s.Reporter, s.Person = "", ""
		m.statements[s.Subject][s.Report] = s
		m.move(s, reputation.Withdrawn, reputation.Live, reputation.Overturned)
	}
}

// move changes the state of a statement that is kept, if it is in one of those given.
func (m *model) move(s reputation.Statement, to reputation.State, from ...reputation.State) {
	if !slices.Contains(from, s.State) {
		return
	}
	s.State = to
	s.Version++
	m.statements[s.Subject][s.Report] = s
	m.note(s.Subject, "statement "+s.Report.String(), s.Version)
}

// erase completes all reports, erases their testimony, and returns how many had any.
func (m *model) erase() (erased int) {
	for _, f := range m.reports {
		if f.report.Sealed != nil {
			erased++
		}
	}
	for _, f := range m.reports {
		m.complete(f)
		f.report.Sealed, f.report.Digest = nil, nil
	}
	return erased
}

// aged are the subjects with a statement that names somebody and was received before a moment.
func (m *model) aged(before time.Time) []subject.Key {
	return slices.DeleteFunc(m.subjects(), func(about subject.Key) bool {
		return !slices.ContainsFunc(m.said(about), func(s reputation.Statement) bool { return s.Reporter != "" && s.ReceivedAt.Before(before) })
	})
}

// freeze looks, for each statement that is to be frozen, for another that supersedes it. No two in a model are of one minute.
func (m *model) freeze(about subject.Key, before time.Time) (frozen int) {
	said := m.said(about)
	for _, s := range said {
		if s.Reporter == "" || !s.ReceivedAt.Before(before) {
			continue
		}
		superseded := slices.ContainsFunc(said, func(by reputation.Statement) bool {
			return by.State == reputation.Live && by.Person == s.Person && by.ReceivedAt.After(s.ReceivedAt)
		})
		s.Reporter, s.Person = "", ""
		m.statements[about][s.Report] = s
		if frozen++; superseded {
			m.move(s, reputation.Superseded, reputation.Live)
		}
	}
	return frozen
}

func (m *model) vouch(f *filed, by []reputation.Statement) {
	m.complete(f)
	for _, one := range by {
		s := m.statements[one.Subject][one.Report]
		if s.State != reputation.Live || s.Tier != reputation.Anonymous || s.Reporter != "" {
			continue
		}
		s.Tier, s.Mass, s.Own, s.Block, s.Reporter, s.Person = one.Tier, one.Mass, one.Own, one.Block, one.Reporter, one.Person
		s.Version++
		m.statements[one.Subject][one.Report] = s
		m.note(one.Subject, "statement "+one.Report.String(), s.Version)
	}
}

func (m *model) decide(d reputation.Decision) {
	if m.decisions[d.Subject] == nil {
		m.decisions[d.Subject] = map[string]reputation.Decision{}
	}
	if _, kept := m.decisions[d.Subject][d.ID]; !kept {
		m.decisions[d.Subject][d.ID] = d
		m.note(d.Subject, "decision "+d.ID, 1)
	}
}

// save takes over a projection made from what was unsettled at the time of reading.
func (m *model) save(p reputation.Projection, settles map[string]uint32) (saved bool) {
	if p.Revision != m.projections[p.Subject].Revision+1 {
		return false
	}
	m.projections[p.Subject] = p
	for record, version := range settles {
		if m.unsettled[p.Subject][record] == version {
			delete(m.unsettled[p.Subject], record)
		}
	}
	return true
}

func (m *model) hasten(about subject.Key, due time.Time) {
	if p, kept := m.projections[about]; kept && (p.Due.IsZero() || p.Due.After(due)) {
		p.Due = due
		m.projections[about] = p
	}
}

func (m *model) said(about subject.Key) []reputation.Statement {
	return slices.SortedFunc(maps.Values(m.statements[about]), func(a, b reputation.Statement) int {
		return slices.Compare(a.Report[:], b.Report[:])
	})
}

func (m *model) ruled(about subject.Key) []reputation.Decision {
	return slices.SortedFunc(maps.Values(m.decisions[about]), func(a, b reputation.Decision) int { return cmp.Compare(a.ID, b.ID) })
}

// testimony is what should be answered for a report.
func (m *model) testimony(f *filed) reputation.SealedTestimony {
	t := f.report
	t.Statements, t.Replaces = nil, report.ReceiptHash{}
	for _, said := range f.report.Statements {
		if s, kept := m.statements[said.Subject][said.Report]; kept {
			said = s
		} else if !f.unfinished {
			continue
		}
		t.Statements = append(t.Statements, said)
	}
	return t
}

func (m *model) received(from, before time.Time) (found []reputation.SealedTestimony) {
	for _, f := range m.reports {
		if at := f.report.ReceivedAt; !at.Before(from) && at.Before(before) {
			found = append(found, m.testimony(f))
		}
	}
	slices.SortFunc(found, byTime)
	return found
}

func (m *model) unfinished() (found []reputation.SealedTestimony) {
	for _, f := range m.reports {
		if f.unfinished {
			found = append(found, f.report)
		}
	}
	return found
}

// history is the newest first; among those of one minute by subject and report.
func (m *model) history(by reputation.Pseudonym) (found []reputation.Statement) {
	for _, about := range m.subjects() {
		for _, s := range m.said(about) {
			if s.Reporter == by {
				found = append(found, s)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b reputation.Statement) int { return b.ReceivedAt.Compare(a.ReceivedAt) })
	return found
}

func (m *model) subjects() (found []subject.Key) {
	for about := range m.statements {
		found = append(found, about)
	}
	for about := range m.decisions {
		found = append(found, about)
	}
	for about := range m.projections {
		found = append(found, about)
	}
	slices.SortFunc(found, byKey)
	return slices.Compact(found)
}

func (m *model) unprojected() (found []subject.Key) {
	for about, records := range m.unsettled {
		if len(records) > 0 {
			found = append(found, about)
		}
	}
	slices.SortFunc(found, byKey)
	return found
}

func (m *model) due(by time.Time) (found []subject.Key) {
	for about, p := range m.projections {
		if !p.Due.IsZero() && !p.Due.After(by) {
			found = append(found, about)
		}
	}
	slices.SortFunc(found, func(a, b subject.Key) int {
		return cmp.Or(m.projections[a].Due.Compare(m.projections[b].Due), byKey(a, b))
	})
	return found
}

func (m *model) since(from trend.Week) (found []trend.Rollup) {
	for _, r := range m.weeks {
		if !r.Week.Before(from) {
			found = append(found, r)
		}
	}
	slices.SortFunc(found, func(a, b trend.Rollup) int { return a.Week.Sub(b.Week) })
	return found
}

// shown are the IDs of all examples, in their order.
func (m *model) shown() (ids []string) {
	for _, e := range m.examples {
		ids = append(ids, e.ID)
	}
	slices.Sort(ids)
	return ids
}

// drop drops an example and reports whether there was one.
func (m *model) drop(id string) bool {
	before := len(m.examples)
	maps.DeleteFunc(m.examples, func(_ report.ReceiptHash, e trend.Example) bool { return e.ID == id })
	return len(m.examples) < before
}

// forget forgets the longest overdue and returns how many.
func (m *model) forget(by time.Time, limit int) int {
	over := slices.DeleteFunc(slices.Collect(maps.Values(m.remembered)), func(r conversation.Record) bool { return r.Until.After(by) })
	slices.SortFunc(over, func(a, b conversation.Record) int {
		return cmp.Or(a.Until.Compare(b.Until), cmp.Compare(a.Name, b.Name))
	})
	over = over[:min(len(over), limit)]
	for _, r := range over {
		delete(m.remembered, r.Name)
	}
	return len(over)
}

func byKey(a, b subject.Key) int { return cmp.Compare(a.String(), b.String()) }
