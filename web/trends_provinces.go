package web

import (
	"slices"

	"ringfence/internal/report"
	"ringfence/internal/trend"
)

// TrendProvinces leads to the pages of provinces.
type TrendProvinces struct{ Trending }

func (TrendProvinces) set() string { return "trends_provinces" }

// Title names the page.
func (t TrendProvinces) Title() string { return t.T("trends.provinces.title") }

// Description says what is on it.
func (t TrendProvinces) Description() string { return t.T("trends.provinces.lead") }

// Table is the newest week by province, of those with figures of late; other countries and regions that have some are among them.
func (t TrendProvinces) Table() *Tally { return t.leading(t.T("trends.head.region"), trend.Province) }

func (t TrendProvinces) known() []string {
	return t.Book.Rows(trend.ByProvince, t.Book.Newest(), recentWeeks)
}

// Rest are the provinces without.
func (t TrendProvinces) Rest() []Link {
	known := t.known()
	var all []Link
	for _, region := range report.Provinces() {
		if !slices.Contains(known, region) {
			all = append(all, Link{t.ScopePath(trend.Province(region)), RowName(t.Frame, trend.ByProvince, region)})
		}
	}
	return all
}
