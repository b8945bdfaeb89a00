// Package listing is the list of subjects to block that is published: what is on it, in which version something changed, and how
// each format writes it.
//
// A version is named by the second of its publication, or by one more than the version before where a clock stood still or went
// back. So a list that was restored from an older backup never gives a name again that other contents had, and a caller whose
// version nobody knows is told to begin with the whole list.
//
// What leaves the list leaves a tombstone, which is kept for 90 days. So whoever asks at least that often can be told what changed.
package listing

import (
	"cmp"
	"errors"
	"iter"
	"slices"
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
}

// Compare puts numbers by their digits before the other kinds, which go by their keys.
func Compare(a, b subject.Key) int {
	one, two := a.String(), b.String()
	switch isNumber, alsoNumber := one[0] == '+', two[0] == '+'; {
	case isNumber && alsoNumber:
		return cmp.Or(cmp.Compare(len(one), len(two)), cmp.Compare(one, two))
	case isNumber:
		return -1
	case alsoNumber:
		return 1
	}
	return cmp.Compare(one, two)
}

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

// Compared returns what must change for the list to hold just these entries, given in order.
func (l *List) Compared(with iter.Seq2[subject.Key, reputation.Packed]) []Change {
	var changes []Change
	i := 0
	gone := func(until func(subject.Key) bool) {
		for ; i < len(l.rows) && until(l.rows[i].Key); i++ {
			if l.rows[i].What != 0 {
				changes = append(changes, Change{Key: l.rows[i].Key})
			}
		}
	}
	for key, what := range with {
		gone(func(k subject.Key) bool { return Compare(k, key) < 0 })
		if i < len(l.rows) && l.rows[i].Key == key {
			if l.rows[i].What == what {
				i++
				continue
			}
			i++
		}
		changes = append(changes, Change{key, what})
	}
	gone(func(subject.Key) bool { return true })
	return changes
}

// Next returns the list after changes, in order, that are published at a moment, or, by a clock that went back, when the version before was;
// tombstones whose time is over are left out.
func (l *List) Next(changes []Change, at time.Time) *List {
	second := max(at.Unix(), l.last().at, 0)
	return l.with(changes, release{max(l.Version()+1, uint64(second)), second})
}

func (l *List) with(changes []Change, r release) *List {
	next := &List{rows: make([]row, 0, len(l.rows)+len(changes))}
	kept := r.at - int64(TombstonesKept/time.Second)
	first, _ := slices.BinarySearchFunc(l.releases, kept, func(r release, t int64) int { return cmp.Compare(r.at, t) })
	first = min(first, max(0, len(l.releases)-1)) // the newest can always be told from
	next.releases = append(slices.Clone(l.releases[first:]), r)
	oldest := next.Oldest()
	keep := func(r row) {
		if r.What != 0 || r.changed > oldest {
			next.rows = append(next.rows, r)
		}
	}
	i := 0
	for _, c := range changes {
		for ; i < len(l.rows) && Compare(l.rows[i].Key, c.Key) < 0; i++ {
			keep(l.rows[i])
		}
		came := r.version
		if i < len(l.rows) && l.rows[i].Key == c.Key {
			came = l.rows[i].came
			i++
		}
		keep(row{c, r.version, came})
	}
	for ; i < len(l.rows); i++ {
		keep(l.rows[i])
	}
	return next
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
	Demo    bool // the data are a demonstration, which every format that can says
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

// Most returns a whole list with the n entries alone that are most likely to call soon: those with the most reports, and of them
// the last seen.
func (d Delta) Most(n int) Delta {
	if len(d.Added) <= n {
		return d
	}
	ranked := slices.Clone(d.Added)
	slices.SortStableFunc(ranked, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(b.What.Reports(), a.What.Reports()), b.What.LastSeen().Compare(a.What.LastSeen()))
	})
	d.Added = ranked[:n]
	slices.SortFunc(d.Added, func(a, b Entry) int { return Compare(a.Key, b.Key) })
	return d
}
