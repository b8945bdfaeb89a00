package web

import (
	"slices"
	"strconv"

	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// Tally is a table of the newest week.
type Tally struct {
	Caption, Head, Count, Before string
	Rows                         []TallyRow
	More                         string // says what "or more" means; "" where no figure is
}

// TallyRow is a row of it, with the part it has of the longest.
type TallyRow struct {
	Path, Name    string
	Note          string // what is counted of it; "" where it says itself
	Count, Before string
	Shown         bool // in the newest week: what is not shown has no bar, since an empty one would say that it is nobody
	Reporters     int
	Percent       int
	more          bool // one of its figures is so many or more
}

// tally shows rows in the newest week and the one before, the most first.
func (t Trending) tally(head string, rows []TallyRow, of func(i int, w trend.Week) trend.Figure) *Tally {
	week, most := t.Book.Newest(), 1
	for i := range rows {
		most = max(most, of(i, week).Reporters)
	}
	for i := range rows {
		now, before := of(i, week), of(i, week.Add(-1))
		rows[i].Count, rows[i].Before, rows[i].more = t.short(now), t.short(before), orMore(now) || orMore(before)
		rows[i].Shown, rows[i].Reporters, rows[i].Percent = now.Status == trend.Shown, now.Reporters, 100*now.Reporters/most
	}
	if len(rows) == 0 {
		return nil
	}
	slices.SortStableFunc(rows, func(a, b TallyRow) int { return b.Reporters - a.Reporters })
	more := ""
	if slices.ContainsFunc(rows, func(r TallyRow) bool { return r.more }) {
		more = t.T("figure.more")
	}
	count := t.T("figure.count")
	if r, _ := t.Book.Rollup(week); !r.Closed {
		count = t.T("trends.sofar")
	}
	return &Tally{Caption: t.Week(), Head: head, Count: count, Before: t.T("trends.before"), Rows: rows, More: more}
}

// short is a figure below a head that says how far the week is counted.
func (t Trending) short(figure trend.Figure) string {
	switch figure.Status {
	case trend.Missing:
		return t.T("count.uncounted")
	case trend.Suppressed:
		return t.T("trends.under", "least", trend.Least)
	case trend.Shown:
		if figure.AtLeast {
			return t.T("count.more", "count", figure.Reporters)
		}
	}
	return strconv.Itoa(figure.Reporters)
}

// categories shows the categories of a scope of which any week of late is shown.
func (t Trending) categories(s trend.Scope) *Tally {
	known := t.shownOf(s)
	rows := make([]TallyRow, len(known))
	for i, c := range known {
		rows[i] = TallyRow{Path: t.CategoryPath(c), Name: t.Name(catalogue.Categories, c)}
	}
	return t.tally(t.T("trends.head.category"), rows, func(i int, w trend.Week) trend.Figure { return t.Book.At(s.Place(known[i]), w) })
}

// shownOf returns the categories of a scope that are shown in a week of late, most reporters first.
func (t Trending) shownOf(s trend.Scope) []string {
	if s.Table == trend.ByCategory {
		return t.Book.Rows(s.Table, t.Book.Newest(), recentWeeks)
	}
	return t.Book.Columns(s.Table, s.Row, t.Book.Newest(), recentWeeks)
}

// leading shows places by the category that most reporters told of there, and not by sums: those jump when a cell begins to be shown.
func (t Trending) leading(head string, scope func(row string) trend.Scope) *Tally {
	newest, table := t.Book.Newest(), scope("").Table
	var places []trend.Place
	var rows []TallyRow
	for _, row := range t.Book.Rows(table, newest, recentWeeks) {
		categories := append(t.Book.Columns(table, row, newest, 1), t.Book.Columns(table, row, newest, recentWeeks)...)
		places = append(places, scope(row).Place(categories[0]))
		rows = append(rows, TallyRow{Path: t.ScopePath(scope(row)), Name: RowName(t.Frame, table, row), Note: ColumnName(t.Frame, table, categories[0])})
	}
	return t.tally(head, rows, func(i int, w trend.Week) trend.Figure { return t.Book.At(places[i], w) })
}
