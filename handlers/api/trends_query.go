package api

import (
	"net/url"
	"slices"

	"ringfence/handlers/route"
	"ringfence/internal/trend"
)

// span is weeks one after the other; the zero span is none.
type span struct{ from, to trend.Week }

// weeks is how many they are.
func (s span) weeks() int {
	if s.to.IsZero() {
		return 0
	}
	return s.to.Sub(s.from) + 1
}

// spanOf reads from and to. Who does not say to gets the newest week that is counted, be it open, and who does not say from the last
// usualWeeks. Where nothing is counted and nobody says, there is none.
func (a *API) spanOf(query url.Values, b *trend.Book) (s span, err error) {
	if s.to, err = weekOf(query.Get("to")); err != nil {
		return span{}, err
	}
	if s.from, err = weekOf(query.Get("from")); err != nil {
		return span{}, err
	}
	last := trend.WeekOf(a.Clock())
	if last.Before(s.from) || last.Before(s.to) {
		return span{}, &route.Refused{Refusal: route.FutureWeek}
	}
	if weeks := b.Weeks(); s.to.IsZero() && len(weeks) > 0 {
		s.to = weeks[len(weeks)-1]
	} else if s.to.IsZero() && !s.from.IsZero() {
		s.to = last
	}
	if s.to.Before(s.from) && query.Get("to") == "" {
		s.to = last // asked for from a week on that nobody counted yet
	}
	if s.from.IsZero() && !s.to.IsZero() {
		s.from = s.to.Add(1 - usualWeeks)
	}
	switch {
	case s.to.Before(s.from):
		return span{}, &route.Refused{Refusal: route.WeeksOrder}
	case s.weeks() > MostWeeks:
		return span{}, &route.Refused{Refusal: route.TooManyWeeks, Limit: MostWeeks}
	}
	return s, nil
}

// weekOf reads a week, none for "".
func weekOf(s string) (trend.Week, error) {
	if s == "" {
		return trend.Week{}, nil
	}
	w, err := trend.ParseWeek(s)
	if err != nil {
		return trend.Week{}, &route.Refused{Refusal: route.BadWeek}
	}
	return w, nil
}

// rowOf reads the row of a table, "" for none in particular.
func (a *API) rowOf(t trend.Table, row string, b *trend.Book, s span) (string, error) {
	if row == "" {
		return "", nil
	}
	row, known := t.ParseRow(row)
	if known && t == trend.ByCampus {
		row, known = a.campus(row, b, s)
	}
	if !known {
		return "", &route.Refused{Refusal: route.UnknownRow, Names: t.Rows()}
	}
	return row, nil
}

// campus returns the official name of a university that the directory knows, or the name of another of which something is shown.
func (a *API) campus(name string, b *trend.Book, s span) (official string, known bool) {
	if found, ok := a.Campuses.Official(name); ok {
		return found.Name, true
	}
	return name, slices.Contains(b.Rows(trend.ByCampus, s.to, s.weeks()), name)
}

// columnOf reads the column of a table, "" for none in particular.
func columnOf(t trend.Table, column string) (string, error) {
	if column != "" && !t.HasColumn(column) {
		return "", &route.Refused{Refusal: route.UnknownColumn, Names: t.Columns()}
	}
	return column, nil
}

// scopeOf reads a scope, the country when there is none. Of a campus it takes every spelling that the directory knows.
func (a *API) scopeOf(query url.Values, b *trend.Book) (trend.Scope, error) {
	if query.Get("scope") == "" {
		return trend.Country(), nil
	}
	scope, err := trend.ParseScope(query.Get("scope"))
	known := err == nil
	if known && scope.Table == trend.ByCampus {
		newest := b.Newest()
		scope.Row, known = a.campus(scope.Row, b, span{newest.Add(1 - MostWeeks), newest})
	}
	if !known {
		return trend.Scope{}, &route.Refused{Refusal: route.BadScope}
	}
	return scope, nil
}
