package evaluation

import (
	"slices"
	"time"

	"ringfence/internal/reputation"
)

// fragment is the share of the usual rows below which a day is taken for a fragment: in the FTC's stream of
// 2020 whole days never fall below a tenth, and fragments never reach a hundredth.
const fragment = 0.05

// calendar says what is done with each listed day.
type calendar struct {
	days    []listedDay
	partial []bool
}

func newCalendar(days []listedDay, partial []time.Time) calendar {
	c := calendar{days, make([]bool, len(days))}
	byWeekday := map[time.Weekday][]int{}
	for _, d := range days {
		byWeekday[weekday(d)] = append(byWeekday[weekday(d)], d.to-d.from)
	}
	for _, counts := range byWeekday {
		slices.Sort(counts)
	}
	for i, d := range days {
		counts := byWeekday[weekday(d)]
		named := slices.ContainsFunc(partial, func(t time.Time) bool { return reputation.DateOf(t) == d.date })
		c.partial[i] = named || float64(d.to-d.from) < fragment*float64(counts[len(counts)/2])
	}
	return c
}

func weekday(d listedDay) time.Weekday { return d.date.Time().Weekday() }

// inPeriod reports whether day i lies after warm-up.
func (c calendar) inPeriod(i int) bool { return c.days[i].date >= c.days[0].date+warmUp }

// isMeasured reports whether day i is measured. The first day of all never is: no day precedes it.
func (c calendar) isMeasured(i int) bool { return c.inPeriod(i) && !c.partial[i] }

func (c calendar) measured() (n int) {
	for i := range c.days {
		if c.isMeasured(i) {
			n++
		}
	}
	return n
}

// leftOut returns the partial days.
func (c calendar) leftOut() []string {
	out := []string{}
	for i, d := range c.days {
		if c.partial[i] {
			out = append(out, d.date.Time().Format(time.DateOnly))
		}
	}
	return out
}
