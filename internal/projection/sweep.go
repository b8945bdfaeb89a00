package projection

import (
	"context"
	"errors"
	"sync"
	"time"

	"ringfence/internal/subject"
)

// Run sweeps until ctx ends, and upgrades beside that. What fails is tried again; nothing depends on its
// success but time.
func (p *Projector) Run(ctx context.Context) {
	var beside sync.WaitGroup
	beside.Go(func() { p.upgradeUntilDone(ctx) })
	defer beside.Wait()
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	failing := false
	for ctx.Err() == nil {
		err := p.Sweep(ctx)
		if err != nil && !failing && ctx.Err() == nil {
			p.Log.Warn("sweep failed; trying again until it succeeds", "error", err)
		}
		if failing = err != nil; !failing {
			p.note(func(s *Status) { s.Swept = p.Clock() })
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// Sweep completes half-written reports, projects what was said and not yet projected, and projects anew
// what is due.
func (p *Projector) Sweep(ctx context.Context) error {
	unfinished, err := p.Store.Unfinished(ctx, batch)
	if err != nil {
		return err
	}
	for i := range unfinished {
		if err := p.Store.Complete(ctx, unfinished[i].Receipt); err != nil {
			return err
		}
	}
	if err := p.drain(ctx, func() ([]subject.Key, error) { return p.Store.Unprojected(ctx, batch) }); err != nil {
		return err
	}
	return p.drain(ctx, func() ([]subject.Key, error) { return p.Store.DueBy(ctx, p.Clock(), batch) })
}

// Settle projects what was said until nothing is left, and tells how many marks that settled so far. Subjects
// of which a record cannot be read are left; the log says so.
func (p *Projector) Settle(ctx context.Context, progress func(marks int)) error {
	unprojected := func() ([]subject.Key, error) { return p.Store.Unprojected(ctx, batch) }
	for settled := 0; ; progress(settled) {
		taken, n, err := p.take(ctx, unprojected)
		if err != nil || taken == 0 {
			return errors.Join(err, ctx.Err())
		}
		settled += n
	}
}

// take projects what next returns, but for what cannot be read. It returns how many subjects that were and how
// many marks it settled.
func (p *Projector) take(ctx context.Context, next func() ([]subject.Key, error)) (taken, settled int, err error) {
	p.draining.Lock()
	defer p.draining.Unlock()
	keys, err := next()
	if err != nil {
		return 0, 0, err
	}
	keys = p.readable(keys)
	settled, err = p.compute(ctx, keys)
	return len(keys), settled, err
}

// batches bounds one turn of a sweep, so that no queue starves the others.
const batches = 5

// drain projects what next returns until that is less than a batch.
func (p *Projector) drain(ctx context.Context, next func() ([]subject.Key, error)) error {
	for range batches {
		taken, _, err := p.take(ctx, next)
		if err != nil || taken < batch {
			return err
		}
	}
	return ctx.Err()
}
