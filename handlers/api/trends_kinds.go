package api

import (
	"ringfence/internal/report"
	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// axis is what the rows or the columns of a table are; the zero axis is that of a table without columns.
type axis struct {
	field string // in a CSV
	terms string // the list of the vocabulary that has them, or what they are
	names string // the vocabulary of the catalogue; "" where they are names themselves
}

// name is what a value is called.
func (x axis) name(l catalogue.Lang, value string) string {
	if x.names == "" {
		return value
	}
	return catalogue.Name(l, x.names, value)
}

var byCategory = axis{"category", "categories", catalogue.Categories}

// axes are the rows and the columns of each table.
var axes = map[trend.Table]struct{ rows, columns axis }{
	trend.ByCategory: {rows: byCategory},
	trend.ByProvince: {axis{"region_iso3166", "provinces", catalogue.Regions}, byCategory},
	trend.ByCampus:   {axis{"campus", "campuses", ""}, byCategory},
	trend.ByChannel:  {axis{"channel", "report_kinds", catalogue.ReportKinds}, byCategory},
	trend.ByDuty:     {rows: axis{"duty", "duties", catalogue.Duties}},
	trend.ByKnew:     {axis{"knew", "knew", catalogue.Knew}, axis{"leak_sector", "leak_sectors", catalogue.LeakSectors}},
}

// isCategory reports whether there is such a category.
func isCategory(s string) bool { return report.Category(s).Place() >= 0 }
