// Package index is the one place where lookups are answered.
//
// It reads the projection of a subject and weighs it at the moment of asking, so an answer is right even
// where the sweeper is late. A number that nobody reported is weighed by its neighbours alone.
package index

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Store is what lookups read; see the package store for the contract of each method.
type Store interface {
	Projection(ctx context.Context, about subject.Key) (reputation.Projection, error)
	Block(ctx context.Context, block string) ([]reputation.Projection, error)
}

// Config is what an Index is made of.
type Config struct {
	Store Store
	Clock func() time.Time
}

// Index answers lookups.
type Index struct{ Config }

// New returns an Index.
func New(c Config) *Index { return &Index{c} }

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

// Lookup returns what is known of a subject. Nothing known is an answer, not an error.
func (x *Index) Lookup(ctx context.Context, key subject.Key) (Answer, error) {
	now := x.Clock()
	if n, ok := report.Sample(key); ok {
		return Answer{Subject: key, Judgement: sample(n, now), AsOf: now, Fresh: freshKnown}, nil
	}
	p, err := x.Store.Projection(ctx, key)
	if errors.Is(err, fault.NotFound) {
		p = reputation.Projection{Subject: key}
		p.Neighbours, err = x.neighbours(ctx, key, now)
	}
	if err != nil {
		return Answer{}, fmt.Errorf("lookup: %w", err)
	}
	a := Answer{Subject: key, Judgement: reputation.Judge(&p.Tally, reputation.Around(key, p.Neighbours), now), AsOf: now, Fresh: freshKnown}
	if a.Judgement.Verdict == reputation.Unknown {
		a.Fresh = freshUnknown
	}
	return a, nil
}

// neighbours returns B of a number without a report of its own.
func (x *Index) neighbours(ctx context.Context, key subject.Key, now time.Time) (float64, error) {
	block, ok := key.Block()
	if !ok {
		return 0, nil
	}
	kept, err := x.Store.Block(ctx, block)
	if err != nil || len(kept) < 2 {
		return 0, err
	}
	return reputation.NewNeighbourhood(reputation.Children(kept), now).Term(key.LastTwo(), key.Line()), nil
}
