package trend

import (
	"fmt"
	"time"
)

// Week is an ISO 8601 week: it begins on Monday at 00:00 UTC. The zero Week is none.
type Week struct{ monday int64 } // days since 1970-01-01; 0 is none, since that was a Thursday

const (
	day  = 24 * time.Hour
	week = 7 * day
	// ClosesAfter is how long after its end a week is counted: a report tells of what happened up to 7 days before.
	ClosesAfter = 7 * day
)

// WeekOf returns the week in which t lies.
func WeekOf(t time.Time) Week {
	t = t.UTC().Truncate(day)
	return Week{t.AddDate(0, 0, -(int(t.Weekday())+6)%7).Unix() / int64(day/time.Second)}
}

// ParseWeek reads 2026-W48.
func ParseWeek(s string) (Week, error) {
	var year, number int
	if n, err := fmt.Sscanf(s, "%4d-W%2d", &year, &number); err == nil && n == 2 && year > 0 {
		first := WeekOf(time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC)) // ISO 8601: the 4th is in week 1
		if w := first.Add(number - 1); w.String() == s {
			return w, nil
		}
	}
	return Week{}, fmt.Errorf("trend: %q is no ISO week such as 2026-W48", s)
}

// IsZero reports whether w is none.
func (w Week) IsZero() bool { return w == Week{} }

// Start is when the week begins.
func (w Week) Start() time.Time { return time.Unix(w.monday*int64(day/time.Second), 0).UTC() }

// End is when the next week begins.
func (w Week) End() time.Time { return w.Start().Add(week) }

// ClosesAt is when the week is counted for the last time.
func (w Week) ClosesAt() time.Time { return w.End().Add(ClosesAfter) }

// stages are how long after its start a week is counted, the last time when it closes; see Stages.
var stages = [...]time.Duration{2 * day, 4 * day, week, week + ClosesAfter}

// Stages are the moments as of which the week is counted, ascending: its Wednesday and Friday and the Monday after, at 00:00 UTC, and
// ClosesAt. Each time costs noise, since each has its own: see Counts.
func (w Week) Stages() []time.Time {
	moments := make([]time.Time, len(stages))
	for i, after := range stages {
		moments[i] = w.Start().Add(after)
	}
	return moments
}

// CountedAt returns the last of Stages that is not after now; zero when the first is yet to come.
func (w Week) CountedAt(now time.Time) (asOf time.Time) {
	for _, moment := range w.Stages() {
		if !moment.After(now) {
			asOf = moment
		}
	}
	return asOf
}

// stagesUntil returns how many of Stages are not after a moment: as many draws of noise its figures have.
func (w Week) stagesUntil(asOf time.Time) (n int) {
	for _, moment := range w.Stages() {
		if !moment.After(asOf) {
			n++
		}
	}
	return n
}

// Due reports whether the week has to be counted at now, when it was counted as of a moment before; zero is never. As of one
// moment a week is counted once: what was withdrawn since would show.
func (w Week) Due(asOf, now time.Time) bool { return w.CountedAt(now).After(asOf) }

// Add returns the week that is n later, or earlier.
func (w Week) Add(n int) Week { return Week{w.monday + 7*int64(n)} }

// Sub returns by how many weeks w is later than v.
func (w Week) Sub(v Week) int { return int(w.monday-v.monday) / 7 }

// Before reports whether w is earlier than v.
func (w Week) Before(v Week) bool { return w.monday < v.monday }

// Holds reports whether t lies in w.
func (w Week) Holds(t time.Time) bool { return WeekOf(t) == w }

// String is as 2026-W48.
func (w Week) String() string {
	year, number := w.Start().ISOWeek()
	return fmt.Sprintf("%04d-W%02d", year, number)
}

// MarshalText writes String, and nothing for none.
func (w Week) MarshalText() ([]byte, error) {
	if w.IsZero() {
		return nil, nil
	}
	return []byte(w.String()), nil
}

// UnmarshalText reads what MarshalText wrote.
func (w *Week) UnmarshalText(text []byte) (err error) {
	if *w = (Week{}); len(text) > 0 {
		*w, err = ParseWeek(string(text))
	}
	return err
}
