package listing

import (
	"sort"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// A key has no quote, backslash, comma, control character or angle bracket, so that every text format takes it as it is.

// numbers returns those of the entries that are numbers, which come first.
func numbers(entries []Entry) []Entry {
	end := sort.Search(len(entries), func(i int) bool { return !isNumber(entries[i].Key) })
	return entries[:end]
}

// removedNumbers returns the numbers that left the list.
func (d *Delta) removedNumbers() []subject.Key {
	end := sort.Search(len(d.Removed), func(i int) bool { return !isNumber(d.Removed[i]) })
	return d.Removed[:end]
}

// days writes days, of which most entries have one of the last ninety. The zero value is ready.
type days struct {
	known [128]struct {
		day  uint16 // reputation.Packed.LastDay; 0 for none
		text [len(time.DateOnly)]byte
	}
}

// append appends the last day of what is told, which must have one, as 2026-11-28, or its month where there are too few reports to tell the
// day.
func (d *days) append(b []byte, what reputation.Packed) []byte {
	day := what.LastDay()
	known := &d.known[int(day)%len(d.known)]
	if known.day != day {
		known.day = day
		what.LastSeen().AppendFormat(known.text[:0], time.DateOnly)
	}
	if what.MonthOnly() {
		return append(b, known.text[:len("2026-11")]...)
	}
	return append(b, known.text[:]...)
}

func appendMoment(b []byte, t time.Time) []byte { return t.UTC().AppendFormat(b, time.RFC3339) }

// perCategory makes one thing of every category, by its place, and at 0 of none.
func perCategory[T any](thing func(report.Category) T) []T {
	all := []T{thing("")}
	for _, c := range report.Categories() {
		all = append(all, thing(c))
	}
	return all
}
