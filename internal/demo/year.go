package demo

import (
	"slices"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

// Seed is that of the year that is shown.
const Seed = 20

// MostWeeks is how long a Year can be.
const MostWeeks = 53

// Year is what is made up.
type Year struct {
	Seed  uint64
	Until time.Time // nothing happens after it
	Weeks int       // how many of its last weeks are told, at most MostWeeks
}

// telling is a report on its way into the year.
type telling struct {
	at     time.Time
	stream *stream
	words  string
	report report.Report
	by     reputation.Speaker
}

// Events returns all that happens, in the order of time.
func (y Year) Events() []Event {
	until := y.Until.UTC().Truncate(time.Minute)
	told := y.told(until)
	events := make([]Event, 0, len(told)+len(told)/8)
	for i := range told {
		t := &told[i]
		events = append(events, Event{At: t.at, Act: Tell, Number: i, Report: t.report, By: t.by})
	}
	events = append(events, y.published(told, until)...)
	events = append(events, y.followed(told, until)...)
	for _, d := range decisions() {
		if at := before(until, d.before); d.before < float64(y.Weeks) {
			events = append(events, Event{At: at, Act: d.act, Ruling: d.Decision})
		}
	}
	slices.SortStableFunc(events, func(a, b Event) int { return a.At.Compare(b.At) })
	return events
}

// told returns all reports in the order of time.
func (y Year) told(until time.Time) (told []telling) {
	all := streams()
	for day := 7*min(y.Weeks, MostWeeks) - 1; day >= 0; day-- {
		for i := range all {
			told = append(told, all[i].day(y.Seed, until, day)...)
		}
	}
	told = append(told, y.brigade(until)...)
	slices.SortStableFunc(told, func(a, b telling) int { return a.at.Compare(b.at) })
	return told
}

// before returns the moment so many weeks before the end.
func before(until time.Time, weeks float64) time.Time {
	return until.Add(-time.Duration(weeks * 7 * 24 * float64(time.Hour))).Truncate(time.Minute)
}
