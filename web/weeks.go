package web

import (
	"strconv"
	"time"
)

// Weeks is a table of counts with a row for each week.
type Weeks struct {
	Name                       string // of what folds it away
	Caption, Week, Count, Days string // heads of its columns, below its caption
	Rows                       []Week
}

// Week is one row.
type Week struct {
	From  string // its Monday
	Count int
	Days  string // those with reports, and how many
}

// weekdays are the messages of the days, Monday first.
var weekdays = [7]string{"weekday.mon", "weekday.tue", "weekday.wed", "weekday.thu", "weekday.fri", "weekday.sat", "weekday.sun"}

// newWeeks puts daily counts from the day first on into weeks, the latest week first.
func newWeeks(f Frame, daily []int, first time.Time) Weeks {
	w := Weeks{
		Name: f.T("subject.weeks"), Caption: f.T("subject.weeks.caption"),
		Week: f.T("subject.weeks.from"), Count: f.T("subject.reports.short"), Days: f.T("subject.weeks.days"),
	}
	before := (int(first.Weekday()) + 6) % 7 // days from Monday to first
	last := (before + len(daily) - 1) / 7
	for n := last; n >= 0; n-- {
		from := 7*n - before
		row := Week{From: shortDay(f.Lang, first.AddDate(0, 0, from))}
		var days []string
		for i, name := range weekdays {
			if day := from + i; day >= 0 && day < len(daily) && daily[day] > 0 {
				row.Count += daily[day]
				days = append(days, f.T(name)+" "+strconv.Itoa(daily[day]))
			}
		}
		row.Days = f.Lang.List(days)
		w.Rows = append(w.Rows, row)
	}
	return w
}
