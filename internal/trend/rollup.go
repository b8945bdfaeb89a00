package trend

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Rollup is the figures of a week.
type Rollup struct {
	Week   Week
	AsOf   time.Time // reports received before it are counted
	Closed bool      // it is never counted again
	Cells  []Cell    // in the order of their places
	Ranges []Range   // blocks of numbers that were new in the week, in the order of their digits
}

// Rollup makes of counts what is shown. Ranges are for the caller to add.
func (c Counts) Rollup(noise Noise) Rollup {
	r := Rollup{Week: c.week, AsOf: c.asOf, Closed: !c.asOf.Before(c.week.ClosesAt())}
	for p, n := range c.cells {
		if n += c.noise(p, noise); n < Least {
			continue
		}
		if !r.Closed {
			n -= n % Step
		}
		r.Cells = append(r.Cells, Cell{Place: p, Reporters: n})
	}
	slices.SortFunc(r.Cells, func(a, b Cell) int { return a.compare(b.Place) })
	return r
}

// noise is the sum of a draw for each of Stages so far.
func (c Counts) noise(p Place, noise Noise) (sum int) {
	for stage := range c.week.stagesUntil(c.asOf) {
		sum += draw(noise(fmt.Sprintf("%s|%d|%s|%q|%q", c.week, stage+1, p.Table, p.Row, p.Column)))
	}
	return sum
}

func (p Place) compare(q Place) int {
	return cmp.Or(cmp.Compare(slices.Index(Tables(), p.Table), slices.Index(Tables(), q.Table)), cmp.Compare(p.Row, q.Row), cmp.Compare(p.Column, q.Column))
}
