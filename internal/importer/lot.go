package importer

import (
	"bytes"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"sync"
	"time"

	"ringfence/internal/ftc"
	"ringfence/internal/intake"
	"ringfence/internal/report"
	"ringfence/internal/subject"
)

// defaultLot is 140 MB of rows, and as many again are read while those are written. With fewer, the same pages of the
// store are written again and again.
const defaultLot = 2_500_000

// row is a complaint that waits for its lot to be full. It holds no pointer: to look through millions of them again
// and again would take the garbage collector longer than everything else.
type row struct {
	about    [maxKey]byte // a subject's key, padded with zeros, so that they sort as keys do
	id       report.ID
	at       int64 // Unix time
	area     int16 // -1 when not given
	category int8  // its Place
}

// maxKey is how long the keys of numbers and short codes get; see the package subject.
const maxKey = 24

// rowOf returns a complaint as a row; false when its key is no key of a number.
func rowOf(c *ftc.Complaint) (row, bool) {
	r := row{id: c.ReportID(), at: c.Created.Unix(), area: -1, category: int8(c.Category.Place())}
	if area, err := strconv.ParseInt(c.Area, 10, 16); err == nil {
		r.area = int16(area)
	}
	return r, copy(r.about[:], c.Number.String()) == len(c.Number.String())
}

func compareRows(a, b row) int {
	if order := bytes.Compare(a.about[:], b.about[:]); order != 0 {
		return order
	}
	return bytes.Compare(a.id[:], b.id[:])
}

// inOrder sorts rows and returns them as intake takes them, moved in time.
func inOrder(rows []row, shift time.Duration) iter.Seq[intake.Imported] {
	one, other := rows[:len(rows)/2], rows[len(rows)/2:]
	var half sync.WaitGroup
	half.Go(func() { slices.SortFunc(one, compareRows) })
	slices.SortFunc(other, compareRows)
	half.Wait()
	categories := report.Categories()
	return func(yield func(intake.Imported) bool) {
		var before [maxKey]byte
		var about subject.Key
		for r := range merged(one, other) {
			if r.about != before {
				before = r.about
				about, _ = subject.ParseKey(string(bytes.TrimRight(r.about[:], "\x00"))) // it was a key
			}
			row := intake.Imported{ID: r.id, About: about, At: time.Unix(r.at, 0).UTC().Add(shift)}
			if r.category >= 0 {
				row.Category = categories[r.category]
			}
			if r.area >= 0 {
				row.Group = fmt.Sprintf("%03d", r.area)
			}
			if !yield(row) {
				return
			}
		}
	}
}

// merged returns the rows of two sorted lists in order.
func merged(one, other []row) iter.Seq[*row] {
	return func(yield func(*row) bool) {
		for len(one)+len(other) > 0 {
			from := &one
			if len(one) == 0 || len(other) > 0 && compareRows(other[0], one[0]) < 0 {
				from = &other
			}
			next := &(*from)[0]
			*from = (*from)[1:]
			if !yield(next) {
				return
			}
		}
	}
}
