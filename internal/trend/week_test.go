package trend

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func date(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

func weekOf(t interface{ Fatal(...any) }, s string) Week {
	w, err := ParseWeek(s)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestWeeksAreThoseOfISO8601(t *testing.T) {
	for _, test := range []struct{ at, week, start string }{
		{"2026-11-30T00:00:00Z", "2026-W49", "2026-11-30T00:00:00Z"},
		{"2026-11-29T23:59:59Z", "2026-W48", "2026-11-23T00:00:00Z"},
		{"2026-11-30T07:00:00+08:00", "2026-W48", "2026-11-23T00:00:00Z"}, // it is Sunday in UTC
		{"2024-12-30T12:00:00Z", "2025-W01", "2024-12-30T00:00:00Z"},      // a week of the year after
		{"2021-01-03T12:00:00Z", "2020-W53", "2020-12-28T00:00:00Z"},      // of the year before, which has 53
		{"2027-01-03T12:00:00Z", "2026-W53", "2026-12-28T00:00:00Z"},
		{"2027-01-04T00:00:00Z", "2027-W01", "2027-01-04T00:00:00Z"},
		{"2026-03-29T02:30:00Z", "2026-W13", "2026-03-23T00:00:00Z"}, // summer time begins in Europe
		{"1970-01-01T00:00:00Z", "1970-W01", "1969-12-29T00:00:00Z"},
	} {
		w := WeekOf(date(test.at))
		if w.String() != test.week || !w.Start().Equal(date(test.start)) || w.Start().Location() != time.UTC {
			t.Errorf("%s lies in %s from %s, want %s from %s", test.at, w, w.Start(), test.week, test.start)
		}
	}
}

func TestParseWeek(t *testing.T) {
	for _, s := range []string{"2026-W48", "2026-W01", "2026-W53", "2020-W53", "1970-W01", "9999-W01"} {
		if w, err := ParseWeek(s); err != nil || w.String() != s || w.IsZero() {
			t.Errorf("%s became %s, %v", s, w, err)
		}
	}
	for _, s := range []string{"", "2026", "2026-W", "2026-W0", "2026-W00", "2026-W1", "2026-W54", "2025-W53", "2027-W53", "2026-W480", "2026-W48 ",
		" 2026-W48", "2026-w48", "2026W48", "2026-48", "26-W48", "+026-W48", "-001-W05", "2026-W-1", "2026-W+1", "2026-W4x", "０２６-W48", "2026-W48-1"} {
		if w, err := ParseWeek(s); err == nil || !w.IsZero() {
			t.Errorf("%q became %s", s, w)
		}
	}
}

func TestAWeekIsWrittenAndReadAsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := WeekOf(time.Unix(rapid.Int64Range(0, 8_000_000_000).Draw(t, "unix"), 0))
		text, err := w.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var again Week
		if err := again.UnmarshalText(text); err != nil || again != w {
			t.Fatalf("%s became %s, %v", text, again, err)
		}
	})
	var none Week
	if text, err := none.MarshalText(); err != nil || len(text) != 0 {
		t.Errorf("none is %q, %v", text, err)
	}
	if err := none.UnmarshalText(nil); err != nil || !none.IsZero() {
		t.Errorf("nothing is %s, %v", none, err)
	}
}

func TestWeeksAreAddedAndSubtracted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(t, "unix"), 0)
		n := rapid.IntRange(-500, 500).Draw(t, "weeks")
		w := WeekOf(at)
		later := w.Add(n)
		if later.Sub(w) != n || later.Before(w) != (n < 0) || !later.Start().Equal(w.Start().AddDate(0, 0, 7*n)) {
			t.Fatalf("%s and %d weeks are %s", w, n, later)
		}
		if !w.Holds(at) || w.Add(1).Holds(at) || w.Start().After(at) || !w.End().After(at) || w.Start().Weekday() != time.Monday {
			t.Fatalf("%s is from %s to %s and holds %s: %v", w, w.Start(), w.End(), at, w.Holds(at))
		}
	})
}

func TestAWeekIsCountedFourTimes(t *testing.T) {
	w := weekOf(t, "2026-W48")
	var before time.Time
	for _, test := range []struct {
		now, asOf string
		due       bool
	}{
		{"2026-11-23T00:00:00Z", "", false},
		{"2026-11-24T23:59:59Z", "", false},
		{"2026-11-25T00:00:00Z", "2026-11-25T00:00:00Z", true},
		{"2026-11-26T23:00:00Z", "2026-11-25T00:00:00Z", false},
		{"2026-11-27T01:00:00Z", "2026-11-27T00:00:00Z", true},
		{"2026-11-30T00:00:00Z", "2026-11-30T00:00:00Z", true},
		{"2026-12-06T23:59:59Z", "2026-11-30T00:00:00Z", false},
		{"2026-12-07T00:00:00Z", "2026-12-07T00:00:00Z", true},
		{"2036-12-07T00:00:00Z", "2026-12-07T00:00:00Z", false},
	} {
		asOf := w.CountedAt(date(test.now))
		if due := w.Due(before, date(test.now)); due != test.due {
			t.Errorf("at %s it is due: %v", test.now, due)
		}
		if test.asOf == "" && !asOf.IsZero() || test.asOf != "" && !asOf.Equal(date(test.asOf)) {
			t.Errorf("at %s it is counted as of %s", test.now, asOf)
		}
		before = asOf
	}
	if !before.Equal(w.ClosesAt()) {
		t.Errorf("it closes at %s and was counted last as of %s", w.ClosesAt(), before)
	}
}
