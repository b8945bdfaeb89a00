package web

import (
	"strconv"
	"time"
)

// Weeks is a table of counts with a row for each week and a column for each of its days.
type Weeks struct {
	Name, Caption, Week, Total string
	Days                       []Weekday
	Rows                       []Week
}

// Weekday heads a column.
type Weekday struct{ Name, Short string }

// Week is one row.
type Week struct {
	From  string    // its Monday
	Days  [7]string // counts; "" before the first and after the last day that was counted
	Total int
}

// weekdays are the messages of the days, Monday first.
var weekdays = [7][2]string{
	{"weekday.mon", "weekday.mon.short"}, {"weekday.tue", "weekday.tue.short"}, {"weekday.wed", "weekday.wed.short"},
	{"weekday.thu", "weekday.thu.short"}, {"weekday.fri", "weekday.fri.short"}, {"weekday.sat", "weekday.sat.short"},
	{"weekday.sun", "weekday.sun.short"},
}

// newWeeks puts daily counts from the day first on into weeks, the latest week first.
func newWeeks(f Frame, daily []int, first time.Time) Weeks {
	w := Weeks{Name: f.T("subject.weeks"), Caption: f.T("subject.weeks.caption"), Week: f.T("subject.weeks.from"), Total: f.T("subject.weeks.total")}
	for _, d := range weekdays {
		w.Days = append(w.Days, Weekday{f.T(d[0]), f.T(d[1])})
	}
	before := (int(first.Weekday()) + 6) % 7 // days from Monday to first
	for from := -before; from < len(daily); from += 7 {
		row := Week{From: shortDay(f.Lang, first.AddDate(0, 0, from))}
		for i := range row.Days {
			if n := from + i; n >= 0 && n < len(daily) {
				row.Days[i] = strconv.Itoa(daily[n])
				row.Total += daily[n]
			}
		}
		w.Rows = append([]Week{row}, w.Rows...)
	}
	return w
}
