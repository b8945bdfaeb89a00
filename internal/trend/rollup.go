package trend

import (
	"cmp"
	"errors"
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

// MostFigures is how many cells and ranges a Rollup has at most, so that it fits into one document and into one line of an archive. It is
// as many as 1,200 campuses have that each show twenty categories.
const MostFigures = 25_000

// Check returns what nobody should keep or show of r.
func (r *Rollup) Check() error {
	switch {
	case r.Week.IsZero():
		return errors.New("figures of no week")
	case r.AsOf.Unix() <= 0:
		return errors.New("figures as of no moment")
	case len(r.Cells)+len(r.Ranges) > MostFigures:
		return fmt.Errorf("a week of more than %d figures", MostFigures)
	}
	for i := range r.Cells {
		if c := &r.Cells[i]; c.Table == "" || c.Row == "" || c.Reporters < Least {
			return errors.New("a figure that stands nowhere, or is not to be shown")
		}
	}
	for i := range r.Ranges {
		if r.Ranges[i].Block == "" || r.Ranges[i].Numbers < 1 {
			return errors.New("a range of no numbers")
		}
	}
	return nil
}

// Fit leaves out cells until r has MostFigures, those with the fewest reporters first: only who floods the service makes more than that, and
// what a flood fills is small.
func (r *Rollup) Fit() {
	over := len(r.Cells) + len(r.Ranges) - MostFigures
	if over <= 0 {
		return
	}
	slices.SortStableFunc(r.Cells, func(a, b Cell) int { return cmp.Compare(b.Reporters, a.Reporters) })
	r.Cells = r.Cells[:len(r.Cells)-min(over, len(r.Cells))]
	slices.SortFunc(r.Cells, func(a, b Cell) int { return a.compare(b.Place) })
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
