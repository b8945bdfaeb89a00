package projection

import (
	"context"
	"math"
	"slices"
	"time"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// blocks are the blocks of a hundred numbers that a batch of subjects lies in, with the subjects' new
// tallies in place of what is kept of them.
type blocks struct {
	store Store
	now   time.Time
	by    map[string]*block
}

type block struct {
	kept     []reputation.Projection
	children map[int]*reputation.Child // with the new tallies
	asOf     time.Time                 // of hood
	hood     *reputation.Neighbourhood
}

func newBlocks(store Store, now time.Time) *blocks {
	return &blocks{store: store, now: now, by: make(map[string]*block)}
}

// put reads the block of a subject, if it has one, and sets its child to the new tally.
func (b *blocks) put(ctx context.Context, r *reputation.Reading) error {
	name, ok := r.Subject.Block()
	if !ok {
		return nil
	}
	if err := b.read(ctx, name); err != nil {
		return err
	}
	b.by[name].children[r.Subject.LastTwo()] = &r.Tally.Child
	return nil
}

func (b *blocks) read(ctx context.Context, name string) error {
	if b.by[name] != nil {
		return nil
	}
	kept, err := b.store.Block(ctx, name)
	if err != nil {
		return err
	}
	b.by[name] = &block{kept: kept, children: reputation.Children(kept)}
	return nil
}

// term returns B of a number in the block at a moment.
func (bl *block) term(number int, line subject.Line, now time.Time) float64 {
	if bl.hood == nil || !bl.asOf.Equal(now) {
		bl.hood, bl.asOf = reputation.NewNeighbourhood(bl.children, now), now
	}
	return bl.hood.Term(number, line)
}

// project returns the projection of a reading.
func (b *blocks) project(r *reputation.Reading, revision uint64) reputation.Projection {
	p := reputation.Projection{
		Subject: r.Subject, Revision: revision, Formula: reputation.FormulaVersion, AsOf: b.now,
		Line: r.Subject.Line(), Tally: r.Tally,
	}
	around := b.around(r.Subject, p.Line)
	p.Neighbours = around(b.now).Neighbours
	p.Due = reputation.Due(&p.Tally, around, b.now)
	return p
}

// around returns the surroundings of a subject as a function of time: its neighbours fade too.
func (b *blocks) around(key subject.Key, line subject.Line) func(time.Time) reputation.Surroundings {
	alone := reputation.Around(key, 0)
	name, ok := key.Block()
	if !ok || len(b.by[name].children) < 2 {
		return func(time.Time) reputation.Surroundings { return alone }
	}
	return func(now time.Time) reputation.Surroundings {
		s := alone
		s.Neighbours = b.by[name].term(key.LastTwo(), line, now)
		return s
	}
}

// moves returns the kept numbers that a subject's new tally moves.
func (b *blocks) moves(key subject.Key) []subject.Key {
	name, ok := key.Block()
	if !ok {
		return nil
	}
	moved := b.by[name].moved(b.now)
	return slices.DeleteFunc(moved, func(k subject.Key) bool { return k == key })
}

// moved returns the numbers of the block whose neighbour term is by now another than the one they are kept
// with.
func (bl *block) moved(now time.Time) (moved []subject.Key) {
	for i := range bl.kept {
		k := &bl.kept[i]
		if math.Abs(bl.term(k.Subject.LastTwo(), k.Line, now)-k.Neighbours) >= reputation.NeighbourStep {
			moved = append(moved, k.Subject)
		}
	}
	return moved
}
