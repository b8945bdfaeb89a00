package web

import (
	"time"

	"ringfence/web/catalogue"
)

// Dates are in UTC, as the counts are. The layouts are messages.

func day(l catalogue.Lang, t time.Time) string { return written(l, t, "date.day") }

// shortDay leaves out the year, for the marks of a chart.
func shortDay(l catalogue.Lang, t time.Time) string { return written(l, t, "date.short") }

func month(l catalogue.Lang, t time.Time) string { return written(l, t, "date.month") }

func minute(l catalogue.Lang, t time.Time) string { return written(l, t, "date.minute") }

func written(l catalogue.Lang, t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(l.Text(layout))
}
