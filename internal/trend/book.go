package trend

import (
	"cmp"
	"iter"
	"maps"
	"slices"
)

// Book is the roll-ups of some weeks, to look figures up in. It never changes. The nil Book is empty.
type Book struct {
	weeks  []Week // ascending
	newest Week
	pages  map[Week]*page
}

// page is a roll-up with its cells by place and by line.
type page struct {
	Rollup
	cells map[Place]int
	most  map[Place]float64 // where more may have reported than count
	more  map[Place]bool    // where far more may have
	lines map[line][]Cell   // of a row
	rows  map[Table][]string
	sums  map[line]int

	sumsMore map[line]bool // in a cell of which far more may have
}

// line is a row of a table; "" stands for all rows.
type line struct {
	table Table
	row   string
}

// NewBook returns a Book of roll-ups; of two of one week the later counts.
func NewBook(rollups []Rollup) *Book {
	pages := make(map[Week]*page, len(rollups))
	for _, r := range rollups {
		if old := pages[r.Week]; old == nil || old.AsOf.Before(r.AsOf) {
			pages[r.Week] = newPage(r)
		}
	}
	b, known := bookOf(pages), crowds{}
	for _, p := range pages {
		for place, n := range p.cells {
			b.fill(p, place, n, known)
		}
	}
	return b
}

// fill finds out how many there may have been in a cell.
func (b *Book) fill(p *page, place Place, n int, known crowds) {
	if !p.Closed {
		n += Step - 1
	}
	if n < fewCrowd {
		return
	}
	most := known.most(crowd{n, b.perNetwork(place, p.Week)})
	if most <= float64(n)+0.5 {
		return
	}
	p.most[place] = most
	if most > missed*float64(n) {
		p.more[place] = true
		p.sumsMore[line{place.Table, place.Row}], p.sumsMore[line{place.Table, ""}] = true, true
	}
}

func newPage(r Rollup) *page {
	p := &page{
		Rollup: r, cells: make(map[Place]int, len(r.Cells)), most: map[Place]float64{}, more: map[Place]bool{},
		lines: map[line][]Cell{}, rows: map[Table][]string{}, sums: map[line]int{}, sumsMore: map[line]bool{},
	}
	for _, c := range r.Cells {
		row, table := line{c.Table, c.Row}, line{c.Table, ""}
		if p.lines[row] == nil {
			p.rows[c.Table] = append(p.rows[c.Table], c.Row)
		}
		p.cells[c.Place] = c.Reporters
		p.lines[row] = append(p.lines[row], c)
		p.sums[row] += c.Reporters
		p.sums[table] += c.Reporters
	}
	return p
}

func (p *page) figure(n int, shown bool) Figure {
	if !shown {
		return Figure{Status: Suppressed, Open: !p.Closed}
	}
	return Figure{Reporters: n, Status: Shown, Open: !p.Closed}
}

// page returns that of a week; nil for none.
func (b *Book) page(w Week) *page {
	if b == nil {
		return nil
	}
	return b.pages[w]
}

// Has reports whether the book has a roll-up, or a later one of its week.
func (b *Book) Has(r Rollup) bool {
	p := b.page(r.Week)
	return p != nil && !p.AsOf.Before(r.AsOf)
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
	return b.newest
}

// Rollup returns that of a week, which is not to be changed.
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
	n, shown := page.cells[p]
	f := page.figure(n, shown)
	f.AtLeast = page.more[p]
	return f
}

// Sum returns the sum of the cells of a row that are shown, or of all rows for ""; Suppressed when none is. In the tables of Apart one
// reporter is in several rows.
func (b *Book) Sum(t Table, row string, w Week) Figure {
	page := b.page(w)
	if page == nil {
		return Figure{}
	}
	n, shown := page.sums[line{t, row}]
	f := page.figure(n, shown)
	f.AtLeast = page.sumsMore[line{t, row}]
	return f
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

// Rows returns the rows of a table of which a cell is shown in so many weeks, of which to is the last, most reporters first.
func (b *Book) Rows(t Table, to Week, weeks int) []string {
	sums := map[string]int{}
	for page := range b.span(to, weeks) {
		for _, row := range page.rows[t] {
			sums[row] += page.sums[line{t, row}]
		}
	}
	return mostFirst(sums)
}

// Columns returns the columns of a row that are shown in so many weeks, of which to is the last, most reporters first.
func (b *Book) Columns(t Table, row string, to Week, weeks int) []string {
	sums := map[string]int{}
	for page := range b.span(to, weeks) {
		for _, c := range page.lines[line{t, row}] {
			if c.Column != "" {
				sums[c.Column] += c.Reporters
			}
		}
	}
	return mostFirst(sums)
}

// Shares returns what part each category has of all reporters shown in so many weeks, of which to is the last, the largest first.
func (b *Book) Shares(s Scope, to Week, weeks int) []Share {
	sums, all := map[string]int{}, 0
	for page := range b.span(to, weeks) {
		for _, c := range page.cellsOf(s) {
			_, category := scopeOf(c.Place)
			sums[category] += c.Reporters
			all += c.Reporters
		}
	}
	shares := make([]Share, 0, len(sums))
	for _, category := range mostFirst(sums) {
		n := sums[category]
		shares = append(shares, Share{Category: category, Share: float64(n) / float64(all), Reporters: n})
	}
	return shares
}

// cellsOf returns the cells of a scope: all of a table for the country, and else those of a row.
func (p *page) cellsOf(s Scope) (cells []Cell) {
	if s.Table != ByCategory {
		return p.lines[line{s.Table, s.Row}]
	}
	for _, row := range p.rows[ByCategory] {
		cells = append(cells, p.lines[line{ByCategory, row}]...)
	}
	return cells
}

// span returns the pages of so many weeks, of which to is the last.
func (b *Book) span(to Week, weeks int) iter.Seq[*page] {
	return func(yield func(*page) bool) {
		for i := range weeks {
			if page := b.page(to.Add(-i)); page != nil && !yield(page) {
				return
			}
		}
	}
}

func mostFirst(sums map[string]int) []string {
	return slices.SortedFunc(maps.Keys(sums), func(a, b string) int { return cmp.Or(cmp.Compare(sums[b], sums[a]), cmp.Compare(a, b)) })
}
