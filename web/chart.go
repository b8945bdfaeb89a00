package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ringfence/web/catalogue"
)

// Chart is a bar chart of reports by day, and the same as a table. Positions are in percent of the drawing, so that the
// style sheet gives it its size and its letters keep theirs.
type Chart struct {
	Caption string
	Counts  []Mark // of the axis of counts, each with a line across
	Weeks   []Mark // the Mondays; every fourth has a label
	Width   int    // of the drawing in which Bars are, which is stretched; it is barsHigh high
	Bars    string // a path, with a bar for each day with reports
	Table   Weeks
}

// Mark is a place on an axis.
type Mark struct {
	At    percent
	Label string
}

type percent float64

func (p percent) String() string { return strconv.FormatFloat(float64(p), 'g', 4, 64) + "%" }

// The drawing of the bars, in its own units.
const (
	dayWide  = 8
	barWide  = 6 // the rest is the gap
	barsHigh = 100
	leastBar = 2 // so that one report is seen
)

const (
	labelEvery   = 4  // weeks
	lastLabelled = 85 // percent across, behind which a label would leave the drawing
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
	top := roundUp(most)
	c := &Chart{
		Caption: f.T("subject.chart.most", "count", most), Weeks: mondays(f.Lang, first, len(daily)),
		Width: dayWide * len(daily), Bars: bars(daily, top), Table: newWeeks(f, daily, first),
	}
	for _, n := range []int{top, top / 2, 0} {
		c.Counts = append(c.Counts, Mark{percent(100 - 100*float64(n)/float64(top)), strconv.Itoa(n)})
	}
	return c
}

// bars returns the path around all bars, the highest of which would be top.
func bars(daily []int, top int) string {
	var path strings.Builder
	for i, n := range daily {
		if n > 0 {
			high := max(n*barsHigh/top, leastBar)
			fmt.Fprintf(&path, "M%d %dv-%dh%dv%dz", i*dayWide+(dayWide-barWide)/2, barsHigh, high, barWide, high)
		}
	}
	return path.String()
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
