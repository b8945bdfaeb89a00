package web

import (
	"cmp"
	"slices"

	"ringfence/internal/report"
	"ringfence/internal/trend"
	"ringfence/web/catalogue"
)

// found are the bursts of the week that matter here, each category once: those of the scope itself before those of what it lies in, the
// nearest first, and of one scope those with most reporters.
func (b Brief) found() (all []trend.Burst) {
	scopes := b.scopes()
	for _, f := range b.Found {
		if slices.Contains(scopes, f.Scope) && b.within(f) {
			all = append(all, b.then(f))
		}
	}
	slices.SortStableFunc(all, func(x, y trend.Burst) int {
		return cmp.Or(cmp.Compare(slices.Index(scopes, x.Scope), slices.Index(scopes, y.Scope)), cmp.Compare(y.Reporters, x.Reporters))
	})
	told := map[string]bool{}
	return slices.DeleteFunc(all, func(f trend.Burst) bool {
		before := told[f.Category]
		told[f.Category] = true
		return before
	})
}

// within reports whether a burst is one of the week. The newest brief, which is printed now, also has what goes on now; one that somebody looks
// up later is about no later week.
func (b Brief) within(f trend.Burst) bool {
	w := b.Book.Newest()
	if !b.Old() && b.Now.Sub(f.LastAt) < goesOn {
		return true
	}
	return f.In(w)
}

// then is a burst as it was told at the end of the week, in a brief that is no longer the newest.
func (b Brief) then(f trend.Burst) trend.Burst {
	if !b.Old() {
		return f
	}
	end := b.Book.Newest().End().Add(trend.BurstEvery)
	if i := slices.IndexFunc(f.Grew, func(g trend.Growth) bool { return !g.At.Before(end) }); i >= 0 {
		f.Reporters, f.Grew = f.Grew[i].From, f.Grew[:i:i]
	}
	return f
}

// told are the bursts and rises of the week in the order in which the sheet has room for them: the nearest burst, those of the scope itself,
// what rises there, and bursts of what it lies in. What a burst of the scope tells of needs no second telling.
func (b Brief) told() (all []briefLine) {
	own := map[string]bool{}
	var bursts, around []briefLine
	for _, f := range b.found() {
		if len(bursts) == 0 || f.Scope == b.Scope {
			bursts = append(bursts, briefLine{category: f.Category, burst: f})
		} else {
			around = append(around, briefLine{category: f.Category, burst: f})
		}
		own[f.Category] = own[f.Category] || f.Scope == b.Scope
	}
	for _, r := range b.most(b.Scope) {
		if !own[r.Category] {
			all = append(all, briefLine{category: r.Category, rise: r, rises: true})
		}
	}
	return slices.Concat(bursts, all, around)
}

// briefLine is a burst or a rise.
type briefLine struct {
	category string
	burst    trend.Burst
	rise     trend.Rise
	rises    bool
}

func (b Brief) shown() []briefLine {
	all := b.told()
	return all[:min(len(all), briefRising)]
}

// Alerts are those of the week that the sheet has room for. Those of the scope itself name no place.
func (b Brief) Alerts() (all []Alert) {
	for _, of := range b.shown() {
		if of.rises {
			continue
		}
		tag := "trends.alert.tag"
		if !b.Old() && b.Now.Sub(of.burst.LastAt) >= goesOn {
			tag = "trends.alert.over"
		}
		alert := b.alert(of.burst, tag)
		if of.burst.Scope == b.Scope {
			alert.Where = "" // as the head of the sheet says
		}
		if b.Old() { // when it was last seen may be long after the week
			alert.Seen = b.T("brief.alert.found", "day", day(b.Lang, of.burst.FoundAt))
		}
		all = append(all, alert)
	}
	return all
}

// Rises are the categories that rise in the scope and that the sheet has room for, by the most people first.
func (b Brief) Rises() (all []Rising) {
	for _, of := range b.shown() {
		if of.rises {
			all = append(all, b.rise(of.rise))
		}
	}
	return all
}

// More names what the sheet has no room for; "" for nothing.
func (b Brief) More() string {
	shown, rest := b.shown(), []string(nil)
	known := func(names []string, category string) bool {
		return slices.ContainsFunc(shown, func(of briefLine) bool { return of.category == category }) || slices.Contains(names, category)
	}
	for _, of := range b.told()[len(shown):] {
		if !known(rest, of.category) {
			rest = append(rest, of.category)
		}
	}
	if len(rest) == 0 {
		return ""
	}
	var names []string
	for _, category := range rest[:min(len(rest), briefNamed)] {
		names = append(names, b.Name(catalogue.Categories, category))
	}
	id := "brief.more"
	if len(rest) > len(names) {
		id = "brief.more.among"
	}
	return b.T(id, "count", len(rest), "names", b.Lang.List(names))
}

// MorePath is the page that tells of all, while it is about the week of the brief; "" later.
func (b Brief) MorePath() string {
	if b.Old() {
		return ""
	}
	return b.ScopePath(b.Scope)
}

// most returns the categories that rise in a scope, by the most people first: where few tell of something, it is soon twice as much.
func (b Brief) most(s trend.Scope) []trend.Rise {
	rises := b.Book.Rising(s)
	slices.SortStableFunc(rises, func(x, y trend.Rise) int { return cmp.Compare(more(y), more(x)) })
	return rises
}

// more is by how many people something rises.
func more(r trend.Rise) float64 { return float64(r.Reporters) - r.Usual }

// trick is what the sheet explains: what an alert of the scope itself is about, or what rises, or else what was reported most.
func (b Brief) trick() Trick {
	if found := b.found(); len(found) > 0 && found[0].Scope == b.Scope {
		return NewTrick(b.Frame, report.Category(found[0].Category))
	}
	for _, s := range b.scopes() {
		if most := b.most(s); len(most) > 0 {
			return NewTrick(b.Frame, report.Category(most[0].Category))
		}
		if shares := b.Book.Shares(s, b.Book.Newest(), 1); len(shares) > 0 {
			return NewTrick(b.Frame, report.Category(shares[0].Category))
		}
	}
	return NewTrick(b.Frame, "other")
}
