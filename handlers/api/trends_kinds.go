package api

import (
	"slices"

	"ringfence/internal/report"
	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// axis is what the rows or the columns of a table are.
type axis struct {
	field  string   // in a CSV
	terms  string   // the member of the vocabulary that names them; what they are otherwise
	names  string   // the vocabulary of the catalogue, "" where they are names themselves
	values []string // all there are; nil where there are too many to tell
}

func axisOf[T ~string](field, terms, names string, values ...T) axis {
	return axis{field, terms, names, spelledOut(values)}
}

func spelledOut[T ~string](values []T) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return all
}

// name is what a value is called.
func (x axis) name(l catalogue.Lang, value string) string {
	if x.names == "" {
		return value
	}
	return catalogue.Name(l, x.names, value)
}

// tableKind is what a table is made of.
type tableKind struct{ rows, columns axis }

var (
	categoryAxis = axisOf("category", "categories", catalogue.Categories, report.Categories()...)
	noAxis       = axis{}
)

var kinds = map[trend.Table]tableKind{
	trend.ByCategory: {categoryAxis, noAxis},
	trend.ByProvince: {axis{field: "region_iso3166", terms: "provinces", names: catalogue.Regions}, categoryAxis},
	trend.ByCampus:   {axis{field: "campus", terms: "campuses"}, categoryAxis},
	trend.ByChannel:  {axisOf("channel", "report_kinds", catalogue.ReportKinds, report.Call, report.Text, report.Offer), categoryAxis},
	trend.ByDuty:     {axisOf("duty", "duties", catalogue.Duties, report.Duties()...), noAxis},
	trend.ByKnew:     {axisOf("knew", "knew", catalogue.Knew, report.Knews()...), axisOf("leak_sector", "leak_sectors", catalogue.LeakSectors, report.LeakSectors()...)},
}

// tableNames are those of all tables.
func tableNames() []string { return spelledOut(trend.Tables()) }

// holds reports whether there is such a value, as it is written.
func (x axis) holds(value string) bool { return slices.Contains(x.values, value) }
