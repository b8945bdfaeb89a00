package index

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"ringfence/internal/reputation"
)

// Run follows the store until ctx ends, and then writes the snapshot. say is told when following begins to
// fail and when it works again.
func (x *Index) Run(ctx context.Context, say func(error)) {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	failing := false
	for ctx.Err() == nil {
		err := x.CatchUp(ctx)
		if failed := err != nil && ctx.Err() == nil; failed != failing {
			failing = failed
			say(err)
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
	x.merging.Wait()
	if err := x.save(); err != nil {
		say(err)
	}
}

// CatchUp applies everything that was projected before it was called.
func (x *Index) CatchUp(ctx context.Context) error {
	x.following.Lock()
	defer x.following.Unlock()
	for {
		now := x.Clock()
		changed, next, err := x.Store.Changed(ctx, x.cursor, page)
		if err != nil {
			return fmt.Errorf("index: %w", err)
		}
		if err := x.apply(ctx, changed, now); err != nil {
			return fmt.Errorf("index: %w", err)
		}
		x.cursor = next
		x.mergeIfWorth()
		if len(changed) < page {
			x.asOf.Store(now.UnixNano())
			return nil
		}
	}
}

// apply lays changes over what is there. Blocks in which there are now enough numbers are read anew.
func (x *Index) apply(ctx context.Context, changed []reputation.Projection, now time.Time) error {
	live := x.now.Load().live
	blocks := make(map[string]bool)
	for i := range changed {
		p := &changed[i]
		live.put(p.Subject, newEntry(p, now))
		if name, ok := p.Subject.Block(); ok {
			blocks[name] = true
		}
	}
	for name := range blocks {
		if !x.crowded(name) {
			continue
		}
		block, err := x.Store.Block(ctx, name)
		if err != nil {
			return err
		}
		if c := newCrowd(block, now); c != nil || x.isCrowd(name) {
			live.putCrowd(name, c)
		}
	}
	return nil
}

// fewest is how many reported numbers a block must have before a newcomer is weighed by them: two whole
// neighbours in its ten.
const fewest = 2

// crowded reports whether a block may be a crowd. A number in two layers counts twice, which costs a look
// at the store and nothing else.
func (x *Index) crowded(block string) bool {
	l := x.now.Load()
	first, err := strconv.ParseUint(block[1:]+"00", 10, 64)
	if err != nil {
		return false
	}
	n := l.base.count(first, first+99)
	for _, o := range []*overlay{l.live, l.frozen} {
		if o != nil {
			n += o.count(block)
		}
	}
	return n >= fewest
}

func (x *Index) isCrowd(block string) bool {
	l := x.now.Load()
	for _, o := range []*overlay{l.live, l.frozen} {
		if o == nil {
			continue
		}
		if c, ok := o.crowd(block); ok {
			return len(c) > 0
		}
	}
	return len(l.base.crowds[block]) > 0
}

// mergeIfWorth freezes a large overlay and merges it with the base in the background.
func (x *Index) mergeIfWorth() {
	l := x.now.Load()
	if n := l.live.len(); l.frozen != nil || n < mergeAt || n < l.base.len()/mergeShare {
		return
	}
	frozen := l.live
	x.now.Store(&layers{live: newOverlay(), frozen: frozen, base: l.base})
	x.merging.Go(func() {
		merged := l.base.merged(frozen)
		x.now.Store(&layers{live: x.now.Load().live, base: merged})
	})
}
