// Package publication publishes the list of subjects to block. One process of all compares what is published with what lookups say and adds
// a version where they differ, once a minute at most; every process follows the versions and hands the list out
// from memory, also while the store is away.
package publication

import (
	"context"
	"iter"
	"sync/atomic"
	"time"

	"ringfence/internal/listing"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Store keeps what was published; see the package store for the contract of each method.
type Store interface {
	Published(ctx context.Context, after uint64) ([]listing.Edition, error)
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
}

// Config is what a Publication is made of.
type Config struct {
	Store   Store
	Lookups Lookups
	Keys    Keys
	Clock   func() time.Time
	Demo    func() bool // whether the data are a demonstration; nil for never
}

// Publication is the list as this process knows it. It is safe for concurrent use.
type Publication struct {
	Config
	now atomic.Pointer[listing.List] // never nil
}

// New returns a Publication that knows nothing. CatchUp fills it.
func New(c Config) *Publication {
	p := &Publication{Config: c}
	p.now.Store(&listing.List{})
	return p
}

// List returns the newest version that is known here.
func (p *Publication) List() *listing.List { return p.now.Load() }
