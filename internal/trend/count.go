package trend

import (
	"cmp"
	"slices"
	"time"

	"ringfence/internal/report"
)

// Counts are the reporters of a week by place, exactly. They are shown to nobody.
type Counts struct {
	week  Week
	asOf  time.Time
	cells map[Place]int
}

// Count counts the reporters of a week as of CountedAt(now), which must not be zero. Facts of other weeks or received later are left out;
// the order of facts does not matter. Before has the figures from FirstUsual on.
func Count(w Week, facts []Fact, before *Book, now time.Time) Counts {
	c, asOf := newCounter(before), w.CountedAt(now)
	for _, f := range inOrder(facts) {
		if w.Holds(f.At) && f.ReceivedAt.Before(asOf) {
			c.count(f, Tables())
		}
	}
	return Counts{week: w, asOf: asOf, cells: c.cells}
}

// counter counts each reporter once. It is given all that one reporter says before it is given what another does.
type counter struct {
	before *Book
	cells  map[Place]int
	crowds map[network]int
	most   map[Place]map[Week]int // in each group

	reporter string // who spoke last; told and rows are theirs, so that a week takes no more room than its facts
	told     map[ballot]bool
	rows     map[Table]int
}

func newCounter(before *Book) *counter {
	return &counter{before: before, cells: map[Place]int{}, crowds: map[network]int{}, most: map[Place]map[Week]int{}, told: map[ballot]bool{}, rows: map[Table]int{}}
}

// ballot is what a reporter has: one in a table, or PerReporter in one that is Apart, each in a row of its own.
type ballot struct {
	table Table
	row   string
}

// network is a group of networks whose reporters in a cell cannot be recognised. A network has another group in each week.
type network struct {
	place Place
	week  Week
	group uint8
}

// count adds a report where its reporter does not count yet, and returns where.
func (c *counter) count(f *Fact, tables []Table) (counted []Place) {
	for _, t := range tables {
		for _, p := range f.places(t) {
			if c.allows(f, p) {
				c.cells[p]++
				counted = append(counted, p)
			}
		}
	}
	return counted
}

func (c *counter) allows(f *Fact, p Place) bool {
	if f.Reporter == "" {
		of := network{p, WeekOf(f.At), f.Network}
		c.crowds[of]++
		return c.crowds[of] <= c.mostOf(p, of.week)
	}
	if f.Reporter != c.reporter {
		c.reporter = f.Reporter
		clear(c.told)
		clear(c.rows)
	}
	once, rows := ballot{table: p.Table}, 1
	if p.Table.Apart() {
		once.row, rows = p.Row, PerReporter
	}
	if c.told[once] || c.rows[p.Table] == rows {
		return false
	}
	c.told[once] = true
	c.rows[p.Table]++
	return true
}

func (c *counter) mostOf(p Place, w Week) int {
	weeks := c.most[p]
	if weeks == nil {
		weeks = map[Week]int{}
		c.most[p] = weeks
	}
	if _, known := weeks[w]; !known {
		weeks[w] = c.before.perNetwork(p, w)
	}
	return weeks[w]
}

// inOrder returns facts by reporter and as they were received, so that what a reporter says later never moves what was counted before.
func inOrder(facts []Fact) []*Fact {
	ordered := make([]*Fact, len(facts))
	for i := range facts {
		ordered[i] = &facts[i]
	}
	slices.SortFunc(ordered, compareFacts)
	return ordered
}

func compareFacts(a, b *Fact) int {
	if c := cmp.Or(cmp.Compare(a.Reporter, b.Reporter), a.ReceivedAt.Compare(b.ReceivedAt)); c != 0 {
		return c
	}
	return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Category, b.Category), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Region, b.Region),
		cmp.Compare(a.Campus, b.Campus), cmp.Compare(a.Sector, b.Sector), slices.Compare(a.Knew, b.Knew), slices.Compare(a.Duties, b.Duties))
}

// What stands for what was not said.
const (
	Other         report.Category   = "other"
	unknownSector report.LeakSector = "unknown"
)

// places returns where a report stands in a table.
func (f *Fact) places(t Table) []Place {
	category := string(cmp.Or(f.Category, Other))
	switch t {
	case ByCategory:
		return []Place{{t, category, ""}}
	case ByProvince:
		return f.place(t, f.Region, category)
	case ByCampus:
		return f.place(t, f.Campus, category)
	case ByChannel:
		return f.place(t, string(f.Kind), category)
	case ByDuty:
		return some(f, t, f.Duties, "")
	case ByKnew:
		return some(f, t, f.Knew, string(cmp.Or(f.Sector, unknownSector)))
	}
	return nil
}

func (f *Fact) place(t Table, row, column string) []Place {
	if row == "" {
		return nil
	}
	return []Place{{t, row, column}}
}

// some returns the places of up to PerReporter of the rows that a report tells of, none twice. The minute in which it was received says with
// which it begins, so that each is left out about as often.
func some[T ~string](f *Fact, t Table, rows []T, column string) []Place {
	rows = slices.Compact(slices.Sorted(slices.Values(rows)))
	places := make([]Place, min(len(rows), PerReporter))
	for i := range places {
		places[i] = Place{t, string(rows[(f.ReceivedAt.Minute()+i)%len(rows)]), column}
	}
	return places
}
