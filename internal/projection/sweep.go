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
	for settled := 0; ; {
		keys, err := p.Store.Unprojected(ctx, batch)
		if err != nil || len(keys) == 0 {
			return errors.Join(err, ctx.Err())
		}
		n, err := p.compute(ctx, p.readable(keys))
		if err != nil {
			return err
		}
		if n == 0 {
			return ctx.Err()
		}
		settled += n
		progress(settled)
	}
}

// batches bounds one turn of a sweep, so that no queue starves the others.
const batches = 5

// drain projects what next returns until it returns less than a batch.
func (p *Projector) drain(ctx context.Context, next func() ([]subject.Key, error)) error {
	for range batches {
		keys, err := next()
		if err != nil || len(keys) == 0 {
			return err
		}
		if _, err := p.compute(ctx, p.readable(keys)); err != nil {
			return err
		}
		if len(keys) < batch {
			return nil
		}
	}
	return ctx.Err()
}
