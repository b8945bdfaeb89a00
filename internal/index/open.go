package index

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/private"
	"ringfence/internal/report"
)

// Open is an open block and what is listed in it, all of which anyone may look up.
type Open struct {
	Block   string // as +120255501: its numbers have two digits more
	Numbers int    // that are listed; 1 or more
	// Since is the day of the first report of any of them of which the day is told, or the month of one of which no more is told, where that is
	// an earlier one; zero where the day of none is told.
	Since    time.Time
	Category report.Category // that most of them have in the lead, of two as many the first in the vocabulary; "" where none has one
}

// Open returns the blocks that ranges call open and in which a number is listed, in the order of their digits. It is fault.Unavailable
// until the index was loaded.
func (x *Index) Open() ([]Open, error) {
	if x.AsOf().IsZero() {
		return nil, fmt.Errorf("the index is not loaded yet: %w", fault.Unavailable)
	}
	var all []Open
	for p := range private.Prefixes {
		numbers, open := x.shelves.of(private.Prefix(p))
		for _, block := range open {
			if o := x.open(block, numbers); o.Numbers > 0 {
				all = append(all, o)
			}
		}
	}
	slices.SortFunc(all, func(a, b Open) int { return strings.Compare(a.Block, b.Block) })
	return all, nil
}

// open returns a block and what is listed of it; the numbers are all that are listed under its prefix.
func (x *Index) open(block uint64, numbers []uint64) Open {
	o, leads, l := Open{Block: string(written(block))}, map[report.Category]int{}, x.now.Load()
	var month time.Time // the earliest of those of which no more is told
	for _, number := range numbers {
		if number/100 != block {
			continue
		}
		e, _ := l.find(Place{number: number}.Subject())
		if !e.packed.Listed() { // since the shelf was read
			continue
		}
		if first := e.first.time(); e.packed.MonthOnly() {
			month = earlier(month, first)
		} else {
			o.Since = earlier(o.Since, first)
		}
		o.Numbers++
		leads[e.packed.Category()]++
	}
	if year, m, _ := o.Since.Date(); !month.IsZero() && month.Before(time.Date(year, m, 1, 0, 0, 0, 0, time.UTC)) {
		o.Since = month
	}
	delete(leads, "")
	for _, c := range report.Categories() {
		if leads[c] > leads[o.Category] {
			o.Category = c
		}
	}
	return o
}

// earlier returns the earlier of two moments; the zero one is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
