package web

import (
	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// PlaceName says what the reporters of a place told of, and where.
func PlaceName(f Frame, p trend.Place) string {
	row := RowName(f, p.Table, p.Row)
	switch {
	case p.Column == "":
		return row
	case p.Table == trend.ByKnew:
		return f.T("place.leak", "knew", row, "source", ColumnName(f, p.Table, p.Column))
	}
	return f.T("place.both", "row", row, "column", ColumnName(f, p.Table, p.Column))
}

// RowName says what a row of a table is called.
func RowName(f Frame, t trend.Table, row string) string {
	switch t {
	case trend.ByProvince:
		return f.Name(catalogue.Regions, row)
	case trend.ByCampus:
		return row
	case trend.ByChannel:
		return f.Name(catalogue.ReportKinds, row)
	case trend.ByDuty:
		return f.Name(catalogue.Duties, row)
	case trend.ByKnew:
		return f.T("place.knew", "knew", f.Name(catalogue.Knew, row))
	case trend.ByCategory:
	}
	return f.Name(catalogue.Categories, row)
}

// ColumnName says what a column of a table is called.
func ColumnName(f Frame, t trend.Table, column string) string {
	if t == trend.ByKnew {
		return f.T("place.leaked", "sector", f.Name(catalogue.LeakSectors, column))
	}
	return f.Name(catalogue.Categories, column)
}

// weekSpan is the first and the last day of a week.
func weekSpan(l catalogue.Lang, w trend.Week) string {
	return l.Text("week.span", "from", written(l, w.Start(), "date.week.from"), "to", written(l, w.End().AddDate(0, 0, -1), "date.week.to"))
}
