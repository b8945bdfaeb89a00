package web

import (
	"cmp"
	"slices"

	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// TrendLeaks tells what callers already knew, and from where reporters suspect it leaked.
type TrendLeaks struct{ Trending }

func (TrendLeaks) set() string { return "trends_leaks" }

// Title names the page.
func (t TrendLeaks) Title() string { return t.T("trends.leaks.title") }

// Description says what is on it.
func (t TrendLeaks) Description() string { return t.T("trends.leaks.lead") }

// Heat is a table of what is shown of several weeks: below what was known, the sources that are suspected. There are too many of these to stand
// beside each other on a phone.
type Heat struct {
	Caption, Head, Count string
	Groups               []HeatGroup
}

// HeatGroup is something that was known.
type HeatGroup struct {
	Name string
	Rows []HeatRow
}

// HeatRow is a source, with the part that its sum has of the largest.
type HeatRow struct {
	Name         string
	Sum, Percent int
}

// Heat adds up the last weeks; nil where nothing is shown.
func (t TrendLeaks) Heat() *Heat {
	cells := t.cells()
	if len(cells) == 0 {
		return nil
	}
	h := &Heat{
		Caption: t.T("trends.leaks.caption", "count", t.counted(), "weeks", recentWeeks), Head: t.T("trends.head.source"), Count: t.T("figure.count"),
	}
	most := cells[0].Reporters
	for _, row := range t.Book.Rows(trend.ByKnew, t.Book.Newest(), recentWeeks) {
		group := HeatGroup{Name: RowName(t.Frame, trend.ByKnew, row)}
		for _, c := range cells {
			if c.Row == row {
				group.Rows = append(group.Rows, HeatRow{t.Name(catalogue.LeakSectors, c.Column), c.Reporters, 100 * c.Reporters / most})
			}
		}
		h.Groups = append(h.Groups, group)
	}
	return h
}

// cells are the sums of what is shown of the last weeks, the most first.
func (t TrendLeaks) cells() []trend.Cell {
	newest := t.Book.Newest()
	var all []trend.Cell
	for _, row := range t.Book.Rows(trend.ByKnew, newest, recentWeeks) {
		for _, column := range t.Book.Columns(trend.ByKnew, row, newest, recentWeeks) {
			c := trend.Cell{Place: trend.Place{Table: trend.ByKnew, Row: row, Column: column}}
			for _, p := range t.Book.Series(c.Place, newest, recentWeeks) {
				c.Reporters += p.Reporters
			}
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b trend.Cell) int { return cmp.Compare(b.Reporters, a.Reporters) })
	return all
}

// Dots says what a dot is.
func (t TrendLeaks) Dots() string {
	return t.T("trends.leaks.dots", "least", trend.Least, "count", t.counted())
}

// Figures are the cells with most reporters, but for those that say no sector.
func (t TrendLeaks) Figures() []*Figure {
	var places []trend.Place
	for _, c := range t.cells() {
		if c.Column != "unknown" {
			places = append(places, c.Place)
		}
	}
	return t.figures(places)
}
