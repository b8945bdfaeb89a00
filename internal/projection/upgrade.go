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

// Upgrade computes anew what was computed with another formula. Until it returns, those subjects are shown
// as the old formula has added them up.
func (p *Projector) Upgrade(ctx context.Context) (int, error) {
	upgraded := 0
	err := p.everySubject(ctx, func(int, int) {}, func(keys []subject.Key) error {
		var old []subject.Key
		for _, key := range keys {
			kept, err := p.Store.Projection(ctx, key)
			if err != nil && !errors.Is(err, fault.NotFound) {
				return err
			}
			if err == nil && kept.Formula != reputation.FormulaVersion {
				old = append(old, key)
			}
		}
		upgraded += len(old)
		if len(old) == 0 {
			return nil
		}
		return p.compute(ctx, old)
	})
	if err != nil {
		return upgraded, fmt.Errorf("upgrade stopped after %d subjects: %w", upgraded, err)
	}
	p.note(func(s *Status) { s.Upgraded = true })
	return upgraded, nil
}
