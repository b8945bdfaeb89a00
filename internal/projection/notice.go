package projection

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"time"

	"ringfence/internal/subject"
)

// Whoever saves a number looks at its block once more, since two who save numbers of one block at the same time may
// each have missed the other, see catchUp. Who is killed before that look leaves both numbers as if they were alone, and no
// mark. So all instances notice what was saved by anybody, and the one that sweeps looks at those blocks again. Whoever
// takes over sweeping looks at all that it remembers: nobody may have swept for long, and a look in vain does no harm.

const (
	noticedLately = time.Hour   // what was projected before is not noticed: after a start everything is told
	mostNoticed   = 50_000      // blocks that are remembered
	lookedAt      = part        // blocks that are looked at together
	seenTo        = time.Minute // what was noticed before gives way where there is no room: who sweeps has most likely seen to it
	forgetEvery   = time.Second // since all that is remembered is gone through for it
)

// notices are numbers that were saved, by anybody, one of each block.
type notices struct {
	mu     sync.Mutex
	block  map[string]notice
	forgot time.Time // when room was made last
}

type notice struct {
	about subject.Key
	at    time.Time // when it was noticed, by the clock of this process
}

// Notice tells the Projector that somebody saved the projection of a number, as of a moment.
func (p *Projector) Notice(about subject.Key, asOf time.Time) {
	now := p.Clock()
	name, ok := about.Block()
	if !ok || now.Sub(asOf) > noticedLately {
		return
	}
	p.noticed.add(name, notice{about, now})
}

// add remembers a notice in the place of an earlier one of its block, or if there is room: else the number has a due
// time of its own.
func (n *notices) add(name string, one notice) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, known := n.block[name]; !known && len(n.block) >= mostNoticed {
		n.makeRoom(one.at)
		if len(n.block) >= mostNoticed {
			return
		}
	}
	if n.block == nil {
		n.block = make(map[string]notice)
	}
	n.block[name] = one
}

// makeRoom drops what was noticed a while ago. The caller holds mu.
func (n *notices) makeRoom(now time.Time) {
	if now.Sub(n.forgot) < forgetEvery && !now.Before(n.forgot) {
		return
	}
	n.forgot = now
	maps.DeleteFunc(n.block, func(_ string, one notice) bool { return one.at.Before(now.Add(-seenTo)) })
}

// take takes up to limit notices out.
func (n *notices) take(limit int) (taken map[string]notice) {
	n.mu.Lock()
	defer n.mu.Unlock()
	taken = make(map[string]notice, min(limit, len(n.block)))
	for name, one := range n.block {
		if len(taken) == limit {
			break
		}
		taken[name] = one
		delete(n.block, name)
	}
	return taken
}

// back puts notices back that were taken in vain.
func (n *notices) back(taken map[string]notice) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for name, one := range taken {
		if _, newer := n.block[name]; !newer {
			n.block[name] = one
		}
	}
}

// lookAgain makes due what is kept with other neighbours than it has, in the blocks that were noticed.
func (p *Projector) lookAgain(ctx context.Context) error {
	for range batches {
		taken := p.noticed.take(lookedAt)
		if len(taken) == 0 {
			return nil
		}
		if err := p.hastenMoved(ctx, taken); err != nil {
			p.noticed.back(taken)
			return fmt.Errorf("projection: %w", err)
		}
	}
	return nil
}

func (p *Projector) hastenMoved(ctx context.Context, taken map[string]notice) error {
	about := make([]subject.Key, 0, len(taken))
	for _, one := range taken {
		about = append(about, one.about)
	}
	now := p.Clock()
	blocks, err := readBlocks(ctx, p.Store, about, now)
	if err != nil {
		return err
	}
	var moved []subject.Key
	for _, bl := range blocks.of { // each another, since one number of each block is remembered
		moved = append(moved, bl.moved(now)...)
	}
	if len(moved) == 0 {
		return nil
	}
	return p.Store.Hasten(ctx, moved, now)
}
