package trend

import (
	"testing"
	"time"
)

// TestABookEndsWithAWeek as if no later one had been counted, and costs nothing of what it shares.
func TestABookEndsWithAWeek(t *testing.T) {
	last := WeekOf(time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC))
	rollups := func(cells int) (all []Rollup) {
		for i := range 20 {
			r := Rollup{Week: last.Add(-i), AsOf: last.Add(-i).ClosesAt(), Closed: true}
			for n := range cells {
				r.Cells = append(r.Cells, Cell{Place: Campus(string(rune('一' + n))).Place("loan"), Reporters: 15 + i})
			}
			all = append(all, r)
		}
		return all
	}
	all := rollups(3)
	b := NewBook(all)
	for i := range 20 {
		w := last.Add(-i)
		got, want := b.Until(w), NewBook(all[i:])
		p := Campus("一").Place("loan")
		if got.Newest() != w || len(got.Weeks()) != 20-i || got.At(p, w) != want.At(p, w) || got.At(p, w.Add(1)).Status != Missing {
			t.Errorf("%s: newest %s of %d", w, got.Newest(), len(got.Weeks()))
		}
	}
	if got := b.Until(last.Add(-30)); !got.Newest().IsZero() || len(got.Weeks()) != 0 {
		t.Errorf("before all weeks: %v", got.Weeks())
	}
	if got := (*Book)(nil).Until(last); !got.Newest().IsZero() {
		t.Error("the empty book has a week")
	}
	large := NewBook(rollups(900))
	few, many := testing.AllocsPerRun(10, func() { b.Until(last) }), testing.AllocsPerRun(10, func() { large.Until(last) })
	if many > few+5 {
		t.Errorf("%.0f allocations, with 300 times the cells %.0f", few, many)
	}
}
