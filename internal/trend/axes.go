package trend

import (
	"slices"

	"ringfence/internal/report"
)

// ParseTable reads the name of a table.
func ParseTable(s string) (Table, bool) {
	t := Table(s)
	return t, slices.Contains(Tables(), t)
}

// Rows returns the rows that there are; nil where they are regions or names.
func (t Table) Rows() []string {
	switch t {
	case ByCategory:
		return written(report.Categories())
	case ByChannel:
		return written([]report.Kind{report.Call, report.Text, report.Offer})
	case ByDuty:
		return written(report.Duties())
	case ByKnew:
		return written(report.Knews())
	case ByProvince, ByCampus:
	}
	return nil
}

// Columns returns the columns that there are, nil for none.
func (t Table) Columns() []string {
	switch t {
	case ByProvince, ByCampus, ByChannel:
		return written(report.Categories())
	case ByKnew:
		return written(report.LeakSectors())
	case ByCategory, ByDuty:
	}
	return nil
}

func written[T ~string](values []T) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return all
}

// ParseRow reads a row: a region as report.ParseRegion does, a name as it is, and any other as it is written. Whether there is a campus of
// that name is for a directory to say.
func (t Table) ParseRow(s string) (row string, ok bool) {
	switch t {
	case ByProvince:
		return report.ParseRegion(s)
	case ByCampus:
		return s, s != ""
	case ByCategory, ByChannel, ByDuty, ByKnew:
	}
	return s, slices.Contains(t.Rows(), s)
}

// HasColumn reports whether there is such a column.
func (t Table) HasColumn(column string) bool { return slices.Contains(t.Columns(), column) }
