package publication

import (
	"context"
	"errors"
	"fmt"

	"ringfence/internal/fault"
	"ringfence/internal/follow"
	"ringfence/internal/listing"
)

// Follow catches up every 5 seconds until ctx ends, and sees to it that Compared is known while the list is right. say is told when
// that begins to fail and, with nil, when it works again.
func (p *Publication) Follow(ctx context.Context, say func(error)) {
	follow.Every(ctx, followEvery, func(ctx context.Context) error {
		if err := p.CatchUp(ctx); err != nil || p.Clock().Sub(p.Compared()) < checkEvery {
			return err
		}
		return p.Check(ctx)
	}, say)
}

// Check compares the list with what lookups say. Where they differ somebody may be about to publish: nothing is learnt then.
func (p *Publication) Check(ctx context.Context) error {
	at := p.Clock()
	if err := p.Lookups.CatchUp(ctx); err != nil {
		return fmt.Errorf("publication: %w", err)
	}
	if err := p.CatchUp(ctx); err != nil {
		return err
	}
	exported, err := p.Lookups.Exported()
	if err != nil {
		return fmt.Errorf("publication: %w", err)
	}
	if list := p.List(); list.Version() > 0 && len(list.Compared(exported)) == 0 {
		p.right(at)
	}
	return nil
}

// CatchUp learns of every version that was published before it was called. When another call is under way, the store not
// answering it perhaps, ctx also ends the waiting for that.
func (p *Publication) CatchUp(ctx context.Context) error {
	if err := p.enter(ctx); err != nil {
		return err
	}
	defer p.leave()
	return p.catchUp(ctx)
}

// enter waits until nobody else reads the store or writes to it. Whoever does not get an error calls leave.
func (p *Publication) enter(ctx context.Context) error {
	select {
	case p.following <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("publication: %w", ctx.Err())
	}
}

func (p *Publication) leave() { <-p.following }

// catchUp is CatchUp for whoever holds following. Where the store was restored from an older backup, the list is what it was
// then. It is fault.Damaged when what was published cannot be read.
func (p *Publication) catchUp(ctx context.Context) error {
	at, list, kept := p.Clock(), p.List(), p.kept
	editions, err := p.Store.Published(ctx, list.Version())
	if errors.Is(err, fault.Foreign) {
		list, kept, p.restored = &listing.List{}, weight{}, true
		editions, err = p.Store.Published(ctx, 0)
	}
	if err != nil {
		return fmt.Errorf("publication: %w", err)
	}
	p.newest = list.Version()
	if n := len(editions); n > 0 {
		p.newest = editions[n-1].Version
	}
	for _, e := range editions {
		next, err := list.Apply(e)
		if err == nil {
			err = ctx.Err() // each takes a while where the list is long
		}
		if err != nil {
			if list.Version() > p.List().Version() {
				p.adopt(list, kept) // so that the next look goes on from there
			}
			return fmt.Errorf("publication: %w", err)
		}
		list, kept = next, kept.with(e)
	}
	p.adopt(list, kept)
	p.asOf.Store(at.UnixNano())
	return nil
}

// adopt makes a list that of this process, where it is not already.
func (p *Publication) adopt(list *listing.List, w weight) {
	p.kept = w
	before := p.now.Swap(list)
	if before == list {
		return
	}
	if list.Version() < before.Version() { // as it was in a backup
		p.compared.Store(0)
	}
	if at, now := list.At(), p.Clock(); at.Before(now) {
		p.right(at)
	} else if list.Version() > 0 { // by a clock that is ahead
		p.right(now)
	}
	p.shelf.begin(list.Version())
	entries := int64(0)
	for range list.Entries() {
		entries++
	}
	p.entries.Store(entries)
}

// weight is what the store keeps, as this process knows it.
type weight struct{ whole, since, deltas int } // bytes of the whole edition, bytes after it and in how many editions

func (w weight) with(e listing.Edition) weight {
	if e.Whole {
		return weight{whole: len(e.Body)}
	}
	return weight{w.whole, w.since + len(e.Body), w.deltas + 1}
}

// mostDeltas is how many editions a process that starts reads beside the whole one, at most: of a million numbers, that takes seconds.
const mostDeltas = 100

// worthFolding reports whether one whole edition would be less than those that are kept.
func (w weight) worthFolding() bool { return w.since > w.whole || w.deltas > mostDeltas }
