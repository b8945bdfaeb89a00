// Package projection keeps what is shown of every subject equal to what was said about it. Project computes
// subjects anew, Sweep does what was left undone and what time alone changes, Rebuild computes everything
// again, and Verify proves that nothing was lost or counted twice.
package projection

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
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
	Blocks(ctx context.Context, blocks ...string) ([]reputation.Neighbour, error)
	Save(ctx context.Context, saves []reputation.Save) ([]subject.Key, error)
	Introduce(ctx context.Context, debuts []reputation.Debut, seen uint64) (int, bool, error)
	DueBy(ctx context.Context, now time.Time, limit int) ([]subject.Key, error)
	Hasten(ctx context.Context, about []subject.Key, due time.Time) error
	Mend(ctx context.Context) ([]subject.Key, error)
}

const (
	batch      = 16_000      // subjects taken up at once
	part       = 2000        // subjects computed and saved together, so that they wait for the disk once
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
	// Shown is told what was saved, so that lookups of this process see it before whoever reported gets the
	// answer; nil for nobody.
	Shown func(saved []reputation.Projection)
	// Promptly is how many subjects a second are projected for those who wait. Further ones are left to the
	// sweeper, which projects many in one go, so that a rush is taken in faster than it is shown; 0 is any number.
	Promptly int
}

// Projector computes projections. It is safe for concurrent use, within one process and across many.
type Projector struct {
	Config
	draining   sync.Mutex // held while subjects are taken up to be projected, so that no two take up the same
	together   together
	mu         sync.Mutex
	last       map[subject.Key]time.Time // when it was projected
	second     time.Time                 // that began last, as Promptly counts
	prompt     int                       // subjects projected in it for those who wait
	unreadable map[subject.Key]bool      // a record of it cannot be read
	noticed    notices
	status     Status
}

// New returns a Projector.
func New(c Config) *Projector {
	p := &Projector{Config: c, last: make(map[subject.Key]time.Time), unreadable: make(map[subject.Key]bool)}
	p.together.project = func(ctx context.Context, about []subject.Key) error {
		_, err := p.compute(ctx, about)
		return err
	}
	return p
}

// Project computes these subjects anew, leaving out those projected less than a second ago, and in a rush those beyond
// Promptly: many reports at a time are projected together, by the sweeper.
func (p *Projector) Project(ctx context.Context, about ...subject.Key) error {
	now := p.Clock()
	p.mu.Lock()
	var cold []subject.Key
	for _, key := range about {
		if last, ok := p.last[key]; ok && now.Sub(last) < hot && !now.Before(last) || !p.mayBePrompt(now) {
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
	return p.together.do(ctx, cold)
}

// mayBePrompt reports whether one more subject is projected for those who wait. The caller holds mu.
func (p *Projector) mayBePrompt(now time.Time) bool {
	if d := now.Sub(p.second); d >= time.Second || d < 0 {
		p.second, p.prompt = now, 0
	}
	p.prompt++
	return p.Promptly <= 0 || p.prompt <= p.Promptly
}

// ProjectNow computes these subjects anew, however lately they were: for what a person waits to see.
func (p *Projector) ProjectNow(ctx context.Context, about ...subject.Key) error {
	_, err := p.compute(ctx, about)
	return err
}

// compute projects these subjects, some beside others, so that some are reckoned while others are written. It
// returns how many marks that settled.
func (p *Projector) compute(ctx context.Context, about []subject.Key) (settled int, err error) {
	parts := split(about)
	counts := make([]int, len(parts))
	err = beside(ctx, len(parts), func(ctx context.Context, i int) (err error) {
		counts[i], err = p.computePart(ctx, parts[i])
		return err
	})
	for _, n := range counts {
		settled += n
	}
	return settled, err
}

// computePart projects these subjects, trying those again that another writer was faster with. A subject of which a
// record cannot be read stands back and does not keep the others from being shown.
func (p *Projector) computePart(ctx context.Context, about []subject.Key) (settled int, err error) {
	settled, err = p.computeAll(ctx, about)
	if !errors.Is(err, fault.Damaged) {
		return settled, err
	}
	found := 0
	for _, key := range about {
		n, err := p.computeAll(ctx, []subject.Key{key})
		switch {
		case errors.Is(err, fault.Damaged):
			found += p.standBack(key)
		case err != nil:
			return settled, err
		}
		settled += n
	}
	if found > 0 {
		p.Log.Error("records of some subjects cannot be read; ringfence verify names them", "subjects", found)
	}
	return settled, nil
}

// standBack remembers a subject of which a record cannot be read, which nothing mends while this process runs,
// and returns 1 if it was not known.
func (p *Projector) standBack(key subject.Key) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.unreadable[key] {
		return 0
	}
	p.unreadable[key] = true
	return 1
}

// readable returns those of keys that are not known to be unreadable.
func (p *Projector) readable(keys []subject.Key) []subject.Key {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.DeleteFunc(keys, func(k subject.Key) bool { return p.unreadable[k] })
}

func (p *Projector) computeAll(ctx context.Context, about []subject.Key) (settled int, err error) {
	for range attempts {
		n, refused, err := p.attempt(ctx, about)
		if err != nil {
			return settled, fmt.Errorf("projection: %w", err)
		}
		settled += n
		if len(refused) == 0 {
			return settled, nil
		}
		about = refused
	}
	for _, key := range about { // what cannot be read has no revision to go on from
		if _, err := p.Store.Projection(ctx, key); errors.Is(err, fault.Damaged) {
			return settled, fmt.Errorf("projection: %w", err)
		}
	}
	return settled, nil // others were faster every time, so what is kept is new; marks that are left are swept
}

// attempt projects subjects once. It returns how many marks it settled, and the subjects that another writer was
// faster with.
func (p *Projector) attempt(ctx context.Context, about []subject.Key) (settled int, refused []subject.Key, err error) {
	saves, blocks, err := p.project(ctx, about, p.Clock())
	if err != nil {
		return 0, nil, err
	}
	crashpoint.Reach(crashpoint.TallyRead)
	if refused, err = p.Store.Save(ctx, saves); err != nil {
		return 0, nil, err
	}
	saved := make([]reputation.Projection, 0, len(saves))
	for i := range saves {
		if !slices.Contains(refused, saves[i].Projection.Subject) {
			settled += len(saves[i].Marks)
			saved = append(saved, saves[i].Projection)
		}
	}
	if p.Shown != nil {
		p.Shown(saved)
	}
	return settled, refused, p.spread(ctx, about, blocks)
}

// spreading is how long telling the neighbours may take when nobody waits for it any more.
const spreading = 2 * time.Second

// spread lets the neighbours know of what was saved, though whoever asked for it is gone, since no mark is left that
// would remind of them.
func (p *Projector) spread(ctx context.Context, about []subject.Key, before *blocks) error {
	aside, cancel := context.WithTimeout(context.WithoutCancel(ctx), spreading)
	defer cancel()
	return p.catchUp(aside, about, before)
}

// project computes what is to be saved of subjects, in their blocks. Revisions are read before tallies: an older
// revision with a newer tally is refused or right.
func (p *Projector) project(ctx context.Context, about []subject.Key, now time.Time) ([]reputation.Save, *blocks, error) {
	blocks, err := readBlocks(ctx, p.Store, about, now)
	if err != nil {
		return nil, nil, err
	}
	saves := make([]reputation.Save, len(about))
	for i, key := range about {
		kept, err := blocks.revision(ctx, i, key)
		if err != nil {
			return nil, nil, err
		}
		saves[i].Projection = reputation.Projection{Subject: key, Revision: kept + 1}
	}
	readings, err := p.Store.Tally(ctx, about, now)
	if err != nil {
		return nil, nil, err
	}
	for i := range readings {
		saves[i].Projection.Tally, saves[i].Marks = readings[i].Tally, readings[i].Marks
		blocks.of[i].put(&saves[i].Projection)
	}
	for i := range saves {
		blocks.project(&saves[i].Projection, blocks.of[i])
		saves[i].Hastens = blocks.of[i].hastens(now)
	}
	return saves, blocks, nil
}

// catchUp hastens what the saves could not know of: of two numbers projected at the same time each may have
// missed the other, and whichever is saved last sees both. Before are the blocks that the saves were made with.
func (p *Projector) catchUp(ctx context.Context, about []subject.Key, before *blocks) error {
	after, err := readBlocks(ctx, p.Store, about, before.now)
	if err != nil {
		return err
	}
	var moved []subject.Key
	var last *block
	for i, bl := range after.of {
		if bl != nil && bl != last && !before.of[i].foresaw(bl.kept) {
			moved = append(moved, bl.moved(before.now)...)
		}
		last = bl
	}
	if len(moved) == 0 {
		return nil
	}
	return p.Store.Hasten(ctx, moved, before.now)
}
