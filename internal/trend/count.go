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
// the order of facts does not matter.
func Count(w Week, facts []Fact, now time.Time) Counts {
	c := counter{cells: map[Place]int{}, told: map[ballot]bool{}, networks: map[crowd]int{}}
	asOf := w.CountedAt(now)
	for _, f := range inOrder(facts) {
		if !w.Holds(f.At) || !f.ReceivedAt.Before(asOf) {
			continue
		}
		for _, t := range Tables() {
			for _, p := range f.places(t) {
				c.add(f, p)
			}
		}
	}
	return Counts{week: w, asOf: asOf, cells: c.cells}
}

// counter counts each reporter once.
type counter struct {
	cells    map[Place]int
	told     map[ballot]bool
	networks map[crowd]int
}

// ballot is what a reporter has one of: a table, or a row of one that is Apart.
type ballot struct {
	reporter string
	table    Table
	row      string
}

// crowd is the reporters of a group of networks in a cell who cannot be recognised.
type crowd struct {
	place   Place
	network uint8
}

func (c *counter) add(f *Fact, p Place) {
	if f.Reporter == "" {
		of := crowd{p, f.Network}
		if c.networks[of] == PerNetwork {
			return
		}
		c.networks[of]++
	} else {
		of := ballot{f.Reporter, p.Table, ""}
		if p.Table.Apart() {
			of.row = p.Row
		}
		if c.told[of] {
			return
		}
		c.told[of] = true
	}
	c.cells[p]++
}

// inOrder returns facts as they were received, so that what a reporter says later never moves what was counted before.
func inOrder(facts []Fact) []*Fact {
	ordered := make([]*Fact, len(facts))
	for i := range facts {
		ordered[i] = &facts[i]
	}
	slices.SortFunc(ordered, func(a, b *Fact) int {
		return cmp.Or(a.ReceivedAt.Compare(b.ReceivedAt), a.At.Compare(b.At), cmp.Compare(a.Category, b.Category), cmp.Compare(a.Kind, b.Kind),
			cmp.Compare(a.Region, b.Region), cmp.Compare(a.Campus, b.Campus), cmp.Compare(a.Sector, b.Sector),
			slices.Compare(a.Knew, b.Knew), slices.Compare(a.Duties, b.Duties))
	})
	return ordered
}

// places returns where a report stands in a table.
func (f *Fact) places(t Table) (places []Place) {
	category := string(cmp.Or(f.Category, otherCategory))
	one := func(row, column string) []Place {
		if row == "" {
			return nil
		}
		return []Place{{t, row, column}}
	}
	switch t {
	case ByCategory:
		return one(category, "")
	case ByProvince:
		return one(f.Region, category)
	case ByCampus:
		return one(f.Campus, category)
	case ByChannel:
		return one(string(f.Kind), category)
	case ByDuty:
		for _, duty := range f.Duties {
			places = append(places, one(string(duty), "")...)
		}
	case ByKnew:
		for _, knew := range f.Knew {
			places = append(places, one(string(knew), string(cmp.Or(f.Sector, unknownSector)))...)
		}
	}
	return places
}

// What stands for what was not said.
const (
	otherCategory report.Category   = "other"
	unknownSector report.LeakSector = "unknown"
)
