package trends

import (
	"testing"
	"time"

	"ringfence/internal/trend"
)

var monday = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

// countedAt is what a service knows that counts every week at its moments.
func countedAt(now time.Time) *trend.Book {
	var all []trend.Rollup
	for i := -6; i <= 0; i++ {
		w := trend.WeekOf(now).Add(i)
		if asOf := w.CountedAt(now); !asOf.IsZero() {
			all = append(all, trend.Rollup{Week: w, AsOf: asOf, Closed: !asOf.Before(w.ClosesAt())})
		}
	}
	return trend.NewBook(all)
}

// TestWhoeverCountsInTimeIsNeverOverdue looks at every hour of a week.
func TestWhoeverCountsInTimeIsNeverOverdue(t *testing.T) {
	for hour := range 7 * 24 {
		if now := monday.Add(time.Duration(hour) * time.Hour); overdue(countedAt(now), now) {
			t.Errorf("overdue on %s", now.Format("Monday 15:04"))
		}
	}
}

// TestWhoeverStopsIsOverdueAtTheNextMoment stops to count at each hour of a week.
func TestWhoeverStopsIsOverdueAtTheNextMoment(t *testing.T) {
	for hour := range 7 * 24 {
		stopped := monday.Add(time.Duration(hour) * time.Hour)
		book, next := countedAt(stopped), stopped.Truncate(24*time.Hour).AddDate(0, 0, 1)
		for next.Weekday() != time.Monday && next.Weekday() != time.Wednesday && next.Weekday() != time.Friday {
			next = next.AddDate(0, 0, 1)
		}
		if overdue(book, next.Add(-time.Minute)) || !overdue(book, next) || !overdue(book, next.AddDate(0, 1, 0)) {
			t.Errorf("stopped on %s", stopped.Format("Monday 15:04"))
		}
	}
}

// TestNothingIsOverdueThatCannotBeCounted has a service that was away for so long that the reports of a week are gone.
func TestNothingIsOverdueThatCannotBeCounted(t *testing.T) {
	w := trend.WeekOf(monday)
	lost := trend.Rollup{Week: w.Add(-8), AsOf: w.Add(-8).Stages()[0]}
	if book := trend.NewBook([]trend.Rollup{lost, {Week: w.Add(-1), AsOf: w.Start()}}); overdue(book, monday.Add(time.Hour)) {
		t.Error("overdue")
	}
	if overdue(nil, monday) {
		t.Error("a service that has just begun is overdue")
	}
}
