// Package index is the one place where lookups are answered, from memory alone: a lookup never waits for
// the store.
//
// The index holds every subject that has a projection: numbers as sorted 64-bit integers with their packed
// judgement, the few subjects of other kinds in a map, and for those of which there is more to tell than
// fits into 8 bytes the whole judgement, encoded. It follows the store's changes, and starts from a snapshot
// file. With the store away it goes on and says how old it is. Listed numbers are found by the hash of their block too, for those
// who ask without telling which number they mean.
//
// A judgement is as of its projection, which is made anew as soon as anything that is packed would change, and
// every week. Until then its interval may be up to 10 points off on either side, its confidence 0.06, and two
// reasons that weigh within 0.15 of each other may be told in the wrong order.
package index

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Store is what an index follows; see the package store for the contract of each method.
type Store interface {
	Changed(ctx context.Context, after reputation.Cursor, limit int) ([]reputation.Projection, reputation.Cursor, error)
	Blocks(ctx context.Context, blocks ...string) ([]reputation.Neighbour, error)
}

// Config is what an Index is made of.
type Config struct {
	Store    Store
	Clock    func() time.Time
	Snapshot string // file to start from and to write; "" for none
	MergeAt  int    // fewest changes worth a merge, and a snapshot of their own; 0 for 20,000
	// Crowded is told of each number that the store says was projected, and as of when, if others of its block are
	// known; nil for nobody. It must not wait.
	Crowded func(about subject.Key, asOf time.Time)
}

// Index answers lookups. It is safe for concurrent use.
type Index struct {
	Config
	now  atomic.Pointer[layers] // never nil
	asOf atomic.Int64           // nanoseconds since 1970 of the last time that everything was applied

	restored atomic.Int64 // subjects that were in the snapshot when it was loaded
	spoilt   atomic.Int64 // how many are unreadable
	shelves  *shelves     // the listed, by what is asked for in place of a number

	following  mutex // held by whoever applies changes or freezes; guards what follows
	cursor     reputation.Cursor
	unsaved    int                  // changes since what the last snapshot holds
	unreadable map[subject.Key]bool // subjects that are shown as of earlier, if at all
	merging    sync.Mutex           // held from freezing to the end of the merge, and locked before following

	laying sync.Mutex // held while layers change, but for crowds; guards what follows
	before *overlay   // the one that was frozen last, until a while after it was merged; nil before
	merged time.Time  // when that was; zero while it is not
	turn   uint64     // counts the times that the store was followed
}

// layers is what a lookup reads, newest first. While a merge is under way, the frozen overlay is being
// merged with the base, and nothing is written to it.
type layers struct {
	live, frozen *overlay // frozen may be nil
	base         *base
}

// New returns an empty Index. Load fills it.
func New(c Config) *Index {
	if c.MergeAt == 0 {
		c.MergeAt = 20_000
	}
	x := &Index{Config: c, following: newMutex(), unreadable: make(map[subject.Key]bool), shelves: newShelves()}
	x.now.Store(&layers{live: newOverlay(), base: &base{}})
	return x
}

// Answer is what is known of a subject at a moment.
type Answer struct {
	Subject   subject.Key
	Judgement reputation.Judgement
	Plain     Plain // what others have whose Judgement is the same but for its days; 0 if there are none
	AsOf      time.Time
	Fresh     time.Duration // how long an app may keep the answer
}

// Freshness of answers: long enough to spare a phone the second lookup of a call, short enough that a
// cleared number does not go on ringing as a scam.
const (
	freshUnknown = 10 * time.Minute
	freshKnown   = time.Hour
)

// Lookup returns what is known of a subject. Nothing known is an answer, not an error. It is
// fault.Unavailable until the index was loaded.
func (x *Index) Lookup(key subject.Key) (Answer, error) {
	asOf, l := x.AsOf(), x.now.Load()
	if asOf.IsZero() {
		return Answer{}, fmt.Errorf("the index is not loaded yet: %w", fault.Unavailable)
	}
	e, known := l.find(key)
	var a Answer
	l.answer(&a, key, found{e, known}, asOf, x.Clock())
	return a, nil
}

// found is an entry that may be none.
type found struct {
	entry
	known bool
}

// answer makes a what is known of a subject for which e was found.
func (l *layers) answer(a *Answer, key subject.Key, e found, asOf, now time.Time) {
	*a = Answer{} // in place; to put a new one there would copy 300 bytes
	a.Subject, a.AsOf, a.Fresh = key, asOf, freshKnown
	n, isSample := report.Sample(key)
	switch {
	case isSample:
		a.Judgement = sample(n, now)
	case !e.known:
		var nobody reputation.Tally
		a.Judgement = reputation.Judge(&nobody, reputation.Around(key, l.neighbours(key, now)), now)
	case e.detail != "":
		a.Judgement = decode(e.detail, now)
	default:
		e.plain(&a.Judgement)
		a.Plain = plainOf(e.packed)
	}
	if a.Judgement.Verdict == reputation.Unknown {
		a.Fresh = freshUnknown
	}
}

// find returns the newest entry of a subject.
func (l *layers) find(key subject.Key) (entry, bool) {
	for _, o := range []*overlay{l.live, l.frozen} {
		if o == nil {
			continue
		}
		if e, ok := o.find(key); ok {
			return e, true
		}
	}
	return l.base.find(key)
}

// neighbours returns B of a number that nobody reported.
func (l *layers) neighbours(key subject.Key, now time.Time) float64 {
	name, ok := key.Block()
	if !ok {
		return 0
	}
	for _, o := range []*overlay{l.live, l.frozen} {
		if o == nil {
			continue
		}
		if c, ok := o.crowd(name); ok {
			return c.term(key, now)
		}
	}
	return l.base.crowds[name].term(key, now)
}

// AsOf returns when the index last held everything that the store did; zero before it was loaded.
func (x *Index) AsOf() time.Time {
	n := x.asOf.Load()
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}

// Unreadable returns how many subjects are shown as of earlier, or as if nothing was said of them, because what
// the store keeps of them cannot be read.
func (x *Index) Unreadable() int { return int(x.spoilt.Load()) }

// Size is how much an index holds, how much of it changed since the last merge, and how much it started with.
type Size struct{ Subjects, Overlay, Restored int }

// Size returns how much the index holds.
func (x *Index) Size() Size {
	l := x.now.Load()
	over := l.live.len()
	if l.frozen != nil {
		over += l.frozen.len()
	}
	return Size{Subjects: l.base.len() + over, Overlay: over, Restored: int(x.restored.Load())} // a subject in two layers counts twice until the merge
}
