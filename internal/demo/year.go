package demo

import (
	"slices"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
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
	events = append(events, y.decided(told, until)...)
	slices.SortStableFunc(events, func(a, b Event) int { return a.At.Compare(b.At) })
	return events
}

// decided are the decisions of moderators and owners. Nobody contests a number of which too little is said yet to be shown, so that a short
// year has fewer disputes.
func (y Year) decided(told []telling, until time.Time) (events []Event) {
	contested := map[subject.Key]bool{}
	for _, d := range decisions() {
		e, about := d.Event, d.About()
		e.At = before(until, d.before)
		switch {
		case d.before >= float64(y.Weeks), e.Act == Answer && !contested[about]:
			continue
		case e.Act == Contest, e.Act == Submit:
			if contested[about] = said(told, about, e.At) >= contestable; !contested[about] {
				continue
			}
		}
		events = append(events, e)
	}
	return events
}

// contestable is how often a number was reported before its owner hears of it.
const contestable = 3

// said counts the reports about a subject until a moment.
func said(told []telling, about subject.Key, until time.Time) (n int) {
	for i := range told {
		if told[i].at.Before(until) && slices.Contains(told[i].report.Subjects, about) {
			n++
		}
	}
	return n
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
