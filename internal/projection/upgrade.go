package projection

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Status is how far behind a Projector is.
type Status struct {
	Swept    time.Time // the last sweep that succeeded; zero before the first
	Upgraded bool      // every projection is known to be of this formula
}

// Status returns how far behind the Projector is.
func (p *Projector) Status() Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.status
}

func (p *Projector) note(change func(*Status)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change(&p.status)
}

// Upgrade computes anew what was computed with another formula, beginning after a subject. It returns how
// many those were, and after which subject to begin again when it failed. Until it is done, the others are
// shown as the old formula has added them up.
func (p *Projector) Upgrade(ctx context.Context, after subject.Key) (upgraded int, next subject.Key, err error) {
	for next = after; ; {
		keys, err := p.Store.Subjects(ctx, next, batch)
		if err != nil {
			return upgraded, next, fmt.Errorf("upgrade: %w", err)
		}
		if len(keys) == 0 {
			p.note(func(s *Status) { s.Upgraded = true })
			return upgraded, next, nil
		}
		old, err := p.outdated(ctx, keys)
		if err == nil && len(old) > 0 {
			_, err = p.compute(ctx, old)
		}
		if err != nil {
			return upgraded, next, fmt.Errorf("upgrade: %w", err)
		}
		upgraded += len(old)
		next = keys[len(keys)-1]
	}
}

// outdated returns those subjects whose projection is of another formula.
func (p *Projector) outdated(ctx context.Context, keys []subject.Key) (old []subject.Key, err error) {
	for _, key := range keys {
		kept, err := p.Store.Projection(ctx, key)
		switch {
		case errors.Is(err, fault.NotFound), errors.Is(err, fault.Damaged):
		case err != nil:
			return nil, err
		case kept.Formula != reputation.FormulaVersion:
			old = append(old, key)
		}
	}
	return old, nil
}

// upgradeUntilDone upgrades beside the sweeper and goes on where it failed.
func (p *Projector) upgradeUntilDone(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	var after subject.Key
	for total := 0; ctx.Err() == nil; {
		n, next, err := p.Upgrade(ctx, after)
		if total += n; err == nil {
			if total > 0 {
				p.Log.Info("projections of another formula computed anew", "subjects", total)
			}
			return
		}
		after = next
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}
