package reputation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"ringfence/internal/report"
)

// Fold adds up all statements and decisions about one subject, as of a moment. Their order does not
// matter, to the last bit.
func Fold(statements []Statement, decisions []Decision, asOf time.Time) Tally {
	t := Tally{Standing: standing(decisions)}
	counted := counting(statements, t.Standing.since())
	if !t.Standing.DisputedAt.IsZero() && lapsed(counted, t.Standing.DisputedAt) {
		t.Standing.DisputedAt = time.Time{}
	}
	f := folder{tally: &t, asOf: asOf}
	for i := range counted {
		f.add(&counted[i])
	}
	f.finish()
	return t
}

// counting returns the statements that count, ordered by (received, report): live, received
// after a moment, and of each reporter only the last.
func counting(statements []Statement, since time.Time) []Statement {
	live := make([]Statement, 0, len(statements))
	for _, s := range statements {
		if s.State == Live && s.ReceivedAt.After(since) {
			live = append(live, s)
		}
	}
	slices.SortFunc(live, inOrder)
	last := lastOf(live)
	if last == nil {
		return live
	}
	return slices.DeleteFunc(live, func(s Statement) bool {
		return s.Speaks() != "" && last[s.Speaks()] != s.Report
	})
}

// lapsed reports whether the established networks that reported after the dispute ever reached
// lapseNetworks together. It does not come back when they fade.
func lapsed(ordered []Statement, disputedAt time.Time) bool {
	var sums Sums
	for _, s := range ordered {
		if s.Polarity != report.Bad || !s.Tier.Established() || !s.ReceivedAt.After(disputedAt) {
			continue
		}
		sums[s.Own%Buckets] += s.Mass
		if spread(sums[:], presentValue(report.Bad, s.ReceivedAt)) >= lapseNetworks {
			return true
		}
	}
	return false
}

// folder is a Tally in the making. Most subjects have one report, so there is no map in it.
type folder struct {
	tally     *Tally
	asOf      time.Time
	anonymous uint32 // buckets that already gave an anonymous report on the last of tally.Days
	networks  [Buckets]struct {
		seen bool
		last Date
	}
}

func (f *folder) add(s *Statement) {
	f.tally.Live++
	f.sums(s)[s.Own%Buckets] += s.Mass
	if s.Polarity == report.Fine {
		f.tally.Child.Fine += s.Mass
		return
	}
	f.tally.Child.Bad += s.Mass
	f.tally.Child.Networks[s.Block%Buckets] += s.Mass
	f.category(s)
	f.see(s)
}

// sums returns where the statement's mass belongs.
func (f *folder) sums(s *Statement) *Sums {
	bad := s.Polarity == report.Bad
	switch {
	case !s.Tier.Established() && bad:
		return &f.tally.Anon
	case !s.Tier.Established():
		return &f.tally.FineAnon
	case s.APIKey != "" && bad:
		return &f.keyed(s.APIKey).Bad
	case s.APIKey != "":
		return &f.keyed(s.APIKey).Fine
	case bad:
		return &f.tally.Bad
	}
	return &f.tally.Fine
}

func (f *folder) keyed(key string) *KeyTally {
	keyed := &f.tally.Keyed
	for i := range *keyed {
		if (*keyed)[i].APIKey == key {
			return &(*keyed)[i]
		}
	}
	*keyed = append(*keyed, KeyTally{APIKey: key})
	return &(*keyed)[len(*keyed)-1]
}

func (f *folder) category(s *Statement) {
	if s.Category == "" {
		return
	}
	masses := &f.tally.Categories
	for i := range *masses {
		if (*masses)[i].Category == s.Category {
			(*masses)[i].Mass += s.Mass
			return
		}
	}
	*masses = append(*masses, CategoryMass{s.Category, s.Mass})
}

// see notes when and where a bad statement came from. Statements come in the order of receipt.
func (f *folder) see(s *Statement) {
	t, date := f.tally, DateOf(s.ReceivedAt)
	if t.FirstSeen.IsZero() {
		t.FirstSeen = s.ReceivedAt
	}
	t.LastSeen = s.ReceivedAt
	if !inWindow(date, f.asOf, RecentDays) {
		return
	}
	f.networks[s.Own%Buckets].seen, f.networks[s.Own%Buckets].last = true, date
	f.province(s.Province, date)
	f.day(s, date)
}

func (f *folder) province(name string, date Date) {
	if _, division, ok := strings.Cut(name, "-"); !ok || division == "" {
		return // a country
	}
	provinces := &f.tally.Provinces
	for i := range *provinces {
		if (*provinces)[i].Name == name {
			(*provinces)[i].Date = date
			return
		}
	}
	*provinces = append(*provinces, LastSeen{name, date})
}

func (f *folder) day(s *Statement, date Date) {
	days := &f.tally.Days
	if n := len(*days); n == 0 || (*days)[n-1].Date != date {
		*days = append(*days, Day{Date: date, First: s.ReceivedAt})
		f.anonymous = 0
	}
	d := &(*days)[len(*days)-1]
	d.Last = s.ReceivedAt
	if bucket := uint32(1) << (s.Own % Buckets); s.Tier.Established() {
		d.Reports++
	} else if f.anonymous&bucket == 0 {
		f.anonymous |= bucket
		d.Reports++
	}
}

// finish puts everything in its order.
func (f *folder) finish() {
	t := f.tally
	slices.SortFunc(t.Keyed, func(a, b KeyTally) int { return cmp.Compare(a.APIKey, b.APIKey) })
	t.Categories = slices.DeleteFunc(t.Categories, func(c CategoryMass) bool { return c.Mass <= 0 || c.Category.Place() < 0 })
	if len(t.Categories) == 0 {
		t.Categories = nil
	}
	slices.SortFunc(t.Categories, func(a, b CategoryMass) int { return cmp.Compare(a.Category.Place(), b.Category.Place()) })
	slices.SortFunc(t.Provinces, func(a, b LastSeen) int { return cmp.Compare(a.Name, b.Name) })
	for bucket, n := range f.networks {
		if n.seen {
			t.Networks = append(t.Networks, LastSeen{bucketNames[bucket], n.last})
		}
	}
}

// bucketNames are the names of network buckets in LastSeen: two digits.
var bucketNames = func() (names [Buckets]string) {
	for i := range names {
		names[i] = fmt.Sprintf("%02d", i)
	}
	return names
}()
