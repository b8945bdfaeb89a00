package web

import (
	"slices"
	"time"

	"ringfence/web/catalogue"
)

// Size of a chart in its own units; the style sheet stretches it to the page.
const (
	chartHeight = 100
	barStep     = 8
	barWidth    = 6
	leastBar    = 3 // height of a bar that must be seen
)

// Chart is a bar chart of reports by day.
type Chart struct {
	Width, Height, BarWidth int
	Bars                    []Bar // of the days with reports
	Most                    int   // reports on the busiest day
	From, To                string
}

// Bar is one day of a chart.
type Bar struct {
	X, Y, Height int
	Day          string
	Count        int
}

// newChart draws daily, the last entry of which is the day of asOf. There is no chart of nothing.
func newChart(l catalogue.Lang, daily []int, asOf time.Time) *Chart {
	most := 0
	if len(daily) > 0 {
		most = slices.Max(daily)
	}
	if most == 0 {
		return nil
	}
	date := func(i int) string { return day(l, asOf.AddDate(0, 0, i-len(daily)+1)) }
	c := &Chart{Width: len(daily) * barStep, Height: chartHeight, BarWidth: barWidth, Most: most, From: date(0), To: date(len(daily) - 1)}
	for i, n := range daily {
		if n > 0 {
			h := max(n*chartHeight/most, leastBar)
			c.Bars = append(c.Bars, Bar{X: i * barStep, Y: chartHeight - h, Height: h, Day: date(i), Count: n})
		}
	}
	return c
}
