package api

import (
	"net/url"

	"ringfence/handlers/route"
	"ringfence/handlers/trends"
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
	case s.weeks() > trends.MostWeeks:
		return span{}, &route.Refused{Refusal: route.TooManyWeeks, Limit: trends.MostWeeks}
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
