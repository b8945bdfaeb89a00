package web

import (
	"math"
	"slices"

	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// TrendScope is a province or a campus, compared with what it lies in.
type TrendScope struct {
	Trending
	Scope trend.Scope
	Above []trend.Scope // what it is compared with, the next before the whole
}

func (TrendScope) set() string { return "trends_scope" }

// Label is what the scope is called.
func (t TrendScope) Label() string { return ScopeName(t.Frame, t.Scope) }

// Title names the page.
func (t TrendScope) Title() string { return t.T("trends.scope.title", "place", t.Label()) }

// Description says what is on it.
func (t TrendScope) Description() string { return t.T("trends.scope.lead", "place", t.Label()) }

// Alerts are those of the scope and of what it lies in.
func (t TrendScope) Alerts() *Alerts {
	return t.alerts(func(b trend.Burst) bool { return slices.Contains(t.scopes(), b.Scope) }, t.scopes()...)
}

func (t TrendScope) scopes() []trend.Scope { return append([]trend.Scope{t.Scope}, t.Above...) }

// Rising is what rises there.
func (t TrendScope) Rising() []Rising { return t.rising(t.Scope) }

// Categories is the newest week there.
func (t TrendScope) Categories() *Tally { return t.categories(t.Scope) }

// Figures are the categories that rise, and then those with most reporters.
func (t TrendScope) Figures() []*Figure {
	var places []trend.Place
	for _, c := range t.shownOf(t.Scope) {
		if p := t.Scope.Place(c); t.shownWeeks(p) > 1 { // a single one is in the table, and says nothing as a picture
			places = append(places, p)
		}
	}
	return t.figures(t.leadingFirst(places))
}

// shownWeeks counts the weeks of a place that are shown.
func (t TrendScope) shownWeeks(p trend.Place) (n int) {
	for _, point := range t.Book.Series(p, t.last(), figureWeeks) {
		if point.Status == trend.Shown {
			n++
		}
	}
	return n
}

// Parents are the pages of what it lies in.
func (t TrendScope) Parents() []Link {
	all := make([]Link, len(t.Above))
	for i, s := range t.Above {
		all[i] = Link{t.ScopePath(s), ScopeName(t.Frame, s)}
	}
	return all
}

// Comparison is the parts that categories have in scopes beside each other.
type Comparison struct {
	Caption, Category string
	Scopes            []string
	Rows              []ComparisonRow
}

// ComparisonRow is a category with its part in each scope.
type ComparisonRow struct {
	Path, Name string
	Parts      []ComparedPart
}

// ComparedPart is between what a part lies, in percent.
type ComparedPart struct {
	Label     string
	Low, Wide int
}

// Comparison is of the last weeks; nil where too little is shown in all scopes.
func (t TrendScope) Comparison() *Comparison {
	compared := t.Book.Compare(t.scopes(), t.Book.Newest(), recentWeeks)
	if compared == nil {
		return nil
	}
	c := &Comparison{Caption: t.T("trends.compare.caption", "count", t.counted()), Category: t.T("trends.head.category")}
	for _, s := range t.scopes() {
		c.Scopes = append(c.Scopes, ScopeName(t.Frame, s))
	}
	for _, of := range compared {
		row := ComparisonRow{Path: t.CategoryPath(of.Category), Name: t.Name(catalogue.Categories, of.Category)}
		for _, p := range of.Parts {
			row.Parts = append(row.Parts, t.part(p))
		}
		c.Rows = append(c.Rows, row)
	}
	return c
}

// part rounds outwards, so that it never says more than is known.
func (t TrendScope) part(p trend.Part) ComparedPart {
	from, to := int(math.Floor(100*p.Low)), int(math.Ceil(100*p.High))
	return ComparedPart{Label: t.T("trends.compare.part", "low", from, "high", to), Low: from, Wide: to - from}
}

// Compared says what is compared, and how to read it.
func (t TrendScope) Compared() string { return t.T("trends.compare.text", "most", trend.Least-1) }

// Campus reports whether it is one.
func (t TrendScope) Campus() bool { return t.Scope.Table == trend.ByCampus }

// Brief leads to the sheet of the newest week; to all of them where nothing is shown of it.
func (t TrendScope) Brief() string {
	if t.Empty() || t.Categories() == nil {
		return t.Frame.Brief()
	}
	return t.Link(BriefsPath(t.Scope))
}
