// Package evaluation replays a stream of complaints in memory, day by day, and measures what rules would
// have said before each day's complaints arrived: Ringfence's own verdicts beside the simple rules that
// they must be worth the trouble against.
//
// Verdicts and scores come from reputation.Fold and reputation.Judge; of the formula only E_b is repeated
// here, to rank by it and to leave unasked what cannot matter.
//
// Terms. A listed day is a day on which the stream has a row. A rule flags a number at the end of a listed
// day, that is at the midnight that ends it, from all complaints up to and including that day; a complaint
// counts as flagged if the rule flagged its number at the end of the previous listed day. The first 30 days
// are warm-up. Days of which the stream holds only a fragment are left out: their complaints count as
// evidence, and nothing is measured on them. All other listed days after warm-up are measured.
package evaluation

import (
	"errors"
	"fmt"
	"iter"
	"time"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

const (
	warmUp    = 30 // days
	lookAhead = 30 // days in which a flagged number that is one would be complained about again
	maxDays   = 36500
)

// Row is one complaint, as far as an evaluation needs it.
type Row struct {
	Number subject.Key
	Day    reputation.Date
	Group  string // network group: complaints from one group may be one person's; "" is a group too
}

// Options are what an evaluation can be told beside its stream.
type Options struct {
	// Partial are days to leave out. To them are added the days with less than a twentieth of the rows that
	// the same weekday has in the median.
	Partial []time.Time
	// EachDay, if not nil, is called after every listed day with how many are done. An error ends the run.
	EachDay func(done, of int) error
}

// ErrTooShort is a stream without a measured day.
var ErrTooShort = errors.New("the stream has no day to measure: it needs more than 30 days, the first 30 being warm-up")

// Run reads rows to their end, in any order, and replays them; rows that are an *ftc.RowError are left out and
// counted. The error is another of rows, of Options.EachDay, or ErrTooShort.
func Run(rows iter.Seq2[Row, error], o Options) (Result, error) {
	s, err := load(rows)
	if err != nil {
		return Result{}, err
	}
	c := newCalendar(s.days, o.Partial)
	if c.measured() == 0 {
		return Result{}, ErrTooShort
	}
	w := newWorld(s)
	m := newMeasures(c, w)
	for i, day := range s.days {
		if i > 0 {
			m.before(i, day)
		}
		w.live(day)
		if o.EachDay != nil {
			if err := o.EachDay(i+1, len(s.days)); err != nil {
				return Result{}, fmt.Errorf("evaluation: %w", err)
			}
		}
	}
	return m.result(), nil
}
