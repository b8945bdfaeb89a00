package web

import (
	"cmp"
	"math"
	"slices"
	"time"

	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// Alert is a burst in words. Path is the page of the category, Place that of the scope; "" where it is the page itself, or that of the country.
type Alert struct{ Tag, Path, Name, Place, Where, Text, Seen string }

// Trickery is the alerts of one category: a trick that goes around is found in many places.
type Trickery struct {
	Tag, Path, Name string
	First, More     []Alert
	Others          string // of what folds away More
}

// mostPlaces is how many alerts of a category are not folded away.
const mostPlaces = 3

// goesOn is how long ago a burst that goes on may have been seen last.
const goesOn = 24 * time.Hour

// Alerts are those that go on, and those that are over.
type Alerts struct {
	Now, Over []Alert
	Earlier   string // of what folds away those that are over
	t         Trending
}

// Going are those that go on, by category.
func (a Alerts) Going() []Trickery { return a.t.byCategory(a.Now) }

// Ended are those that are over, by category.
func (a Alerts) Ended() []Trickery { return a.t.byCategory(a.Over) }

// byCategory keeps the order of the first of each category.
func (t Trending) byCategory(alerts []Alert) (all []Trickery) {
	for _, a := range alerts {
		i := slices.IndexFunc(all, func(of Trickery) bool { return of.Name == a.Name })
		if i < 0 {
			i, all = len(all), append(all, Trickery{Tag: a.Tag, Path: a.Path, Name: a.Name})
		}
		if of := &all[i]; len(of.First) < mostPlaces {
			of.First = append(of.First, a)
		} else {
			of.More = append(of.More, a)
			of.Others = t.T("trends.alerts.places", "count", len(of.More))
		}
	}
	return all
}

// alerts returns the bursts that take says are told, those of the scopes near first, in their order, and then by how many reporters they had;
// nil for none.
func (t Trending) alerts(take func(trend.Burst) bool, near ...trend.Scope) *Alerts {
	all := Alerts{t: t}
	for _, b := range t.ordered(near) {
		switch {
		case !take(b):
		case t.Now.Sub(b.LastAt) < goesOn:
			all.Now = append(all.Now, t.alert(b, "trends.alert.tag"))
		default:
			all.Over = append(all.Over, t.alert(b, "trends.alert.over"))
		}
	}
	if len(all.Now)+len(all.Over) == 0 {
		return nil
	}
	all.Earlier = t.T("trends.alerts.earlier", "count", len(all.Over))
	return &all
}

func (t Trending) ordered(near []trend.Scope) []trend.Burst {
	place := func(s trend.Scope) int {
		if i := slices.Index(near, s); i >= 0 {
			return i
		}
		return len(near)
	}
	return slices.SortedStableFunc(slices.Values(t.Found), func(a, b trend.Burst) int {
		return cmp.Or(cmp.Compare(place(a.Scope), place(b.Scope)), cmp.Compare(b.Reporters, a.Reporters))
	})
}

// elsewhere returns a path, "" where it is the page itself.
func (t Trending) elsewhere(path string) string {
	if path == t.Link(t.Path) {
		return ""
	}
	return path
}

func (t Trending) alert(b trend.Burst, tag string) Alert {
	found := shortDay(t.Lang, b.FoundAt) // of which the usual is, which a card about the newest week has anew
	text := t.T("trends.alert", "band", b.Reporters, "usual", int(math.Round(b.Usual)), "day", found)
	if b.Usual < trend.Least {
		text = t.T("trends.alert.few", "band", b.Reporters, "least", trend.Least, "day", found)
	}
	place := ""
	if b.Scope != trend.Country() {
		place = t.elsewhere(t.ScopePath(b.Scope))
	}
	return Alert{
		Tag: t.T(tag), Path: t.elsewhere(t.CategoryPath(b.Category)), Name: t.Name(catalogue.Categories, b.Category), Place: place, Where: ScopeName(t.Frame, b.Scope), Text: text,
		Seen: t.seen(b),
	}
}

// seen says when a burst was found first and last, as the days of a week are written; of one day it is said once.
func (t Trending) seen(b trend.Burst) string {
	if to := day(t.Lang, b.LastAt); to == day(t.Lang, b.FoundAt) {
		return t.T("trends.alert.seen.once", "day", to)
	}
	return t.T("trends.alert.seen", "from", written(t.Lang, b.FoundAt, "date.week.from"), "to", written(t.Lang, b.LastAt, "date.week.to"))
}
