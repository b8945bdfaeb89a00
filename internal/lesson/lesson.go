// Package lesson chooses what a class is asked in a week: ten questions of the bank, most of them about the categories that were
// reported most, and messages that somebody reported and a moderator approved.
//
// The choice follows from the week alone, the same on every machine and for as long as the same messages can be shown, so that a
// whole class has the same questions. What they ask, what is right, what is not and why stands in the catalogue of web, under their IDs.
package lesson

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/trend"
)

// lag is how many weeks a lesson is later than the figures that it is made of: these are final just as it begins.
const lag = 2

// WeekAt returns the week whose lesson is given at now. On a Monday morning that is the week before, until the figures that the new one
// is made of are final.
func WeekAt(b *trend.Book, now time.Time) trend.Week {
	w := trend.WeekOf(now)
	if figures, ok := b.Rollup(w.Add(-lag)); ok && !figures.Closed {
		return w.Add(-1)
	}
	return w
}

// Reported returns the categories that the lesson of a week is about, those with the most reporters first.
func Reported(b *trend.Book, w trend.Week) []report.Category {
	rows := b.Rows(trend.ByCategory, w.Add(-lag), 1)
	all := make([]report.Category, len(rows))
	for i, row := range rows {
		all[i] = report.Category(row)
	}
	return all
}

// Mix returns things in an order that belongs to the week and to their names, so that no week gives away the key of the next. It is never the order
// in which they come, where they are several.
func Mix[T any](w trend.Week, all []T, name func(T) string) []T {
	mixed := slices.Clone(all)
	shuffle(w, mixed, name)
	if len(all) > 1 && slices.EqualFunc(all, mixed, func(a, b T) bool { return name(a) == name(b) }) {
		mixed = append(mixed[1:], mixed[0])
	}
	return mixed
}

// mark orders things by chance that belongs to a week.
func mark(w trend.Week, name string) string {
	sum := sha256.Sum256([]byte(w.String() + "|" + name))
	return hex.EncodeToString(sum[:])
}

// shuffle orders things by the marks of their names.
func shuffle[T any](w trend.Week, all []T, name func(T) string) {
	slices.SortFunc(all, func(a, b T) int { return cmp.Compare(mark(w, name(a)), mark(w, name(b))) })
}
