package projection

import (
	"context"
	"errors"
	"fmt"

	"ringfence/internal/subject"
)

// Progress is told how many subjects are done, of how many.
type Progress func(done, total int)

// Rebuild computes every projection again from truth, those that cannot be read too. It can be interrupted
// and begun again at any time, beside a running server. It returns how many subjects were computed, and an
// error when the truth about some cannot be read.
func (p *Projector) Rebuild(ctx context.Context, progress Progress) (int, error) {
	if err := p.mend(ctx); err != nil {
		return 0, fmt.Errorf("rebuild: %w", err)
	}
	done := 0
	err := p.everySubject(ctx, progress, func(keys []subject.Key) error {
		done += len(keys)
		_, err := p.compute(ctx, keys)
		return err
	})
	if err != nil {
		return done, fmt.Errorf("rebuild stopped after %d subjects: %w", done, err)
	}
	if left := p.left(); left > 0 {
		return done - left, fmt.Errorf("rebuilt %d subjects; of %d more a record cannot be read; ringfence verify names them, and a backup has them", done-left, left)
	}
	return done, nil
}

// mend drops the projections that cannot be read, and has what stood back tried again.
func (p *Projector) mend(ctx context.Context) error {
	lost, err := p.Store.Mend(ctx)
	if err != nil {
		return err
	}
	if len(lost) > 0 {
		p.Log.Warn("projections that could not be read are computed anew", "subjects", len(lost))
	}
	p.mu.Lock()
	clear(p.unreadable)
	p.mu.Unlock()
	_, err = p.compute(ctx, lost)
	return err
}

// left returns how many subjects stood back.
func (p *Projector) left() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.unreadable)
}

// everySubject calls visit with all subjects, a batch at a time.
func (p *Projector) everySubject(ctx context.Context, progress Progress, visit func([]subject.Key) error) error {
	total, err := p.count(ctx)
	if err != nil {
		return err
	}
	var after subject.Key
	for done := 0; ; {
		keys, err := p.Store.Subjects(ctx, after, batch)
		if err != nil {
			return err
		}
		if len(keys) == 0 {
			return nil
		}
		if err := errors.Join(ctx.Err(), visit(keys)); err != nil {
			return err
		}
		done += len(keys)
		after = keys[len(keys)-1]
		progress(done, max(done, total)) // reports go on coming in
	}
}

func (p *Projector) count(ctx context.Context) (total int, err error) {
	const page = 10_000
	var after subject.Key
	for {
		keys, err := p.Store.Subjects(ctx, after, page)
		if err != nil || len(keys) == 0 {
			return total, errors.Join(err, ctx.Err())
		}
		total += len(keys)
		after = keys[len(keys)-1]
	}
}
