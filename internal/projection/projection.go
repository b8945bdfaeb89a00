// Package projection keeps what is shown of every subject equal to what was said about it. Project computes
// subjects anew, Sweep does what was left undone and what time alone changes, Rebuild computes everything
// again, and Verify proves that nothing was lost or counted twice.
package projection

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"ringfence/internal/crashpoint"
	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Store is what projecting reads and writes; see the package store for the contract of each method.
type Store interface {
	Complete(ctx context.Context, receipt report.ReceiptHash) error
	Unfinished(ctx context.Context, limit int) ([]reputation.SealedTestimony, error)
	Statements(ctx context.Context, about subject.Key) ([]reputation.Statement, error)
	Tally(ctx context.Context, about []subject.Key, asOf time.Time) ([]reputation.Reading, error)
	Unprojected(ctx context.Context, limit int) ([]subject.Key, error)
	Subjects(ctx context.Context, after subject.Key, limit int) ([]subject.Key, error)
	Decisions(ctx context.Context, about subject.Key) ([]reputation.Decision, error)
	Projection(ctx context.Context, about subject.Key) (reputation.Projection, error)
	Block(ctx context.Context, block string) ([]reputation.Projection, error)
	Save(ctx context.Context, saves []reputation.Save) ([]subject.Key, error)
	DueBy(ctx context.Context, now time.Time, limit int) ([]subject.Key, error)
	Hasten(ctx context.Context, about []subject.Key, due time.Time) error
}

const (
	batch      = 200         // subjects computed at once
	attempts   = 20          // compare-and-set rounds before the sweeper takes over
	hot        = time.Second // a subject projected less than this ago is left to the sweeper
	remembered = 4096        // subjects of which the time of projecting is remembered
	sweepEvery = 500 * time.Millisecond
)

// Config is what a Projector is made of.
type Config struct {
	Store Store
	Clock func() time.Time
	Log   *slog.Logger
	// Shown is called when something was saved, so that lookups of this process see it before whoever
	// reported gets the answer; nil for nobody. That it failed is no failure of projecting.
	Shown func(context.Context) error
}

// Projector computes projections. It is safe for concurrent use, within one process and across many.
type Projector struct {
	Config
	mu     sync.Mutex
	last   map[subject.Key]time.Time // when it was projected
	status Status
}

// New returns a Projector.
func New(c Config) *Projector {
	return &Projector{Config: c, last: make(map[subject.Key]time.Time)}
}

// Project computes these subjects anew, leaving out those projected less than a second ago: many reports
// on one subject at a time are projected together, by the sweeper.
func (p *Projector) Project(ctx context.Context, about ...subject.Key) error {
	now := p.Clock()
	p.mu.Lock()
	var cold []subject.Key
	for _, key := range about {
		if last, ok := p.last[key]; ok && now.Sub(last) < hot && !now.Before(last) {
			continue
		}
		if len(p.last) >= remembered {
			clear(p.last)
		}
		p.last[key] = now
		cold = append(cold, key)
	}
	p.mu.Unlock()
	if len(cold) == 0 {
		return nil
	}
	return p.compute(ctx, cold)
}

// ProjectNow computes these subjects anew, however lately they were: for what a person waits to see.
func (p *Projector) ProjectNow(ctx context.Context, about ...subject.Key) error {
	return p.compute(ctx, about)
}

// compute projects these subjects, trying those again that another writer was faster with. One of which
// a record cannot be read stands back and does not keep the others from being shown.
func (p *Projector) compute(ctx context.Context, about []subject.Key) error {
	err := p.computeAll(ctx, about)
	if !errors.Is(err, fault.Damaged) {
		return err
	}
	damaged := 0
	for _, key := range about {
		switch err := p.computeAll(ctx, []subject.Key{key}); {
		case errors.Is(err, fault.Damaged):
			damaged++
		case err != nil:
			return err
		}
	}
	p.Log.Error("records of some subjects cannot be read; ringfence verify names them", "subjects", damaged)
	return nil
}

func (p *Projector) computeAll(ctx context.Context, about []subject.Key) error {
	for range attempts {
		refused, err := p.attempt(ctx, about)
		if err != nil {
			return fmt.Errorf("projection: %w", err)
		}
		if len(refused) == 0 {
			return nil
		}
		about = refused
	}
	return nil // others were faster every time, so what is kept is new; marks that are left are swept
}

func (p *Projector) attempt(ctx context.Context, about []subject.Key) (refused []subject.Key, err error) {
	now := p.Clock()
	blocks := newBlocks(p.Store, now)
	revisions := make([]uint64, len(about))
	for i, key := range about { // before the tallies: an older revision with a newer tally is refused or right
		if revisions[i], err = p.revision(ctx, key); err != nil {
			return nil, err
		}
	}
	readings, err := p.Store.Tally(ctx, about, now)
	if err != nil {
		return nil, err
	}
	for i := range readings {
		if err := blocks.put(ctx, &readings[i]); err != nil {
			return nil, err
		}
	}
	saves := make([]reputation.Save, len(readings))
	for i := range readings {
		r := &readings[i]
		saves[i] = reputation.Save{Projection: blocks.project(r, revisions[i]+1), Marks: r.Marks, Hastens: blocks.moves(r.Subject)}
	}
	crashpoint.Reach(crashpoint.TallyRead)
	if refused, err = p.Store.Save(ctx, saves); err != nil {
		return nil, err
	}
	if p.Shown != nil {
		_ = p.Shown(ctx)
	}
	return refused, p.catchUp(ctx, blocks, now)
}

// catchUp hastens what the saves could not know of: of two numbers projected at the same time each may have
// missed the other, and whichever is saved last sees both.
func (p *Projector) catchUp(ctx context.Context, blocks *blocks, now time.Time) error {
	again := newBlocks(p.Store, now)
	for name := range blocks.by {
		if err := again.read(ctx, name); err != nil {
			return err
		}
	}
	var moved []subject.Key
	for _, bl := range again.by {
		moved = append(moved, bl.moved(now)...)
	}
	if len(moved) == 0 {
		return nil
	}
	return p.Store.Hasten(ctx, moved, now)
}

func (p *Projector) revision(ctx context.Context, key subject.Key) (uint64, error) {
	kept, err := p.Store.Projection(ctx, key)
	if errors.Is(err, fault.NotFound) {
		return 0, nil
	}
	return kept.Revision, err
}
