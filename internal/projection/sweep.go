package projection

import (
	"context"
	"errors"
	"maps"
	"sync"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/subject"
)

// givesUp is how long sweeps may fail before another is let try.
const givesUp = 15 * time.Second

// Run sweeps until ctx ends, and upgrades beside that. What fails is tried again; nothing depends on its
// success but time. When sweeps go on failing it returns the last error: another process may do better.
func (p *Projector) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	var beside sync.WaitGroup
	beside.Go(func() { p.upgradeUntilDone(ctx) })
	defer beside.Wait()
	defer stop()
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	p.noticed.forget(p.Clock().Add(-succeeding))
	var since time.Time // the sweep that failed first since one succeeded
	unfinished := make(map[report.ReceiptHash]bool)
	for ctx.Err() == nil {
		began := time.Now()
		switch err := p.sweep(ctx, unfinished); {
		case err == nil:
			since = time.Time{}
			p.note(func(s *Status) { s.Swept = p.Clock() })
		case ctx.Err() != nil:
		case since.IsZero():
			since = began
			p.Log.Warn("sweep failed; trying again", "error", err)
		case time.Since(since) >= givesUp:
			return err
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
	return nil
}

// Sweep completes half-written reports, projects what was said and not yet projected, looks again at what was
// noticed, and projects anew what is due.
func (p *Projector) Sweep(ctx context.Context) error { return p.sweep(ctx, nil) }

// sweep is Sweep, but leaves reports alone that were not unfinished before, if that is told: some other process is
// about to finish most of them. It notes those that are.
func (p *Projector) sweep(ctx context.Context, before map[report.ReceiptHash]bool) error {
	unfinished, err := p.Store.Unfinished(ctx, batch)
	if err != nil {
		return err
	}
	now := make(map[report.ReceiptHash]bool, len(unfinished))
	for i := range unfinished {
		receipt := unfinished[i].Receipt
		if now[receipt] = true; before != nil && !before[receipt] {
			continue
		}
		if err := p.Store.Complete(ctx, receipt); err != nil {
			return err
		}
	}
	if before != nil {
		clear(before)
		maps.Copy(before, now)
	}
	if err := p.drain(ctx, func() ([]subject.Key, error) { return p.Store.Unprojected(ctx, batch) }); err != nil {
		return err
	}
	if err := p.lookAgain(ctx); err != nil {
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
