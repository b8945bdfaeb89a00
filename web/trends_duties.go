package web

import (
	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// TrendDuties tells what job offers that were reported ask for.
type TrendDuties struct{ Trending }

func (TrendDuties) set() string { return "trends_duties" }

// Title names the page.
func (t TrendDuties) Title() string { return t.T("trends.duties.title") }

// Description says what is on it.
func (t TrendDuties) Description() string { return t.T("trends.duties.lead") }

// Table is the newest week by duty; each leads to what the law says of it.
func (t TrendDuties) Table() *Tally {
	known := t.known()
	rows := make([]TallyRow, len(known))
	for i, duty := range known {
		rows[i] = TallyRow{Path: t.Link(dutyPath(duty)), Name: t.Name(catalogue.Duties, duty)}
	}
	return t.tally(t.T("trends.head.duty"), rows, func(i int, w trend.Week) trend.Figure {
		return t.Book.At(trend.Place{Table: trend.ByDuty, Row: known[i]}, w)
	})
}

func (t TrendDuties) known() []string { return t.Book.Rows(trend.ByDuty, t.Book.Newest(), recentWeeks) }

// Figures are the duties that rise, and then those that most offers ask for.
func (t TrendDuties) Figures() []*Figure {
	var places []trend.Place
	for _, duty := range t.known() {
		places = append(places, trend.Place{Table: trend.ByDuty, Row: duty})
	}
	return t.figures(t.leadingFirst(places))
}
