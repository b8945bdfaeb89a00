package listing

import (
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// A key has no quote, backslash, comma, control character or angle bracket, so that every text format takes it as it is.

// numbers returns those of the entries that are numbers, which come first.
func numbers(entries []Entry) []Entry {
	for i := len(entries); i > 0; i-- {
		if entries[i-1].Key.String()[0] == '+' {
			return entries[:i]
		}
	}
	return nil
}

// appendDay appends a day as 2026-11-28, or its month where there are too few reports to tell the day.
func appendDay(b []byte, what reputation.Packed) []byte {
	year, month, day := what.LastSeen().Date()
	b = append(b, byte('0'+year/1000), byte('0'+year/100%10), byte('0'+year/10%10), byte('0'+year%10),
		'-', byte('0'+month/10), byte('0'+month%10))
	if what.MonthOnly() {
		return b
	}
	return append(b, '-', byte('0'+day/10), byte('0'+day%10))
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

// removedNumbers returns the numbers that left the list.
func (d *Delta) removedNumbers() []subject.Key {
	for i := len(d.Removed); i > 0; i-- {
		if d.Removed[i-1].String()[0] == '+' {
			return d.Removed[:i]
		}
	}
	return nil
}
