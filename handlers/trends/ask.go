package trends

import (
	"slices"

	"ringfence/handlers/route"
	"ringfence/internal/trend"
)

// Tables are the names of all tables.
func Tables() (names []string) {
	for _, t := range trend.Tables() {
		names = append(names, string(t))
	}
	return names
}

// Row reads the row of a table. The error is a *route.Refused.
func (d *Desk) Row(b *trend.Book, t trend.Table, text string) (string, error) {
	row, known := t.ParseRow(text)
	if known && t == trend.ByCampus {
		row, known = d.Campus(b, row)
	}
	if !known {
		return "", &route.Refused{Refusal: route.UnknownRow, Names: t.Rows()}
	}
	return row, nil
}

// Column reads the column of a table. The error is a *route.Refused.
func Column(t trend.Table, text string) (string, error) {
	if !t.HasColumn(text) {
		return "", &route.Refused{Refusal: route.UnknownColumn, Names: t.Columns()}
	}
	return text, nil
}

// Scope reads a scope, the country for "". Of a campus it takes every spelling that the directory knows. The error is a *route.Refused.
func (d *Desk) Scope(b *trend.Book, text string) (trend.Scope, error) {
	if text == "" {
		return trend.Country(), nil
	}
	scope, err := trend.ParseScope(text)
	known := err == nil
	if known && scope.Table == trend.ByCampus {
		scope.Row, known = d.Campus(b, scope.Row)
	}
	if !known {
		return trend.Scope{}, &route.Refused{Refusal: route.BadScope}
	}
	return scope, nil
}

// Region is in which a campus lies; "" for one that the directory does not know, and for other scopes.
func (d *Desk) Region(s trend.Scope) string {
	if s.Table != trend.ByCampus {
		return ""
	}
	found, _ := d.Campuses.Official(s.Row)
	return found.Region
}

// Campus returns the official name of a university that the directory knows, or the name of another of which something was ever shown: it
// may have left the directory.
func (d *Desk) Campus(b *trend.Book, name string) (official string, known bool) {
	if found, ok := d.Campuses.Official(name); ok {
		return found.Name, true
	}
	weeks := b.Weeks()
	if len(weeks) == 0 {
		return "", false
	}
	last := weeks[len(weeks)-1]
	return name, slices.Contains(b.Rows(trend.ByCampus, last, last.Sub(weeks[0])+1), name)
}
