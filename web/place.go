package web

import (
	"strings"

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
	return span(l, w, func(day string) string { return day })
}

// weekHead is weekSpan for heads and sheets: large letters leave lines so short that a day would break across two.
func weekHead(l catalogue.Lang, w trend.Week) string { return span(l, w, unbroken) }

func span(l catalogue.Lang, w trend.Week, of func(day string) string) string {
	return l.Text("week.span", "from", of(written(l, w.Start(), "date.week.from")), "to", of(written(l, w.End().AddDate(0, 0, -1), "date.week.to")))
}

const (
	noBreakSpace = "\u00a0"
	wordJoiner   = "\u2060" // between characters, where Chinese breaks
)

// unbroken writes a day so that it stays on one line.
func unbroken(day string) string {
	if strings.Contains(day, " ") {
		return strings.ReplaceAll(day, " ", noBreakSpace)
	}
	return strings.Join(strings.Split(day, ""), wordJoiner)
}
