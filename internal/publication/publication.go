// Package publication publishes the list of subjects to block. One process of all compares what is published with what
// lookups say, and adds a version where they differ; every process follows the versions and hands the list out from memory,
// also while the store is away.
//
// What leaves the list has left it in every process within a minute: it is compared every 45 seconds, and followed every 5. Every
// process sees for itself whether the list is what lookups say, so that each knows when nobody can publish.
package publication

import (
	"context"
	"iter"
	"runtime"
	"sync/atomic"
	"time"

	"ringfence/internal/listing"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

const (
	compareEvery = 45 * time.Second
	followEvery  = 5 * time.Second
	checkEvery   = compareEvery + followEvery // by those who do not publish
	retryEvery   = 2 * time.Second            // a look that failed
	givesUp      = 10 * time.Second           // a chore that fails for so long is left to another process
)

// Store keeps what was published; see the package store for the contract of each method.
type Store interface {
	Published(ctx context.Context, after uint64) ([]listing.Edition, error)
	Newest(ctx context.Context) (uint64, error)
	Publish(ctx context.Context, e listing.Edition, after uint64) (won bool, err error)
	Fold(ctx context.Context, whole listing.Edition) error
}

// Lookups is what is published from.
type Lookups interface {
	CatchUp(ctx context.Context) error
	Exported() (iter.Seq2[subject.Key, reputation.Packed], error)
}

// Keys sign manifests.
type Keys interface {
	// SignNote returns text as a signed note (C2SP signed-note) under every signing key that holds at a moment.
	SignNote(text []byte, now time.Time) ([]byte, error)
	// Signer returns the name that it signs in.
	Signer() string
}

// Config is what a Publication is made of.
type Config struct {
	Store   Store
	Lookups Lookups
	Keys    Keys
	Clock   func() time.Time
	Demo    func() bool // whether the data are a demonstration; nil for never
	Cache   int         // bytes of documents that are kept ready; 0 for 128 MB
}

// Publication is the list as this process knows it. It is safe for concurrent use.
type Publication struct {
	Config
	now      atomic.Pointer[listing.List] // never nil
	asOf     atomic.Int64                 // nanoseconds since 1970 of the last time that it was the newest; 0 before
	entries  atomic.Int64                 // on the list
	compared atomic.Int64                 // nanoseconds since 1970 as of which it is known to be right; 0 before
	shelf    shelf
	signed   signed
	flight   flight
	pens     pens

	following chan struct{} // holds one while the store is read or written to; guards what follows
	kept      weight
	newest    uint64 // the version that was last seen in the store
	restored  bool   // the store may have been put back to an older state since this process, or one before it, published
}

// New returns a Publication that knows nothing. CatchUp fills it.
func New(c Config) *Publication {
	if c.Cache == 0 {
		c.Cache = 128 << 20
	}
	p := &Publication{
		Config: c, shelf: shelf{most: c.Cache}, flight: flight{most: inFlight * c.Cache}, pens: make(pens, runtime.GOMAXPROCS(0)), following: make(chan struct{}, 1),
		restored: true,
	}
	p.now.Store(&listing.List{})
	return p
}

// List returns the newest version that is known here.
func (p *Publication) List() *listing.List { return p.now.Load() }

// Entries returns how many subjects are on it.
func (p *Publication) Entries() int { return int(p.entries.Load()) }

// AsOf returns when List was last known to be the newest version that the store keeps; zero before CatchUp succeeded.
func (p *Publication) AsOf() time.Time { return moment(&p.asOf) }

// Compared returns the last moment at which List is known to have been what lookups said: this process compared them, or whoever
// published it had; zero before. While somebody can publish, that is less than two minutes ago.
func (p *Publication) Compared() time.Time { return moment(&p.compared) }

// right has it known that List is what lookups said at a moment.
func (p *Publication) right(at time.Time) {
	for known := p.compared.Load(); known < at.UnixNano() && !p.compared.CompareAndSwap(known, at.UnixNano()); {
		known = p.compared.Load()
	}
}

func moment(nanoseconds *atomic.Int64) time.Time {
	n := nanoseconds.Load()
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}

func (p *Publication) demo() bool { return p.Demo != nil && p.Demo() }
