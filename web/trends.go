package web

import (
	"ringfence/internal/report"
	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// Trends is the first page about trends: what rises now, and what to tell of it.
type Trends struct{ Trending }

func (Trends) set() string { return "trends" }

// Title names the page.
func (t Trends) Title() string { return t.T("trends.title") }

// Description says what is on it.
func (t Trends) Description() string { return t.T("trends.lead") }

// Alerts are all that are told.
func (t Trends) Alerts() *Alerts {
	return t.alerts(func(trend.Burst) bool { return true }, trend.Country())
}

// Rising is what rises everywhere.
func (t Trends) Rising() []Rising { return t.rising(trend.Country()) }

// Categories is the newest week by category.
func (t Trends) Categories() *Tally { return t.categories(trend.Country()) }

// Rest are the categories of which nothing is shown of late.
func (t Trends) Rest() []Link {
	known := map[string]bool{}
	for _, c := range t.shownOf(trend.Country()) {
		known[c] = true
	}
	var all []Link
	for _, c := range report.Categories() {
		if !known[string(c)] {
			all = append(all, Link{t.CategoryPath(string(c)), t.Name(catalogue.Categories, string(c))})
		}
	}
	return all
}

// Ways are the other pages about trends.
func (t Trends) Ways() []Way {
	return []Way{
		t.way("provinces", "/trends/provinces"), t.way("campuses", "/trends/campuses"), t.way("leaks", "/trends/leaks"),
		t.way("duties", "/trends/duties"), t.way("ranges", "/trends/ranges"), t.way("method", "/trends/method"),
		t.way("brief", "/trends/brief"), t.way("kit", "/kit"),
	}
}
