// Package listing is the list of subjects to block that is published: what is on it, in which version something changed, and how
// each format writes it.
//
// A version is named by the second of its publication, or by one more than the version before where a clock stood still or went
// back. So a list that was restored from an older backup does not give a name again that other contents had, unless its clock was ahead then,
// and whoever has a version that nobody knows is told to begin with the whole list.
//
// What leaves the list leaves a tombstone, which is kept for 90 days. So whoever asks at least that often can be told what changed.
package listing

import (
	"cmp"
	"errors"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// TombstonesKept is how long it is told that something left the list.
const TombstonesKept = 90 * 24 * time.Hour

// Entry is a subject on the list and what is told of it: reputation.Packed.Told, never 0.
type Entry struct {
	Key  subject.Key
	What reputation.Packed
}

// row is an entry or, where What is 0, the tombstone of one.
type row struct {
	Entry
	changed uint64 // version in which it became what it is
	came    uint64 // version in which the row began
}

// release is a version that was published.
type release struct {
	version uint64
	at      int64 // in seconds since 1970
}

// List is what is published as of a version. It is never changed. The zero List is that before the first version.
type List struct {
	rows     []row     // in order
	releases []release // whose changes can still be told, oldest first; the last one is this
	after    uint64    // where there is no release: the version that the first one comes after
}

// Before returns the list before the first version where others were published up to one that nobody can read.
func Before(newest uint64) *List { return &List{after: newest} }

// Compare puts numbers, by their digits, before the other kinds, which go by their keys.
func Compare(a, b subject.Key) int {
	one, two := a.String(), b.String()
	number := isNumber(a)
	switch {
	case number != isNumber(b):
		if number {
			return -1
		}
		return 1
	case number && len(one) != len(two):
		return len(one) - len(two)
	}
	return strings.Compare(one, two)
}

// isNumber reports whether a key is that of a number.
func isNumber(k subject.Key) bool { return strings.HasPrefix(k.String(), "+") }

// Version returns the name of the version; 0 before the first.
func (l *List) Version() uint64 { return l.last().version }

// At returns when the version was published; zero before the first.
func (l *List) At() time.Time {
	if len(l.releases) == 0 {
		return time.Time{}
	}
	return time.Unix(l.last().at, 0).UTC()
}

// Oldest returns the oldest version from which the changes can be told; 0 before the first.
func (l *List) Oldest() uint64 {
	if len(l.releases) == 0 {
		return 0
	}
	return l.releases[0].version
}

// last returns the newest release; the zero one before the first.
func (l *List) last() release {
	if len(l.releases) == 0 {
		return release{}
	}
	return l.releases[len(l.releases)-1]
}

// Entries returns everything on the list, in order.
func (l *List) Entries() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for i := range l.rows {
			if l.rows[i].What != 0 && !yield(l.rows[i].Entry) {
				return
			}
		}
	}
}

// Change is what became of a subject: What is 0 when it left the list.
type Change = Entry

// Compared returns what must change for the list to hold just these entries, given in order. What has no key is left out.
func (l *List) Compared(with iter.Seq2[subject.Key, reputation.Packed]) []Change {
	var changes []Change
	rest := l.rows
	for key, what := range with {
		if key.IsZero() {
			continue
		}
		for len(rest) > 0 && rest[0].Key != key && Compare(rest[0].Key, key) < 0 {
			changes = rest[0].left(changes)
			rest = rest[1:]
		}
		old := reputation.Packed(0)
		if len(rest) > 0 && rest[0].Key == key {
			old, rest = rest[0].What, rest[1:]
		}
		if what != old {
			changes = append(changes, Change{key, what})
		}
	}
	for i := range rest {
		changes = rest[i].left(changes)
	}
	return changes
}

// left appends what changes when a row is on the list no more.
func (r *row) left(to []Change) []Change {
	if r.What == 0 {
		return to
	}
	return append(to, Change{Key: r.Key})
}

// Next returns the list after changes, in order, that are published at a moment; tombstones whose time is over are left out.
func (l *List) Next(changes []Change, at time.Time) *List {
	second := max(at.Unix(), 0)
	return l.with(changes, release{max(l.Version()+1, l.after+1, uint64(second)), second})
}

// with returns the list after changes that were published in a release.
func (l *List) with(changes []Change, r release) *List {
	next := &List{rows: make([]row, 0, len(l.rows)+len(changes)), releases: append(l.tellable(r.at), r)}
	oldest := next.Oldest()
	rest := l.rows
	for i := range changes {
		key := changes[i].Key
		for len(rest) > 0 && rest[0].Key != key && Compare(rest[0].Key, key) < 0 {
			next.keep(&rest[0], oldest)
			rest = rest[1:]
		}
		came := r.version
		if len(rest) > 0 && rest[0].Key == key {
			came, rest = rest[0].came, rest[1:]
		}
		next.keep(&row{changes[i], r.version, came}, oldest)
	}
	for i := range rest {
		next.keep(&rest[i], oldest)
	}
	return next
}

// tellable returns the releases from which changes can still be told at a moment: those of the last 90 days and, however old it is, the last.
// Those of a later moment were published by a clock that was ahead, and count as of this one, or they would stay for as long as it was.
func (l *List) tellable(at int64) []release {
	first, _ := slices.BinarySearchFunc(l.releases, at-int64(TombstonesKept/time.Second), func(r release, t int64) int { return cmp.Compare(r.at, t) })
	first = min(first, max(0, len(l.releases)-1))
	left := append(make([]release, 0, len(l.releases)-first+1), l.releases[first:]...)
	for i := range left {
		left[i].at = min(left[i].at, at)
	}
	return left
}

// keep appends a row, unless it is a tombstone that everyone who is told of changes knows.
func (l *List) keep(r *row, oldest uint64) {
	if r.What != 0 || r.changed > oldest {
		l.rows = append(l.rows, *r)
	}
}

// Why changes since a version cannot be told.
var (
	ErrFuture = errors.New("listing: no such version yet")
	ErrGone   = errors.New("listing: what changed since that version is no longer known")
)

// Delta is what changed from one version to another, or the whole list.
type Delta struct {
	Base    uint64 // the version it changes; 0 for the whole list
	Version uint64
	At      time.Time // when Version was published
	Added   []Entry   // new ones and those of which something else is told, in order
	// Removed left the list, in order. Some may have come and gone since Base: whoever does not know them has nothing to do.
	Removed []subject.Key
	Demo    bool // the data are a demonstration: a format says so, or has nothing of Added
}

// Whole returns everything.
func (l *List) Whole() Delta {
	d := Delta{Version: l.Version(), At: l.At(), Added: make([]Entry, 0, len(l.rows))}
	for e := range l.Entries() {
		d.Added = append(d.Added, e)
	}
	return d
}

// Since returns what changed after a version; 0 has the whole list. ErrFuture and ErrGone say why it cannot.
func (l *List) Since(version uint64) (Delta, error) {
	switch {
	case version == 0:
		return l.Whole(), nil
	case version > l.Version():
		return Delta{}, ErrFuture
	}
	if _, known := slices.BinarySearchFunc(l.releases, version, func(r release, v uint64) int { return cmp.Compare(r.version, v) }); !known {
		return Delta{}, ErrGone
	}
	d := Delta{Base: version, Version: l.Version(), At: l.At()}
	for i := range l.rows {
		switch r := &l.rows[i]; {
		case r.changed <= version:
		case r.What != 0:
			d.Added = append(d.Added, r.Entry)
		case r.came <= version:
			d.Removed = append(d.Removed, r.Key)
		}
	}
	return d, nil
}

// Most returns a whole list with at most n entries: those that are most likely to call soon, which are those with the most reports in 90 days
// and, of as many, those seen last; of the same day the first in order.
func (d Delta) Most(n int) Delta {
	if len(d.Added) <= n {
		return d
	}
	least, room := threshold(d.Added, n)
	chosen := make([]Entry, 0, n)
	for _, e := range d.Added {
		switch r := rank(e.What); {
		case r > least:
			chosen = append(chosen, e)
		case r == least && room > 0:
			chosen = append(chosen, e)
			room--
		}
	}
	d.Added = chosen
	return d
}

// rank is larger for what is more likely to call soon: its band of reports, then its day.
func rank(what reputation.Packed) uint32 {
	return uint32(what.Reports())<<16 | uint32(what.LastDay())
}

// threshold returns the rank above which are fewer than n entries, or as many, and how many of that rank there is room for.
func threshold(entries []Entry, n int) (least uint32, room int) {
	counts := map[uint32]int{}
	for i := range entries {
		counts[rank(entries[i].What)]++
	}
	for _, r := range slices.Backward(slices.Sorted(maps.Keys(counts))) {
		if counts[r] > n {
			return r, n
		}
		n -= counts[r]
	}
	return 0, 0
}
