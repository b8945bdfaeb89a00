package projection

import (
	"context"
	"errors"
	"fmt"

	"ringfence/internal/subject"
)

// Progress is told how many subjects are done, of how many.
type Progress func(done, total int)

// Rebuild computes every projection again from truth. It can be interrupted and begun again at any time,
// beside a running server. It returns how many subjects there are.
func (p *Projector) Rebuild(ctx context.Context, progress Progress) (int, error) {
	done := 0
	err := p.everySubject(ctx, progress, func(keys []subject.Key) error {
		done += len(keys)
		return p.compute(ctx, keys)
	})
	if err != nil {
		return done, fmt.Errorf("rebuild stopped after %d subjects: %w", done, err)
	}
	return done, nil
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
