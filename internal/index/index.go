// Package index is the one place where lookups are answered, from memory alone: a lookup never waits for
// the store.
//
// The index holds every subject that has a projection: numbers as sorted 64-bit integers with their packed
// judgement, the few subjects of other kinds in a map, and for those of which there is more to tell than
// fits into 8 bytes the whole judgement, encoded. It follows the store's changes, and starts from a snapshot
// file. With the store away it goes on and says how old it is.
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
	Block(ctx context.Context, block string) ([]reputation.Projection, error)
}

const (
	followEvery = 500 * time.Millisecond
	page        = 2000 // changes read at once
	// A merge copies the whole base, so it waits until the overlay is worth it.
	mergeAt    = 20_000
	mergeShare = 50 // of the base: one in so many
)

// Config is what an Index is made of.
type Config struct {
	Store    Store
	Clock    func() time.Time
	Snapshot string // file to start from and to write; "" for none
}

// Index answers lookups. It is safe for concurrent use.
type Index struct {
	Config
	now atomic.Pointer[layers] // never nil

	following sync.Mutex // held by whoever applies changes
	cursor    reputation.Cursor
	asOf      atomic.Int64 // nanoseconds since 1970 of the last time that everything was applied
	merging   sync.WaitGroup
}

// layers is what a lookup reads, newest first. While a merge is under way, the frozen overlay is being
// merged with the base.
type layers struct {
	live, frozen *overlay // frozen may be nil
	base         *base
}

// New returns an empty Index. Load fills it.
func New(c Config) *Index {
	x := &Index{Config: c}
	x.now.Store(&layers{live: newOverlay(), base: &base{}})
	return x
}

// Answer is what is known of a subject at a moment.
type Answer struct {
	Subject   subject.Key
	Judgement reputation.Judgement
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
	a := Answer{Subject: key, AsOf: x.AsOf(), Fresh: freshKnown}
	if a.AsOf.IsZero() {
		return Answer{}, fmt.Errorf("the index is not loaded yet: %w", fault.Unavailable)
	}
	if n, ok := report.Sample(key); ok {
		a.Judgement = sample(n, x.Clock())
	} else {
		a.Judgement = x.judgement(key)
	}
	if a.Judgement.Verdict == reputation.Unknown {
		a.Fresh = freshUnknown
	}
	return a, nil
}

func (x *Index) judgement(key subject.Key) reputation.Judgement {
	l := x.now.Load()
	if e, ok := l.find(key); ok {
		return e.judgement(x.Clock())
	}
	var nobody reputation.Tally
	return reputation.Judge(&nobody, reputation.Around(key, l.neighbours(key, x.Clock())), x.Clock())
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

// Size is how much an index holds.
type Size struct{ Subjects, Overlay int }

// Size returns how much the index holds.
func (x *Index) Size() Size {
	l := x.now.Load()
	over := l.live.len()
	if l.frozen != nil {
		over += l.frozen.len()
	}
	return Size{Subjects: l.base.len() + over, Overlay: over} // a subject in two layers counts twice until the merge
}
