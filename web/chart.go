package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Chart is a bar chart of reports by day, and the same as a table. Lines and bars are paths in a drawing that the style
// sheet stretches; letters stand beside it, where they keep their shape.
type Chart struct {
	Caption   string
	Top, Half int    // labels of the axis of counts
	Weeks     []Mark // labels of the axis of days
	Width     int    // of the drawing
	Mondays   string // path of where the weeks begin
	Bars      string // path with a bar for each day with reports
	Table     Weeks
}

// Mark is a label of the axis of days.
type Mark struct {
	At    string // in percent of the width
	Label string
}

// The drawing, in its own units.
const (
	dayWide  = 8
	barWide  = 6 // the rest is the gap
	high     = 100
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
		Caption: f.T("subject.chart.most", "count", most), Top: top, Half: top / 2,
		Width: dayWide * len(daily), Bars: bars(daily, top), Table: newWeeks(f, daily, first),
	}
	c.addWeeks(f, first, len(daily))
	return c
}

// bars returns the path around all bars, the highest of which would be top.
func bars(daily []int, top int) string {
	var path []byte
	draw := func(command byte, n int) { path = strconv.AppendInt(append(path, command), int64(n), 10) }
	for i, n := range daily {
		if n == 0 {
			continue
		}
		up := max(n*high/top, leastBar)
		draw('M', i*dayWide+(dayWide-barWide)/2)
		draw(' ', high)
		draw('v', -up)
		draw('h', barWide)
		draw('v', up)
		path = append(path, 'z')
	}
	return string(path)
}

// addWeeks marks every Monday, and writes the day below every fourth.
func (c *Chart) addWeeks(f Frame, first time.Time, days int) {
	var path strings.Builder
	next := (8 - int(first.Weekday())) % 7 // days from first to a Monday
	for n := 0; next < days; n++ {
		fmt.Fprintf(&path, "M%d 0v%d", next*dayWide, high)
		if at := 100 * float64(next) / float64(days); n%labelEvery == 0 && at <= lastLabelled {
			c.Weeks = append(c.Weeks, Mark{strconv.FormatFloat(at, 'f', 1, 64) + "%", shortDay(f.Lang, first.AddDate(0, 0, next))})
		}
		next += 7
	}
	c.Mondays = path.String()
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
