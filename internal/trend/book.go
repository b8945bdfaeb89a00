package trend

import (
	"cmp"
	"maps"
	"slices"
)

// Book is the roll-ups of some weeks, to look figures up in. It never changes. The nil Book is empty.
type Book struct {
	weeks []Week // ascending
	pages map[Week]*page
}

// page is a roll-up with its cells by place.
type page struct {
	Rollup
	cells map[Place]int
	sums  map[line]int
}

// line is a row of a table; "" stands for all rows.
type line struct {
	table Table
	row   string
}

// NewBook returns a Book of roll-ups; of two of one week the later counts.
func NewBook(rollups []Rollup) *Book {
	b := &Book{pages: make(map[Week]*page, len(rollups))}
	for _, r := range rollups {
		if old, ok := b.pages[r.Week]; ok && old.AsOf.After(r.AsOf) {
			continue
		}
		b.pages[r.Week] = newPage(r)
	}
	b.weeks = slices.SortedFunc(maps.Keys(b.pages), func(v, w Week) int { return v.Sub(w) })
	return b
}

func newPage(r Rollup) *page {
	p := &page{Rollup: r, cells: make(map[Place]int, len(r.Cells)), sums: map[line]int{}}
	for _, c := range r.Cells {
		p.cells[c.Place] = c.Reporters
		p.sums[line{c.Table, c.Row}] += c.Reporters
		p.sums[line{c.Table, ""}] += c.Reporters
	}
	return p
}

func (b *Book) page(w Week) *page {
	if b == nil {
		return nil
	}
	return b.pages[w]
}

// Weeks returns the weeks that have a roll-up, ascending.
func (b *Book) Weeks() []Week {
	if b == nil {
		return nil
	}
	return slices.Clone(b.weeks)
}

// Newest returns the last week that was over when it was counted; none when there is none.
func (b *Book) Newest() Week {
	if b == nil {
		return Week{}
	}
	for _, w := range slices.Backward(b.weeks) {
		if !b.pages[w].AsOf.Before(w.End()) {
			return w
		}
	}
	return Week{}
}

// Rollup returns that of a week.
func (b *Book) Rollup(w Week) (Rollup, bool) {
	p := b.page(w)
	if p == nil {
		return Rollup{}, false
	}
	return p.Rollup, true
}

// At returns the figure of a place in a week.
func (b *Book) At(p Place, w Week) Figure {
	page := b.page(w)
	if page == nil {
		return Figure{}
	}
	n, ok := page.cells[p]
	return page.figure(n, ok)
}

func (p *page) figure(n int, shown bool) Figure {
	if !shown {
		return Figure{Status: Suppressed, Open: !p.Closed}
	}
	return Figure{Reporters: n, Status: Shown, Open: !p.Closed}
}

// Series returns the figures of a place in so many weeks, of which to is the last.
func (b *Book) Series(p Place, to Week, weeks int) []Point {
	series := make([]Point, 0, max(weeks, 0))
	for i := weeks - 1; i >= 0; i-- {
		w := to.Add(-i)
		series = append(series, Point{Week: w, Figure: b.At(p, w)})
	}
	return series
}

// Sum returns the sum of the cells of a row that are shown, or of all rows for ""; Suppressed when none is. In the tables of Apart a
// reporter is in several rows.
func (b *Book) Sum(t Table, row string, w Week) Figure {
	page := b.page(w)
	if page == nil {
		return Figure{}
	}
	n, ok := page.sums[line{t, row}]
	return page.figure(n, ok)
}

// Rows returns the rows of a table of which a cell is shown in so many weeks, to the last, most reporters first.
func (b *Book) Rows(t Table, to Week, weeks int) []string {
	sums := map[string]int{}
	for _, page := range b.span(to, weeks) {
		for l, n := range page.sums {
			if l.table == t && l.row != "" {
				sums[l.row] += n
			}
		}
	}
	return mostFirst(sums)
}

// Columns returns the columns of a row that are shown in so many weeks, to the last, most reporters first.
func (b *Book) Columns(t Table, row string, to Week, weeks int) []string {
	sums := map[string]int{}
	for _, page := range b.span(to, weeks) {
		for p, n := range page.cells {
			if p.Table == t && p.Row == row && p.Column != "" {
				sums[p.Column] += n
			}
		}
	}
	return mostFirst(sums)
}

func (b *Book) span(to Week, weeks int) (pages []*page) {
	for i := range max(weeks, 0) {
		if page := b.page(to.Add(-i)); page != nil {
			pages = append(pages, page)
		}
	}
	return pages
}

func mostFirst(sums map[string]int) []string {
	return slices.SortedFunc(maps.Keys(sums), func(a, b string) int { return cmp.Or(cmp.Compare(sums[b], sums[a]), cmp.Compare(a, b)) })
}

// Shares returns what part each category has of all reporters shown in so many weeks, to the last, the largest first.
func (b *Book) Shares(s Scope, to Week, weeks int) []Share {
	categories := b.Columns(s.Table, s.Row, to, weeks)
	if s.Table == ByCategory {
		categories = b.Rows(s.Table, to, weeks)
	}
	var shares []Share
	all := 0
	for _, c := range categories {
		n := 0
		for _, p := range b.Series(s.Place(c), to, weeks) {
			n += p.Reporters
		}
		all += n
		shares = append(shares, Share{Category: c, Reporters: n})
	}
	for i := range shares {
		shares[i].Share = float64(shares[i].Reporters) / float64(all)
	}
	return shares
}
