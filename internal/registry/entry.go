package registry

import (
	"cmp"
	"slices"
	"time"

	"ringfence/internal/subject"
)

// Sectors returns every sector, in the order in which lists have them.
func Sectors() []Sector {
	return []Sector{Police, Government, Bank, Hospital, Exam, School, Telecom, Courier, Utility, Other}
}

// Entry is a number that is on the registry.
type Entry struct {
	Subject  subject.Key
	Name     string // official name of the body
	Sector   Sector
	Evidence string    // where it says so
	Proposed string    // public name of the moderator who proposed it
	Approved string    // of who approved it; "" where one alone is known
	Since    time.Time // when it was approved
	Decision string    // ID of the Decision
}

// Entries returns what proposals amount to of which the decision was made, with entries of which there is no proposal: each number once, with
// what was approved last, in the order of sectors, names and numbers.
func Entries(proposals []Proposal, others ...Entry) []Entry {
	removed, latest := map[string]bool{}, map[subject.Key]Entry{}
	for _, p := range proposals {
		if p.decided() && p.Remove != "" {
			removed[p.Remove] = true
		}
	}
	add := func(e Entry) {
		if before, ok := latest[e.Subject]; !removed[e.Decision] && (!ok || before.Since.Before(e.Since)) {
			latest[e.Subject] = e
		}
	}
	for _, p := range proposals {
		if p.decided() && p.Remove == "" {
			add(p.entry())
		}
	}
	for _, e := range others {
		add(e)
	}
	all := make([]Entry, 0, len(latest))
	for _, e := range latest {
		all = append(all, e)
	}
	slices.SortFunc(all, compare)
	return all
}

func (p Proposal) decided() bool { return p.State == Approved && p.Decision != "" }

func (p Proposal) entry() Entry {
	e := Entry{Subject: p.Subject, Name: p.Name, Sector: p.Sector, Evidence: p.Evidence, Proposed: p.By, Approved: p.DecidedBy, Since: p.DecidedAt, Decision: p.Decision}
	if !slices.Contains(Sectors(), e.Sector) {
		e.Sector = Other
	}
	return e
}

func compare(a, b Entry) int {
	place := func(s Sector) int { return slices.Index(Sectors(), s) }
	return cmp.Or(cmp.Compare(place(a.Sector), place(b.Sector)), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Subject.String(), b.Subject.String()))
}
