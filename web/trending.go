package web

import (
	"cmp"
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

// WeekHead is Week where it heads a sheet.
func (t Trending) WeekHead() string { return weekHead(t.Lang, t.Book.Newest()) }

// WeekNote says how far the newest week that is over is counted.
func (t Trending) WeekNote() string {
	r, _ := t.Book.Rollup(t.Book.Newest())
	switch {
	case r.Closed:
		return t.T("trends.week.closed", "week", t.Week(), "day", day(t.Lang, r.AsOf))
	case overdue(r, t.Now):
		return t.T("trends.week.stayed", "week", t.Week(), "day", day(t.Lang, r.AsOf))
	}
	return t.T("trends.week.open", "week", t.Week(), "day", day(t.Lang, r.Week.ClosesAt()))
}

// overdue reports whether a week should have been counted for the last time and was not: after an outage it may never be.
func overdue(r trend.Rollup, now time.Time) bool {
	return !r.Closed && now.Sub(r.Week.ClosesAt()) > 24*time.Hour
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

// leadingFirst puts what rises before the rest, the surest first, and then what most people told of in the newest week, as tables have it.
func (t Trending) leadingFirst(places []trend.Place) []trend.Place {
	newest := t.Book.Newest()
	slices.SortStableFunc(places, func(p, q trend.Place) int {
		return cmp.Or(cmp.Compare(t.Book.RisesBy(q), t.Book.RisesBy(p)), cmp.Compare(t.Book.At(q, newest).Reporters, t.Book.At(p, newest).Reporters))
	})
	return places
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
		all = append(all, t.rise(r))
	}
	return all
}

func (t Trending) rise(r trend.Rise) Rising {
	return Rising{
		Path: t.CategoryPath(r.Category), Name: t.Name(catalogue.Categories, r.Category), Factor: t.factor(r), People: t.people(r),
		Trick: NewTrick(t.Frame, report.Category(r.Category)), Begins: t.T("trends.begins"), Tell: t.T("trends.tell"),
	}
}

// Steady says, in the words that a page has for it, that nothing rises, or that too few weeks are known to say so.
func (t Trending) Steady(words string) string {
	if known := t.Book.KnownBefore(t.Book.Newest()); known < trend.WeeksKnown {
		return t.T("trends.rising.unknown", "count", known, "known", trend.WeeksKnown)
	}
	return t.T(words)
}

// factor rounds outwards, so that it never says more than is known. From 10 on decimals say nothing.
func (t Trending) factor(r trend.Rise) string {
	low := rounded(r.Low, math.Floor)
	if math.IsInf(r.High, 1) {
		return t.T("trends.factor.least", "low", low)
	}
	return t.T("trends.factor", "low", low, "high", rounded(r.High, math.Ceil))
}

func rounded(factor float64, round func(float64) float64) string {
	switch {
	case factor < 1.1:
		return decimal(round(factor*100)/100, 2)
	case round(factor*10) >= 100:
		return decimal(round(factor), 0)
	}
	return decimal(round(factor*10)/10, 1)
}

func (t Trending) people(r trend.Rise) string {
	now := CountText(t.Frame, r.Figure)
	if r.Usual < trend.Least {
		return t.T("trends.people.few", "now", now, "least", trend.Least)
	}
	return t.T("trends.people", "now", now, "usual", int(math.Round(r.Usual)))
}

// Few says that there is too little to show.
func (t Trending) Few() string {
	return t.ofWeeks("trends.few", "trends.few.all")
}

// Unshown says what a table leaves out.
func (t Trending) Unshown() string {
	return t.ofWeeks("trends.unshown", "trends.unshown.all")
}

// ofWeeks says something of the weeks of late, in words of its own where all of them were counted.
func (t Trending) ofWeeks(some, all string) string {
	if t.counted() == recentWeeks {
		return t.T(all, "least", trend.Least, "weeks", recentWeeks)
	}
	return t.T(some, "least", trend.Least, "count", t.counted(), "weeks", recentWeeks)
}

// Brief leads to the weekly briefs.
func (f Frame) Brief() string { return f.Link("/trends/brief") }

// way leads to a page about trends.
func (t Trending) way(name, path string) Way {
	return Way{t.Link(path), t.T("trends.way." + name), t.T("trends.way." + name + ".text")}
}
