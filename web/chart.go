package web

import (
	"fmt"
	"slices"
	"time"

	"ringfence/web/catalogue"
)

// Chart is a bar chart of reports by day, and the same as a table. Positions are in percent of the drawing, so that the
// style sheet gives it its size and its letters keep theirs.
type Chart struct {
	Caption string
	Counts  []Mark // of the axis of counts, each with a line across
	Weeks   []Mark // the Mondays; every fourth has a label
	Bars    []Bar  // of the days with reports
	Table   Weeks
}

// Mark is a place on an axis.
type Mark struct {
	At    percent
	Label string
}

// Bar is one day of a chart.
type Bar struct {
	X, Y, Width, Height percent
	Label               string
}

type percent float64

func (p percent) String() string { return fmt.Sprintf("%.4g%%", float64(p)) }

const (
	barShare     = .75 // of its day, the rest is the gap
	leastBar     = 2   // percent in height, so that one report is seen
	labelEvery   = 4   // weeks
	lastLabelled = 85  // percent across, behind which a label would leave the drawing
)

// newChart draws daily, the last entry of which is the day of asOf. There is no chart of nothing.
func newChart(f Frame, daily []int, asOf time.Time) *Chart {
	most := 0
	if len(daily) > 0 {
		most = slices.Max(daily)
	}
	if most == 0 {
		return nil
	}
	first := asOf.UTC().AddDate(0, 0, 1-len(daily))
	c := &Chart{
		Caption: f.T("subject.chart.most", "count", most),
		Weeks:   mondays(f.Lang, first, len(daily)), Table: newWeeks(f, daily, first),
	}
	top := roundUp(most)
	for _, n := range []int{top, top / 2, 0} {
		c.Counts = append(c.Counts, Mark{percent(100 - 100*float64(n)/float64(top)), fmt.Sprint(n)})
	}
	width := 100 / float64(len(daily))
	for i, n := range daily {
		if n == 0 {
			continue
		}
		height := percent(max(100*float64(n)/float64(top), leastBar))
		c.Bars = append(c.Bars, Bar{
			X: percent((float64(i) + (1-barShare)/2) * width), Y: 100 - height, Width: percent(barShare * width), Height: height,
			Label: f.T("subject.chart.day", "day", day(f.Lang, first.AddDate(0, 0, i)), "count", n),
		})
	}
	return c
}

// mondays returns where the weeks begin.
func mondays(l catalogue.Lang, first time.Time, days int) (marks []Mark) {
	for i := range days {
		date := first.AddDate(0, 0, i)
		if date.Weekday() != time.Monday {
			continue
		}
		m := Mark{At: percent(100 * float64(i) / float64(days))}
		if len(marks)%labelEvery == 0 && m.At <= lastLabelled {
			m.Label = shortDay(l, date)
		}
		marks = append(marks, m)
	}
	return marks
}

// roundUp returns the least even number with one leading digit and zeros, and 2 at least, that is n or more: the end of
// an axis, whose half is a whole number too.
func roundUp(n int) int {
	unit := 1
	for n > 10*unit {
		unit *= 10
	}
	return (n + 2*unit - 1) / (2 * unit) * 2 * unit
}
