package demo

import (
	"cmp"
	"hash/fnv"
	"maps"
	"slices"
	"testing"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/trend"
)

// facts are what trends are made of: the reports that nobody took back. What is corrected tells trends the same.
func facts(year []Event) (all []trend.Fact) {
	withdrawn := map[int]bool{}
	for i := range year {
		if year[i].Act == Withdraw {
			withdrawn[year[i].Number] = true
		}
	}
	for i := range year {
		e := &year[i]
		if e.Act != Tell || e.Report.Polarity != report.Bad || withdrawn[e.Number] {
			continue
		}
		r := &e.Report
		f := trend.Fact{Reporter: e.By.Identity, Network: 1 + uint8(hash(e.By.Group)%32), ReceivedAt: e.At, At: r.OccurredAt.Truncate(time.Hour),
			Category: cmp.Or(r.Category, "other"), Kind: r.Kind, Region: r.Region, Campus: r.Campus, Knew: r.Knew, Sector: r.LeakSector}
		if r.Offer != nil {
			f.Duties = r.Offer.Duties
		}
		all = append(all, f)
	}
	return all
}

func hash(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s))
	return h.Sum64()
}

// book is the figures of a year as of its end, with some noise.
func book(all []trend.Fact, until time.Time) *trend.Book {
	of := map[trend.Week][]trend.Fact{}
	for _, f := range all {
		w := trend.WeekOf(f.At)
		of[w] = append(of[w], f)
	}
	var weeks []trend.Rollup
	for _, w := range slices.SortedFunc(maps.Keys(of), func(v, w trend.Week) int { return v.Sub(w) }) {
		weeks = append(weeks, trend.Count(w, of[w], trend.NewBook(weeks), until).Rollup(hash))
	}
	return trend.NewBook(weeks)
}

func TestTheYearHasSomethingForEveryPageOfTrends(t *testing.T) {
	all := facts(whole)
	b := book(all, until)
	newest := b.Newest()
	t.Run("every table has figures, and cells that are too small for one", func(t *testing.T) {
		for table, rows := range map[trend.Table]int{trend.ByCategory: 15, trend.ByProvince: 8, trend.ByCampus: 6, trend.ByChannel: 3, trend.ByDuty: 7, trend.ByKnew: 5} {
			if got := b.Rows(table, newest, 4); len(got) < rows {
				t.Errorf("%s has the rows %v", table, got)
			}
		}
		for _, p := range []trend.Place{
			{Table: trend.ByCategory, Row: "extortion"}, {Table: trend.ByProvince, Row: "CN-QH", Column: "loan"}, {Table: trend.ByCampus, Row: "椰海大学(演示)", Column: "fake_job"},
		} {
			if f := b.At(p, newest); f.Status != trend.Suppressed {
				t.Errorf("%v is %v", p, f)
			}
		}
	})
	t.Run("the campuses with figures are in several provinces", func(t *testing.T) {
		regions := map[string]bool{}
		for _, name := range b.Rows(trend.ByCampus, newest, 4) {
			for _, c := range campuses {
				if c.of.Name == name {
					regions[c.of.Region] = true
				}
			}
		}
		if len(regions) < 5 {
			t.Errorf("they are in %v", regions)
		}
	})
	t.Run("an exam site leaks and nobody else", func(t *testing.T) {
		if got := b.Columns(trend.ByKnew, "exam", newest, 52); !slices.Equal(got, []string{"exam_site", "education"}) {
			t.Errorf("who knew of exams is suspected to have it from %v", got)
		}
		strays := 0
		for i := range all {
			if f := &all[i]; slices.Contains(f.Knew, "exam") && f.Sector != "exam_site" && f.Sector != "education" {
				strays++
			}
		}
		if strays < 20 {
			t.Errorf("only %d told of others, so that it proves nothing", strays)
		}
	})
}

// TestSomethingRisesWheneverTheYearEnds, in the country, a province and a campus, and some of it is a burst.
func TestSomethingRisesWheneverTheYearEnds(t *testing.T) {
	for _, end := range []time.Time{until, until.Add(5 * time.Hour), until.Add(3 * 24 * time.Hour)} { // Sunday, Monday, Wednesday
		all := facts(Year{Seed: Seed, Until: end, Weeks: 12}.Events())
		b := book(all, end)
		fresh := slices.DeleteFunc(all, func(f trend.Fact) bool { return f.ReceivedAt.Before(end.Add(-trend.BurstSpan)) })
		bursts := trend.Bursts(fresh, b, end, nil, hash)
		for _, s := range []trend.Scope{trend.Country(), trend.Province("CN-HB"), trend.Campus(Besieged())} {
			if len(b.Rising(s)) == 0 {
				t.Errorf("on a %v nothing rises in %v", end.Weekday(), s)
			}
			if !slices.ContainsFunc(bursts, func(x trend.Burst) bool { return x.Scope == s }) {
				t.Errorf("on a %v there is no burst in %v", end.Weekday(), s)
			}
		}
	}
}
