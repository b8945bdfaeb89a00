package web

import (
	"slices"

	"ringfence/internal/trend"
)

// Briefs lead to those of every week, province and campus.
type Briefs struct{ Trending }

func (Briefs) set() string { return "briefs" }

// Title names the page.
func (b Briefs) Title() string { return b.T("brief.all") }

// Description says what is on it.
func (b Briefs) Description() string { return b.T("brief.all.lead") }

// LatestPath is the brief of the whole country, of the newest week.
func (b Briefs) LatestPath() string { return b.Link(BriefPath(trend.Country(), b.Book.Newest())) }

// Provinces are those of which something is shown in the newest week.
func (b Briefs) Provinces() []Link { return b.of(trend.ByProvince) }

// Campuses are those of which something is shown in the newest week.
func (b Briefs) Campuses() []Link { return b.of(trend.ByCampus) }

func (b Briefs) of(t trend.Table) []Link {
	w := b.Book.Newest()
	var all []Link
	for _, row := range b.Book.Rows(t, w, 1) {
		s := trend.Scope{Table: t, Row: row}
		all = append(all, Link{b.Link(BriefPath(s, w)), ScopeName(b.Frame, s)})
	}
	return all
}

// Archive are the weeks that are over, the latest first.
func (b Briefs) Archive() []Link {
	newest := b.Book.Newest()
	var all []Link
	for _, w := range slices.Backward(b.Book.Weeks()) {
		if !newest.Before(w) {
			all = append(all, Link{b.Link(BriefPath(trend.Country(), w)), weekSpan(b.Lang, w)})
		}
	}
	return all
}
