package web

import (
	"math"
	"slices"
	"strconv"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// How far back pages about trends look.
const (
	figureWeeks = 26 // of a chart
	recentWeeks = 8  // of what is added up
	mostFigures = 3  // on a page: each has a table and files of its own
)

// Trending is what pages about trends have in common: figures that are in memory, and where others find them.
type Trending struct {
	Frame
	Book  *trend.Book
	Found []trend.Burst
	Now   time.Time // by which it is told whether a burst goes on
	Base  string    // scheme and host, for whoever embeds a figure
}

// Empty reports whether no week is over yet, so that there is nothing to say.
func (t Trending) Empty() bool { return t.Book.Newest().IsZero() }

// Week is the newest that is over.
func (t Trending) Week() string { return weekSpan(t.Lang, t.Book.Newest()) }

// WeekNote says how far the newest week that is over is counted.
func (t Trending) WeekNote() string {
	r, _ := t.Book.Rollup(t.Book.Newest())
	if r.Closed {
		return t.T("trends.week.closed", "week", t.Week(), "day", day(t.Lang, r.AsOf))
	}
	return t.T("trends.week.open", "week", t.Week(), "day", day(t.Lang, r.Week.ClosesAt()))
}

// counted is how many of the weeks of late were counted.
func (t Trending) counted() int { return t.Book.Counted(t.Book.Newest(), recentWeeks) }

// last is the newest week that was counted at all.
func (t Trending) last() trend.Week {
	weeks := t.Book.Weeks()
	if len(weeks) == 0 {
		return trend.Week{}
	}
	return weeks[len(weeks)-1]
}

// figure draws a place.
func (t Trending) figure(id string, p trend.Place) *Figure {
	return NewFigure(t.Frame, id, FigureData{Place: p, Points: t.Book.Series(p, t.last(), min(figureWeeks, t.age())), Base: t.Base})
}

// age is how many weeks there are from the first to the last.
func (t Trending) age() int {
	weeks := t.Book.Weeks()
	if len(weeks) == 0 {
		return 0
	}
	return weeks[len(weeks)-1].Sub(weeks[0]) + 1
}

// figures draws several, in the order of places.
func (t Trending) figures(places []trend.Place) []*Figure {
	var all []*Figure
	for i, p := range places[:min(len(places), mostFigures)] {
		all = append(all, t.figure("figure-"+strconv.Itoa(i+1), p))
	}
	return all
}

// ScopeName says for whom something is told.
func ScopeName(f Frame, s trend.Scope) string {
	if s.Table == trend.ByCategory {
		return f.T("trends.country")
	}
	return RowName(f, s.Table, s.Row)
}

// CategoryPath is the page of a category.
func (f Frame) CategoryPath(category string) string { return f.Link("/trends/categories/" + category) }

// ScopePath is the page of a scope.
func (f Frame) ScopePath(s trend.Scope) string {
	if s.Table == trend.ByCategory {
		return f.Link("/trends")
	}
	return f.Link("/trends/" + s.Path())
}

// Rising is a category that rises, in words, and what to tell of it.
type Rising struct {
	Path, Name   string
	Factor       string // at least and at most
	People       string // in the week and before
	Trick        Trick
	Begins, Tell string // heads of how it begins and of what to tell
}

func (t Trending) rising(s trend.Scope) []Rising {
	var all []Rising
	for _, r := range t.Book.Rising(s) {
		all = append(all, Rising{
			Path: t.CategoryPath(r.Category), Name: t.Name(catalogue.Categories, r.Category), Factor: t.factor(r), People: t.people(r),
			Trick: NewTrick(t.Frame, report.Category(r.Category)), Begins: t.T("trends.begins"), Tell: t.T("trends.tell"),
		})
	}
	return all
}

// Steady says, in the words that a page has for it, that nothing rises, or that too few weeks are known to say so.
func (t Trending) Steady(words string) string {
	if known := t.Book.KnownBefore(t.Book.Newest()); known < trend.WeeksKnown {
		return t.T("trends.rising.unknown", "count", known, "known", trend.WeeksKnown)
	}
	return t.T(words)
}

// factor rounds outwards, so that it never says more than is known.
func (t Trending) factor(r trend.Rise) string {
	digits, scale := 1, 10.0
	if r.Low < 1.1 {
		digits, scale = 2, 100
	}
	return t.T("trends.factor", "low", decimal(math.Floor(r.Low*scale)/scale, digits), "high", decimal(math.Ceil(r.High*10)/10, 1))
}

func (t Trending) people(r trend.Rise) string {
	now := CountText(t.Frame, t.Book.At(r.Scope.Place(r.Category), r.Week))
	if r.Usual < trend.Least {
		return t.T("trends.people.few", "now", now, "least", trend.Least)
	}
	return t.T("trends.people", "now", now, "usual", int(math.Round(r.Usual)))
}

// Alert is a burst in words. Path is the page of the category, Place that of the scope; "" where it is the page itself, or that of the country.
type Alert struct{ Tag, Path, Name, Place, Where, Text, Seen string }

// Trickery is the alerts of one category: a trick that goes around is found in many places.
type Trickery struct {
	Tag, Path, Name string
	First, More     []Alert
	Others          string // of what folds away More
}

// mostPlaces is how many alerts of a category are not folded away.
const mostPlaces = 3

// goesOn is how long ago a burst that goes on may have been seen last.
const goesOn = 24 * time.Hour

// Alerts are those that go on, and those that are over.
type Alerts struct {
	Now, Over []Alert
	Earlier   string // of what folds away those that are over
	t         Trending
}

// Going are those that go on, by category.
func (a Alerts) Going() []Trickery { return a.t.byCategory(a.Now) }

// Ended are those that are over, by category.
func (a Alerts) Ended() []Trickery { return a.t.byCategory(a.Over) }

// byCategory keeps the order of the first of each category.
func (t Trending) byCategory(alerts []Alert) (all []Trickery) {
	for _, a := range alerts {
		i := slices.IndexFunc(all, func(of Trickery) bool { return of.Name == a.Name })
		if i < 0 {
			i, all = len(all), append(all, Trickery{Tag: a.Tag, Path: a.Path, Name: a.Name})
		}
		if of := &all[i]; len(of.First) < mostPlaces {
			of.First = append(of.First, a)
		} else {
			of.More = append(of.More, a)
			of.Others = t.T("trends.alerts.places", "count", len(of.More))
		}
	}
	return all
}

// alerts returns the bursts that take says are told; nil for none.
func (t Trending) alerts(take func(trend.Burst) bool) *Alerts {
	all := Alerts{t: t}
	for _, b := range t.widest() {
		switch {
		case !take(b):
		case t.Now.Sub(b.LastAt) < goesOn:
			all.Now = append(all.Now, t.alert(b, "trends.alert.tag"))
		default:
			all.Over = append(all.Over, t.alert(b, "trends.alert.over"))
		}
	}
	if len(all.Now)+len(all.Over) == 0 {
		return nil
	}
	all.Earlier = t.T("trends.alerts.earlier", "count", len(all.Over))
	return &all
}

// widest returns the bursts, those of the country first and then by how many reporters they had.
func (t Trending) widest() []trend.Burst {
	return slices.SortedStableFunc(slices.Values(t.Found), func(a, b trend.Burst) int {
		switch country := trend.Country(); {
		case a.Scope == country && b.Scope != country:
			return -1
		case a.Scope != country && b.Scope == country:
			return 1
		}
		return b.Reporters - a.Reporters
	})
}

// elsewhere returns a path, "" where it is the page itself.
func (t Trending) elsewhere(path string) string {
	if path == t.Link(t.Path) {
		return ""
	}
	return path
}

func (t Trending) alert(b trend.Burst, tag string) Alert {
	text := t.T("trends.alert", "band", b.Reporters, "usual", int(math.Round(b.Usual)))
	if b.Usual < trend.Least {
		text = t.T("trends.alert.few", "band", b.Reporters, "least", trend.Least)
	}
	place := ""
	if b.Scope != trend.Country() {
		place = t.elsewhere(t.ScopePath(b.Scope))
	}
	return Alert{
		Tag: t.T(tag), Path: t.elsewhere(t.CategoryPath(b.Category)), Name: t.Name(catalogue.Categories, b.Category), Place: place, Where: ScopeName(t.Frame, b.Scope), Text: text,
		Seen: t.T("trends.alert.seen", "from", shortDay(t.Lang, b.FoundAt), "to", day(t.Lang, b.LastAt)),
	}
}

// Tally is a table of the newest week.
type Tally struct {
	Caption, Head, Count, Before string
	Rows                         []TallyRow
}

// TallyRow is a row of it, with the part it has of the longest.
type TallyRow struct {
	Path, Name    string
	Note          string // what is counted of it; "" where it says itself
	Count, Before string
	Shown         bool // in the newest week: what is not shown has no bar, since an empty one would say that it is nobody
	Reporters     int
	Percent       int
}

// tally shows rows in the newest week and the one before, the most first.
func (t Trending) tally(head string, rows []TallyRow, of func(i int, w trend.Week) trend.Figure) *Tally {
	week, most := t.Book.Newest(), 1
	for i := range rows {
		most = max(most, of(i, week).Reporters)
	}
	for i := range rows {
		now := of(i, week)
		rows[i].Count, rows[i].Before = t.short(now), t.short(of(i, week.Add(-1)))
		rows[i].Shown, rows[i].Reporters, rows[i].Percent = now.Status == trend.Shown, now.Reporters, 100*now.Reporters/most
	}
	if len(rows) == 0 {
		return nil
	}
	slices.SortStableFunc(rows, func(a, b TallyRow) int { return b.Reporters - a.Reporters })
	count := t.T("figure.count")
	if r, _ := t.Book.Rollup(week); !r.Closed {
		count = t.T("trends.sofar")
	}
	return &Tally{Caption: t.Week(), Head: head, Count: count, Before: t.T("trends.before"), Rows: rows}
}

// short is a figure below a head that says how far the week is counted.
func (t Trending) short(figure trend.Figure) string {
	switch figure.Status {
	case trend.Missing:
		return t.T("count.uncounted")
	case trend.Suppressed:
		return t.T("trends.under", "least", trend.Least)
	case trend.Shown:
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

// Few says that there is too little to show.
func (t Trending) Few() string {
	return t.T("trends.few", "least", trend.Least, "count", t.counted(), "weeks", recentWeeks)
}

// Unshown says what a table of categories leaves out.
func (t Trending) Unshown() string {
	return t.T("trends.unshown", "least", trend.Least, "count", t.counted(), "weeks", recentWeeks)
}

// Brief leads to the weekly briefs.
func (f Frame) Brief() string { return f.Link("/trends/brief") }

// way leads to a page about trends.
func (t Trending) way(name, path string) Way {
	return Way{t.Link(path), t.T("trends.way." + name), t.T("trends.way." + name + ".text")}
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
