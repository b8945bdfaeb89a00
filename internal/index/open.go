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
	Block    string          // as +120255501: its numbers have two digits more
	Numbers  int             // that are listed; 1 or more
	Since    time.Time       // day by which one of them was reported: that of the first report, or the last of its month where no more is told
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

// since returns the day by which a number was reported for the first time. Of few reports no more than the month is told, and then it is
// the last of that: its first would lie before weeks in which it was not yet reported.
func (e entry) since() time.Time {
	first := e.first.time()
	if told := e.detail != "" && e.detail[flagsAt]&flagMonthOnly == 0; told || first.IsZero() {
		return first
	}
	return time.Date(first.Year(), first.Month()+1, 0, 0, 0, 0, 0, time.UTC)
}

// open returns a block and what is listed of it; the numbers are all that are listed under its prefix.
func (x *Index) open(block uint64, numbers []uint64) Open {
	o, leads, l := Open{Block: string(written(block))}, map[report.Category]int{}, x.now.Load()
	for _, number := range numbers {
		if number/100 != block {
			continue
		}
		e, _ := l.find(Place{number: number}.Subject())
		if !e.packed.Listed() { // since the shelf was read
			continue
		}
		if first := e.since(); o.Numbers == 0 || first.Before(o.Since) {
			o.Since = first
		}
		o.Numbers++
		leads[e.packed.Category()]++
	}
	delete(leads, "")
	for _, c := range report.Categories() {
		if leads[c] > leads[o.Category] {
			o.Category = c
		}
	}
	return o
}
