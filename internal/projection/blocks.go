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
	by    map[string]*block
	fates map[fate]time.Time // when those are due that are alike
}

type block struct {
	kept     []reputation.Neighbour
	ours     []*reputation.Reading     // the batch's
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
	b := &blocks{store: store, now: now, by: make(map[string]*block, len(about)), fates: make(map[fate]time.Time)}
	names := make([]string, 0, len(about))
	for _, key := range about {
		if name, ok := key.Block(); ok && b.by[name] == nil {
			b.by[name] = &block{}
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return b, nil
	}
	kept, err := store.Blocks(ctx, names...)
	if err != nil {
		return nil, err
	}
	for len(kept) > 0 { // those of one block follow each other
		name, _ := kept[0].Subject.Block()
		n := 1
		for n < len(kept) && kept[0].Subject.SameBlock(kept[n].Subject) {
			n++
		}
		b.by[name].kept, kept = kept[:n], kept[n:]
	}
	return b, nil
}

// revision returns the revision of what is kept of a subject, 0 for nothing.
func (b *blocks) revision(ctx context.Context, key subject.Key) (uint64, error) {
	name, ok := key.Block()
	if !ok {
		kept, err := b.store.Projection(ctx, key)
		if errors.Is(err, fault.NotFound) {
			return 0, nil
		}
		return kept.Revision, err
	}
	for i := range b.by[name].kept {
		if k := &b.by[name].kept[i]; k.Subject == key {
			return k.Revision, nil
		}
	}
	return 0, nil
}

// keeps reports whether something is kept of a number.
func (b *blocks) keeps(key subject.Key) bool {
	name, ok := key.Block()
	return ok && slices.ContainsFunc(b.by[name].kept, func(k reputation.Neighbour) bool { return k.Subject == key })
}

// put adds a subject's new tally to its block, if it has one.
func (b *blocks) put(r *reputation.Reading) {
	if name, ok := r.Subject.Block(); ok {
		b.by[name].ours = append(b.by[name].ours, r)
	}
}

// term returns B of a number in the block at a moment.
func (bl *block) term(number int, line subject.Line, now time.Time) float64 {
	if !bl.hasCompany(number) {
		return 0
	}
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
	p.Neighbours, p.Due = b.outlook(r)
	return p
}

// outlook returns B of a subject and when it is due. Most subjects have one report and no neighbours, and are due
// together with all others that were reported in the same hour.
func (b *blocks) outlook(r *reputation.Reading) (neighbours float64, due time.Time) {
	around := b.around(r.Subject, r.Subject.Line())
	lone, ok := r.Tally.Lone()
	alike := fate{lone, reputation.Around(r.Subject, 0).KnownRange}
	if ok = ok && !b.hasCompany(r.Subject); ok {
		if due, known := b.fates[alike]; known {
			return 0, due
		}
	}
	due = reputation.Due(&r.Tally, around, b.now)
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

// hasCompany reports whether a subject can be weighed by its neighbours.
func (b *blocks) hasCompany(key subject.Key) bool {
	name, ok := key.Block()
	return ok && b.by[name].hasCompany(key.LastTwo())
}

func (bl *block) hasCompany(number int) bool {
	if len(bl.kept)+len(bl.ours) < company {
		return false
	}
	if bl.children == nil {
		bl.children = reputation.ChildrenOf(bl.kept)
		for _, r := range bl.ours {
			bl.children[r.Subject.LastTwo()] = &r.Tally.Child
		}
	}
	return bl.children.Company(number)
}

// around returns the surroundings of a subject as a function of time: its neighbours fade too.
func (b *blocks) around(key subject.Key, line subject.Line) func(time.Time) reputation.Surroundings {
	alone := reputation.Around(key, 0)
	name, ok := key.Block()
	if !ok {
		return func(time.Time) reputation.Surroundings { return alone }
	}
	return func(now time.Time) reputation.Surroundings {
		s := alone
		s.Neighbours = b.by[name].term(key.LastTwo(), line, now)
		return s
	}
}

// moves returns the kept numbers that a subject's block moves, but for those that are computed anyway.
func (b *blocks) moves(key subject.Key) []subject.Key {
	name, ok := key.Block()
	if !ok {
		return nil
	}
	bl := b.by[name]
	if !bl.reckoned {
		bl.moves = slices.DeleteFunc(bl.moved(b.now), func(k subject.Key) bool {
			return slices.ContainsFunc(bl.ours, func(r *reputation.Reading) bool { return r.Subject == k })
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
		if math.Abs(bl.term(k.Subject.LastTwo(), k.Line, now)-k.Neighbours) >= reputation.NeighbourStep {
			moved = append(moved, k.Subject)
		}
	}
	return moved
}
