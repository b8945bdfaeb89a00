package storetest

import (
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/trend"
)

// week is that of noon.
var week = trend.WeekOf(noon)

// figures makes up a roll-up of a week that is open, with so many reporters of everything.
func figures(of trend.Week, reporters int) trend.Rollup {
	cell := func(t trend.Table, row, column string) trend.Cell {
		return trend.Cell{Place: trend.Place{Table: t, Row: row, Column: column}, Reporters: reporters}
	}
	return trend.Rollup{
		Week: of, AsOf: of.Start().Add(48 * time.Hour),
		Cells: []trend.Cell{
			cell(trend.ByCategory, "fake_job", ""), cell(trend.ByCampus, "浙江大学", "fake_job"), cell(trend.ByKnew, "exam", "exam_site"),
		},
		Ranges: []trend.Range{{Block: "+120255501", Category: "survey", Numbers: 40}, {Block: "+120255502", Numbers: 2}},
	}
}

// closed makes up the roll-up of a week that is not counted again.
func closed(of trend.Week, reporters int) trend.Rollup {
	r := figures(of, reporters)
	r.Closed, r.AsOf = true, of.ClosesAt()
	return r
}

// later makes of figures what was counted two days after.
func later(r trend.Rollup) trend.Rollup {
	r.AsOf = r.AsOf.Add(48 * time.Hour)
	return r
}

// counts expects that figures are kept now, or not.
func (s *stage) counts(r trend.Rollup, want bool) {
	s.t.Helper()
	kept, err := s.store.SaveWeek(s.ctx, r)
	s.ok(err)
	same(s.t, "figures of "+r.Week.String()+" are kept", kept, want)
}

// counted expects these roll-ups from a week on.
func (s *stage) counted(from trend.Week, limit int, want ...trend.Rollup) {
	s.t.Helper()
	got, err := s.store.Weeks(s.ctx, from, limit)
	s.ok(err)
	same(s.t, "weeks from "+from.String(), got, want)
}

var weekSentences = []sentence{
	{"of no week anything is kept before it is saved", func(s *stage) { s.counted(trend.Week{}, 10) }},
	{"weeks come in their order, whatever the order of saving, from one on and no more than asked", func(s *stage) {
		for _, n := range []int{3, 60, 0, 7} { // 60 weeks later is another year
			s.counts(figures(week.Add(n), 15+n), true)
		}
		all := []trend.Rollup{figures(week, 15), figures(week.Add(3), 18), figures(week.Add(7), 22), figures(week.Add(60), 75)}
		s.counted(trend.Week{}, 10, all...)
		s.counted(trend.Week{}, 2, all[:2]...)
		s.counted(week.Add(3), 10, all[1:]...)
		s.counted(week.Add(4), 1, all[2])
		s.counted(week.Add(61), 10)
		s.counted(week, 0)
	}},
	{"figures of an open week take the place of those of an earlier moment, all of them", func(s *stage) {
		s.counts(figures(week, 40), true)
		fewer := later(figures(week, 20))
		fewer.Cells, fewer.Ranges = fewer.Cells[:1], nil
		s.counts(fewer, true)
		s.counts(fewer, true)
		s.counted(week, 10, fewer)
	}},
	{"figures stay where others come that are as of the same moment or an earlier one", func(s *stage) {
		s.counts(later(figures(week, 20)), true)
		s.counts(later(figures(week, 25)), false)
		s.counts(figures(week, 30), false)
		s.counted(week, 10, later(figures(week, 20)))
	}},
	{"a week that is closed stays as it is, and saving it again changes nothing", func(s *stage) {
		s.counts(figures(week, 20), true)
		s.counts(closed(week, 21), true)
		s.counts(closed(week, 21), true)
		s.counts(closed(week, 22), false)
		s.counts(figures(week, 25), false)
		s.counts(figures(week.Add(1), 25), true)
		s.counted(week, 10, closed(week, 21), figures(week.Add(1), 25))
	}},
	{"a week in which nothing is shown is kept as one", func(s *stage) {
		nothing := trend.Rollup{Week: week, AsOf: noon, Closed: true}
		s.counts(nothing, true)
		s.counted(week, 10, nothing)
	}},
	{"its moment is kept to the second, its cells and ranges in their order", func(s *stage) {
		r := figures(week, 20)
		slices.Reverse(r.Cells)
		slices.Reverse(r.Ranges)
		precise := r
		precise.AsOf = r.AsOf.Add(999 * time.Millisecond).In(time.FixedZone("UTC+8", 8*3600))
		s.counts(precise, true)
		s.counted(week, 10, r)
	}},
	{"a week of a whole country is kept", func(s *stage) {
		large := figures(week, 20)
		for campus := range 1200 {
			for _, category := range report.Categories() {
				large.Cells = append(large.Cells, trend.Cell{
					Place: trend.Place{Table: trend.ByCampus, Row: fmt.Sprintf("第%d大学", campus), Column: string(category)}, Reporters: 15 + campus,
				})
			}
		}
		s.counts(large, true)
		s.counted(week, 10, large)
	}},
	{"what is handed over belongs to the receiver", func(s *stage) {
		r := figures(week, 20)
		s.counts(r, true)
		r.Cells[0].Reporters, r.Ranges[0].Numbers = 77, 77
		got, err := s.store.Weeks(s.ctx, week, 1)
		s.ok(err)
		got[0].Cells[0].Reporters, got[0].Ranges[0].Numbers = 88, 88
		s.counted(week, 10, figures(week, 20))
	}},
	{"figures that are not to be shown, or of no week, are an error", func(s *stage) {
		for name, spoil := range map[string]func(*trend.Rollup){
			"of no week":               func(r *trend.Rollup) { r.Week = trend.Week{} },
			"as of no moment":          func(r *trend.Rollup) { r.AsOf = time.Time{} },
			"with too few reporters":   func(r *trend.Rollup) { r.Cells[1].Reporters = trend.Least - 1 },
			"in no table":              func(r *trend.Rollup) { r.Cells[1].Table = "" },
			"in no row":                func(r *trend.Rollup) { r.Cells[1].Row = "" },
			"with a range of no block": func(r *trend.Rollup) { r.Ranges[0].Block = "" },
			"with a range of nothing":  func(r *trend.Rollup) { r.Ranges[0].Numbers = 0 },
			"more than a document has": func(r *trend.Rollup) { r.Cells = slices.Repeat(r.Cells, 10_000) },
		} {
			r := figures(week, 20)
			if spoil(&r); s.keepsWeek(r) {
				s.t.Errorf("kept figures %s", name)
			}
		}
		s.counted(trend.Week{}, 10)
	}},
	{"of all who close a week at once one does", func(s *stage) {
		kept := make([]bool, contenders)
		var group sync.WaitGroup
		for i := range contenders {
			group.Go(func() { kept[i] = s.keepsWeek(closed(week, 20+i)) })
		}
		group.Wait()
		winner := slices.Index(kept, true)
		if winner < 0 || slices.Contains(kept[winner+1:], true) {
			s.t.Fatalf("kept: %v", kept)
		}
		s.counted(week, 10, closed(week, 20+winner))
	}},
}

// keepsWeek reports whether figures were saved.
func (s *stage) keepsWeek(r trend.Rollup) bool {
	kept, err := s.store.SaveWeek(s.ctx, r)
	return kept && err == nil
}

// found makes up a burst that was seen last at a moment.
func found(id string, last time.Time) trend.Burst {
	return trend.Burst{
		ID: id, Scope: trend.Scope{Table: trend.ByProvince, Row: "CN-ZJ"}, Category: "fake_job", FoundAt: noon.Add(-time.Hour), LastAt: last,
		Reporters: 30, Usual: 3.25,
	}
}

// burst expects these to be all bursts since a moment.
func (s *stage) bursts(since time.Time, want ...trend.Burst) {
	s.t.Helper()
	got, err := s.store.Bursts(s.ctx, since)
	s.ok(err)
	same(s.t, "bursts", got, want)
}

var burstSentences = []sentence{
	{"those seen last come first, and those of one second by ID, from a moment on", func(s *stage) {
		for id, last := range map[string]time.Time{"2": noon, "1": noon, "5": noon.Add(-time.Second), "4": noon.Add(time.Hour)} {
			s.ok(s.store.SaveBurst(s.ctx, found(id, last)))
		}
		s.bursts(noon.Add(-time.Minute), found("4", noon.Add(time.Hour)), found("1", noon), found("2", noon), found("5", noon.Add(-time.Second)))
		s.bursts(noon, found("4", noon.Add(time.Hour)), found("1", noon), found("2", noon))
		s.bursts(noon.Add(time.Nanosecond), found("4", noon.Add(time.Hour)))
		s.bursts(noon.Add(2 * time.Hour))
		all, err := s.store.Bursts(s.ctx, time.Time{})
		s.ok(err)
		same(s.t, "bursts of all time", len(all), 4)
	}},
	{"one that goes on is kept once", func(s *stage) {
		s.ok(s.store.SaveBurst(s.ctx, found("1", noon)))
		grown := found("1", noon.Add(time.Hour))
		grown.Reporters, grown.Scope, grown.Grew = 120, trend.Country(), []trend.Growth{{At: noon, From: 30}, {At: noon.Add(time.Hour), From: 60}}
		for range 2 {
			s.ok(s.store.SaveBurst(s.ctx, grown))
		}
		s.bursts(noon.Add(-time.Hour), grown)
		kept, err := s.store.Bursts(s.ctx, noon)
		s.ok(err)
		kept[0].Grew[0].From = 1 // a caller's own
		s.bursts(noon.Add(-time.Hour), grown)
	}},
	{"one that went on later stays", func(s *stage) {
		later := found("1", noon.Add(time.Hour))
		later.Reporters = 120
		s.ok(s.store.SaveBurst(s.ctx, later))
		s.ok(s.store.SaveBurst(s.ctx, found("1", noon)))
		s.bursts(noon.Add(-time.Hour), later)
	}},
	{"its times are kept to the second", func(s *stage) {
		precise := found("1", noon.Add(999*time.Millisecond).In(time.FixedZone("UTC+8", 8*3600)))
		precise.FoundAt, precise.Grew = precise.FoundAt.Add(time.Millisecond), []trend.Growth{{At: precise.LastAt, From: 15}}
		s.ok(s.store.SaveBurst(s.ctx, precise))
		want := found("1", noon)
		want.Grew = []trend.Growth{{At: noon, From: 15}}
		s.bursts(noon, want)
	}},
	{"of nothing, for nobody, or before it was found it is an error", func(s *stage) {
		for name, spoil := range map[string]func(*trend.Burst){
			"without an ID":           func(b *trend.Burst) { b.ID = "" },
			"of nothing":              func(b *trend.Burst) { b.Category = "" },
			"above what is no number": func(b *trend.Burst) { b.Usual = math.NaN() },
			"for nobody":              func(b *trend.Burst) { b.Scope = trend.Scope{} },
			"that was never found":    func(b *trend.Burst) { b.FoundAt = time.Time{} },
			"that ended before then":  func(b *trend.Burst) { b.LastAt = b.FoundAt.Add(-time.Second) },
			"that grew before then":   func(b *trend.Burst) { b.Grew = []trend.Growth{{At: b.FoundAt.Add(-time.Second)}} },
			"that grew after its end": func(b *trend.Burst) { b.Grew = []trend.Growth{{At: b.LastAt.Add(time.Second)}} },
			"that grew backwards":     func(b *trend.Burst) { b.Grew = []trend.Growth{{At: b.LastAt}, {At: b.FoundAt}} },
		} {
			b := found("1", noon)
			if spoil(&b); s.store.SaveBurst(s.ctx, b) == nil {
				s.t.Errorf("kept a burst %s", name)
			}
		}
		s.bursts(time.Time{})
	}},
	{"whoever saves the first of one at once, it is there", func(s *stage) {
		var group sync.WaitGroup
		for range contenders {
			group.Go(func() { check(s, s.store.SaveBurst(s.ctx, found("1", noon))) })
		}
		group.Wait()
		s.bursts(noon, found("1", noon))
	}},
}
