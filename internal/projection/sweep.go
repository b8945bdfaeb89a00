package projection

import (
	"context"
	"errors"
	"sync"
	"time"

	"ringfence/internal/follow"
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
	failing := false
	var before map[report.ReceiptHash]bool // reports that were unfinished: some other process is about to finish most others
	return follow.Chore{
		Do: func(ctx context.Context) error {
			unfinished, err := p.sweep(ctx, func(receipt report.ReceiptHash) bool { return before[receipt] })
			if unfinished != nil {
				before = unfinished
			}
			p.swept(ctx, err, failing)
			failing = err != nil
			return err
		},
		Period: func() time.Duration { return sweepEvery }, Retry: sweepEvery, GivesUp: givesUp,
	}.Run(ctx)
}

// swept notes that a sweep succeeded, and tells when sweeps begin to fail.
func (p *Projector) swept(ctx context.Context, err error, before bool) {
	switch {
	case err == nil:
		p.note(func(s *Status) { s.Swept = p.Clock() })
	case ctx.Err() == nil && !before:
		p.Log.Warn("sweep failed; trying again", "error", err)
	}
}

// Sweep completes half-written reports, projects what was said and not yet projected, looks again at what was
// noticed, and projects anew what is due.
func (p *Projector) Sweep(ctx context.Context) error {
	_, err := p.sweep(ctx, func(report.ReceiptHash) bool { return true })
	return err
}

// sweep is Sweep, but completes only the reports that are abandoned. It returns those that were unfinished, or nil when
// that is not known.
func (p *Projector) sweep(ctx context.Context, abandoned func(report.ReceiptHash) bool) (map[report.ReceiptHash]bool, error) {
	found, err := p.Store.Unfinished(ctx, batch)
	if err != nil {
		return nil, err
	}
	unfinished := make(map[report.ReceiptHash]bool, len(found))
	for i := range found {
		unfinished[found[i].Receipt] = true
	}
	for i := range found {
		if !abandoned(found[i].Receipt) {
			continue
		}
		if err := p.Store.Complete(ctx, found[i].Receipt); err != nil {
			return unfinished, err
		}
	}
	return unfinished, p.projectRest(ctx)
}

// projectRest projects what was said, has moved or is due.
func (p *Projector) projectRest(ctx context.Context) error {
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
