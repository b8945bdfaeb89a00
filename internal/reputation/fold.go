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
	counted := counting(statements, t.Standing.RecycledAt)
	if !t.Standing.DisputedAt.IsZero() && lapsed(counted, t.Standing.DisputedAt) {
		t.Standing.DisputedAt = time.Time{}
	}
	f := folder{tally: &t, asOf: asOf, keys: map[string]int{}, masses: map[report.Category]float64{}, days: map[Date]*dayFold{},
		networks: map[string]Date{}, provinces: map[string]Date{}}
	for i := range counted {
		f.add(&counted[i])
	}
	f.finish()
	return t
}

// counting returns the statements that count, ordered by (received, report): live, of the present
// generation, and of each reporter only the last.
func counting(statements []Statement, recycledAt time.Time) []Statement {
	live := make([]Statement, 0, len(statements))
	for _, s := range statements {
		if s.State == Live && s.ReceivedAt.After(recycledAt) {
			live = append(live, s)
		}
	}
	slices.SortFunc(live, func(a, b Statement) int {
		return cmp.Or(a.ReceivedAt.Compare(b.ReceivedAt), slices.Compare(a.Report[:], b.Report[:]))
	})
	last := make(map[Pseudonym]report.ID)
	for i := range live {
		last[live[i].Speaks()] = live[i].Report
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
		if sums.spread(presentValue(report.Bad, s.ReceivedAt)) >= lapseNetworks {
			return true
		}
	}
	return false
}

// folder is a Tally in the making.
type folder struct {
	tally     *Tally
	asOf      time.Time
	keys      map[string]int // index into tally.Keyed
	masses    map[report.Category]float64
	days      map[Date]*dayFold
	networks  map[string]Date
	provinces map[string]Date
}

type dayFold struct {
	Day
	anonymous uint32 // buckets that already gave this day an anonymous report
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
	if s.Category != "" {
		f.masses[s.Category] += s.Mass
	}
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
	i, ok := f.keys[key]
	if !ok {
		i = len(f.tally.Keyed)
		f.keys[key] = i
		f.tally.Keyed = append(f.tally.Keyed, KeyTally{APIKey: key})
	}
	return &f.tally.Keyed[i]
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
	f.networks[fmt.Sprintf("%02d", s.Own%Buckets)] = date
	if _, division, ok := strings.Cut(s.Province, "-"); ok && division != "" {
		f.provinces[s.Province] = date
	}
	d := f.days[date]
	if d == nil {
		d = &dayFold{Day: Day{Date: date, First: s.ReceivedAt}}
		f.days[date] = d
	}
	d.Last = s.ReceivedAt
	if bucket := uint32(1) << (s.Own % Buckets); s.Tier.Established() {
		d.Reports++
	} else if d.anonymous&bucket == 0 {
		d.anonymous |= bucket
		d.Reports++
	}
}

func (f *folder) finish() {
	t := f.tally
	slices.SortFunc(t.Keyed, func(a, b KeyTally) int { return cmp.Compare(a.APIKey, b.APIKey) })
	for _, c := range report.Categories() {
		if m := f.masses[c]; m > 0 {
			t.Categories = append(t.Categories, CategoryMass{c, m})
		}
	}
	for _, d := range f.days {
		t.Days = append(t.Days, d.Day)
	}
	slices.SortFunc(t.Days, func(a, b Day) int { return cmp.Compare(a.Date, b.Date) })
	t.Networks, t.Provinces = lastSeen(f.networks), lastSeen(f.provinces)
}

func lastSeen(dates map[string]Date) []LastSeen {
	var seen []LastSeen
	for name, date := range dates {
		seen = append(seen, LastSeen{name, date})
	}
	slices.SortFunc(seen, func(a, b LastSeen) int { return cmp.Compare(a.Name, b.Name) })
	return seen
}
