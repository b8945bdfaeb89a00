package projection

import (
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// blocks are the blocks of a hundred numbers that a batch of subjects lies in, with the subjects' new
// tallies in place of what is kept of them.
type blocks struct {
	store Store
	now   time.Time
	of    []*block           // of each subject of the batch; nil for one without
	seen  uint64             // sum of the revisions in them
	fates map[fate]time.Time // when those are due that are alike
}

// block is nil for subjects that have none.
type block struct {
	name     string
	kept     []reputation.Neighbour
	ours     []*reputation.Projection  // the batch's
	children *reputation.Children      // with the new tallies; nil until they are asked for
	asOf     time.Time                 // of hood
	hood     *reputation.Neighbourhood // nil likewise
	moves    []subject.Key             // as of the batch's time, once reckoned
	reckoned bool
}

// company is how many numbers of a block are reported before it is worth asking which of them have company.
const company = 3

// readBlocks returns the blocks that subjects lie in, as they are kept.
func readBlocks(ctx context.Context, store Store, about []subject.Key, now time.Time) (*blocks, error) {
	b := &blocks{store: store, now: now, of: make([]*block, len(about)), fates: make(map[fate]time.Time)}
	by := make(map[string]*block, len(about))
	names := make([]string, 0, len(about))
	for i, key := range about {
		name, ok := key.Block()
		if !ok {
			continue
		}
		if i > 0 && b.of[i-1] != nil && b.of[i-1].name == name { // asked in order
			b.of[i] = b.of[i-1]
			continue
		}
		if by[name] == nil {
			by[name] = &block{name: name}
			names = append(names, name)
		}
		b.of[i] = by[name]
	}
	if len(names) == 0 {
		return b, nil
	}
	kept, err := store.Blocks(ctx, names...)
	if err != nil {
		return nil, err
	}
	b.seen = reputation.Revisions(kept)
	for len(kept) > 0 { // those of one block follow each other
		name, _ := kept[0].Subject.Block()
		n := 1
		for n < len(kept) && kept[0].Subject.SameBlock(kept[n].Subject) {
			n++
		}
		by[name].kept, kept = kept[:n], kept[n:]
	}
	return b, nil
}

// revision returns the revision of what is kept of a subject of the batch, 0 for nothing.
func (b *blocks) revision(ctx context.Context, i int, key subject.Key) (uint64, error) {
	if bl := b.of[i]; bl != nil {
		return bl.revision(key), nil
	}
	kept, err := b.store.Projection(ctx, key)
	if errors.Is(err, fault.NotFound) {
		return 0, nil
	}
	return kept.Revision, err
}

func (bl *block) revision(key subject.Key) uint64 {
	for i := range bl.kept {
		if k := &bl.kept[i]; k.Subject == key {
			return k.Revision
		}
	}
	return 0
}

// put adds a subject's new tally to its block, if it has one.
func (bl *block) put(p *reputation.Projection) {
	if bl != nil {
		bl.ours = append(bl.ours, p)
	}
}

// term returns B of a number in the block at a moment.
func (bl *block) term(key subject.Key, line subject.Line, now time.Time) float64 {
	if !bl.hasCompany(key) {
		return 0
	}
	if bl.hood == nil {
		bl.hood, bl.asOf = reputation.NewNeighbourhood(bl.children, now), now
	}
	if !bl.asOf.Equal(now) {
		bl.hood.Weigh(bl.children, now)
		bl.asOf = now
	}
	return bl.hood.Term(key.LastTwo(), line)
}

// project completes the projection of a subject in its block, whose revision and tally are set.
func (b *blocks) project(p *reputation.Projection, bl *block) {
	p.Formula, p.AsOf, p.Line = reputation.FormulaVersion, b.now, p.Subject.Line()
	p.Neighbours, p.Due = b.outlook(p, bl)
}

// outlook returns B of a subject and when it is due. Most subjects have one report and no neighbours, and are due
// together with all others that were reported in the same hour.
func (b *blocks) outlook(p *reputation.Projection, bl *block) (neighbours float64, due time.Time) {
	alone := reputation.Around(p.Subject, 0)
	lone, ok := p.Tally.Lone()
	alike := fate{lone, alone.KnownRange}
	if ok = ok && !bl.hasCompany(p.Subject); ok {
		if due, known := b.fates[alike]; known {
			return 0, due
		}
	}
	around := bl.around(p.Subject, p.Line, alone)
	due = reputation.Due(&p.Tally, around, b.now)
	if ok {
		b.fates[alike] = due
	}
	return around(b.now).Neighbours, due
}

// fate is what subjects that are due together have in common.
type fate struct {
	lone       reputation.Lone
	knownRange bool
}

// hasCompany reports whether a subject of the block can be weighed by its neighbours.
func (bl *block) hasCompany(key subject.Key) bool {
	if bl == nil || len(bl.kept)+len(bl.ours) < company {
		return false
	}
	if bl.children == nil {
		bl.children = reputation.ChildrenOf(bl.kept)
		for _, p := range bl.ours {
			bl.children[p.Subject.LastTwo()] = &p.Tally.Child
		}
	}
	return bl.children.Company(key.LastTwo())
}

// around returns the surroundings of a subject of the block as a function of time: its neighbours fade too.
func (bl *block) around(key subject.Key, line subject.Line, alone reputation.Surroundings) func(time.Time) reputation.Surroundings {
	if !bl.hasCompany(key) {
		return func(time.Time) reputation.Surroundings { return alone }
	}
	return func(now time.Time) reputation.Surroundings {
		s := alone
		s.Neighbours = bl.term(key, line, now)
		return s
	}
}

// hastens returns the kept numbers that the block moves, but for those that are computed anyway.
func (bl *block) hastens(now time.Time) []subject.Key {
	if bl == nil {
		return nil
	}
	if !bl.reckoned {
		bl.moves = slices.DeleteFunc(bl.moved(now), func(k subject.Key) bool {
			return slices.ContainsFunc(bl.ours, func(p *reputation.Projection) bool { return p.Subject == k })
		})
		bl.reckoned = true
	}
	return bl.moves
}

// foresaw reports whether what is kept now is what was kept before and what the batch made of it, and no more: then
// nobody else wrote in the block, and each of its numbers knows of the others.
func (bl *block) foresaw(kept []reputation.Neighbour) bool {
	var revisions [100]uint64 // by the last two digits
	for i := range bl.kept {
		revisions[bl.kept[i].Subject.LastTwo()] = bl.kept[i].Revision
	}
	for _, r := range bl.ours {
		revisions[r.Subject.LastTwo()]++
	}
	for i := range kept {
		if number := kept[i].Subject.LastTwo(); revisions[number] == kept[i].Revision {
			revisions[number] = 0
		} else {
			return false
		}
	}
	return revisions == [100]uint64{}
}

// moved returns the numbers of the block whose neighbour term is by now another than the one they are kept
// with.
func (bl *block) moved(now time.Time) (moved []subject.Key) {
	for i := range bl.kept {
		k := &bl.kept[i]
		if math.Abs(bl.term(k.Subject, k.Line, now)-k.Neighbours) >= reputation.NeighbourStep {
			moved = append(moved, k.Subject)
		}
	}
	return moved
}
