package projection

import (
	"context"
	"time"

	"ringfence/internal/subject"
)

// Run upgrades and sweeps until ctx ends. What fails is tried again; nothing depends on its success but time.
func (p *Projector) Run(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	failing := false
	for {
		err := p.turn(ctx)
		if err != nil && !failing && ctx.Err() == nil {
			p.Log.Warn("sweep failed; trying again until it succeeds", "error", err)
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (p *Projector) turn(ctx context.Context) error {
	if err := p.Sweep(ctx); err != nil {
		return err
	}
	p.note(func(s *Status) { s.Swept = p.Clock() })
	if p.Status().Upgraded {
		return nil
	}
	n, err := p.Upgrade(ctx)
	if n > 0 {
		p.Log.Info("projections of another formula computed anew", "subjects", n)
	}
	return err
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

// maxDrain bounds one turn of a sweep, so that no queue starves the others.
const maxDrain = 50 * batch

// drain projects what next returns until it returns less than a batch.
func (p *Projector) drain(ctx context.Context, next func() ([]subject.Key, error)) error {
	for range maxDrain / batch {
		keys, err := next()
		if err != nil || len(keys) == 0 {
			return err
		}
		if err := p.compute(ctx, keys); err != nil {
			return err
		}
		if len(keys) < batch {
			return nil
		}
	}
	return ctx.Err()
}
