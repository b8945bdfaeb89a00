package web

import (
	"cmp"
	"slices"
	"strconv"

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
	Bounds               string // says what "at least" means; "" where all sums are exact
	Groups               []HeatGroup
}

// HeatGroup is something that was known.
type HeatGroup struct {
	Name string
	Rows []HeatRow
}

// HeatRow is a source with its sum, and from where to where that lies, in percent of the most that any may be.
type HeatRow struct {
	Name      string
	Count     string
	Hidden    string // says how many weeks are not in the sum; "" for none
	Low, High int
}

// Heat adds up the last weeks; nil where nothing is shown.
func (t TrendLeaks) Heat() *Heat {
	cells := t.cells()
	if len(cells) == 0 {
		return nil
	}
	h := &Heat{
		Caption: t.ofWeeks("trends.leaks.caption", "trends.leaks.caption.all"), Head: t.T("trends.head.source"), Count: t.T("figure.count"),
	}
	most := 1
	for _, c := range cells {
		most = max(most, c.High)
		if !c.Exact() {
			h.Bounds = t.T("trends.leaks.bounds")
		}
	}
	for _, row := range t.Book.Rows(trend.ByKnew, t.Book.Newest(), recentWeeks) {
		group := HeatGroup{Name: RowName(t.Frame, trend.ByKnew, row)}
		for _, c := range cells {
			if c.Row == row {
				group.Rows = append(group.Rows, t.row(c, most))
			}
		}
		h.Groups = append(h.Groups, group)
	}
	return h
}

// row says of a sum that it is the least where weeks are hidden or open: what is not shown is not nobody.
func (t TrendLeaks) row(c leak, most int) HeatRow {
	row := HeatRow{Name: t.Name(catalogue.LeakSectors, c.Column), Count: strconv.Itoa(c.Low), Low: 100 * c.Low / most, High: 100 * c.High / most}
	if !c.Exact() {
		row.Count = t.T("trends.leaks.least", "people", c.Low)
	}
	if c.Hidden > 0 {
		row.Hidden = t.T("trends.leaks.hidden", "count", c.Hidden, "least", trend.Least)
	}
	return row
}

// leak is what was known and a source, with the sum of the last weeks.
type leak struct {
	trend.Place
	trend.Total
}

// cells are the sums of the last weeks of what any of them shows, those that are the most at least first.
func (t TrendLeaks) cells() []leak {
	newest := t.Book.Newest()
	var all []leak
	for _, row := range t.Book.Rows(trend.ByKnew, newest, recentWeeks) {
		for _, column := range t.Book.Columns(trend.ByKnew, row, newest, recentWeeks) {
			p := trend.Place{Table: trend.ByKnew, Row: row, Column: column}
			all = append(all, leak{p, t.Book.Total(p, newest, recentWeeks)})
		}
	}
	slices.SortStableFunc(all, func(a, b leak) int { return cmp.Compare(b.Low, a.Low) })
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
