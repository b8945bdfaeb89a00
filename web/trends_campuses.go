package web

import (
	"ringfence/internal/campus"
	"ringfence/internal/trend"
)

// TrendCampuses finds the page of a campus.
type TrendCampuses struct {
	Trending
	Query   string // as typed
	Matches []campus.Campus
}

func (TrendCampuses) set() string { return "trends_campuses" }

// Title names the page, and what was asked.
func (t TrendCampuses) Title() string {
	if t.Query != "" {
		return t.T("trends.campuses.asked", "name", t.Query)
	}
	return t.T("trends.campuses.title")
}

// Description says what is on it.
func (t TrendCampuses) Description() string { return t.T("trends.campuses.lead") }

// Entry is the box for a name.
func (t TrendCampuses) Entry() Field {
	f := Summary{Frame: t.Frame}.field("q", "trends.campuses.q", "trends.campuses.q.hint", t.Query)
	f.Large = true
	return f
}

// Answers are those with the name in theirs.
func (t TrendCampuses) Answers() []Named {
	all := make([]Named, len(t.Matches))
	for i, c := range t.Matches {
		all[i] = Named{c.Name, t.ScopePath(trend.Campus(c.Name)), RowName(t.Frame, trend.ByProvince, c.Region)}
	}
	return all
}

// Table is the newest week by campus, of those with figures of late.
func (t TrendCampuses) Table() *Tally { return t.leading(t.T("trends.head.campus"), trend.Campus) }

// Unlisted says which campuses the table leaves out.
func (t TrendCampuses) Unlisted() string {
	return t.ofWeeks("trends.campuses.unshown", "trends.campuses.unshown.all")
}

// None says why no campus is shown.
func (t TrendCampuses) None() string {
	return t.ofWeeks("trends.campuses.few", "trends.campuses.few.all")
}
