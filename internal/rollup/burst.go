package rollup

import (
	"context"
	"errors"
	"fmt"

	"ringfence/internal/crashpoint"
	"ringfence/internal/fault"
	"ringfence/internal/trend"
)

// FindBursts looks for categories that far more reporters told of lately than in the weeks before, and stores those that are new or go on.
// It looks once for every trend.BurstEvery: a second time it would find no more.
func (t *Trends) FindBursts(ctx context.Context) error {
	now, err := t.moment(ctx)
	if err != nil {
		return err
	}
	now = now.Add(-settles).UTC().Truncate(trend.BurstEvery)
	if now.UnixNano() <= t.looked.Load() {
		return nil
	}
	all, err := t.read(ctx, now.Add(-trend.BurstSpan), now, func(*trend.Fact) bool { return true })
	if err != nil {
		return fmt.Errorf("bursts: %w", err)
	}
	usual := trend.WeekOf(now).FirstUsual() // and before it that by which these weeks were counted
	weeks, err := t.stored(ctx, nil, usual.FirstUsual())
	if err != nil && !errors.Is(err, fault.Damaged) { // it is compared with those that can be read
		return fmt.Errorf("bursts: %w", err)
	}
	known, err := t.Store.Bursts(ctx, now.Add(-trend.BurstShown))
	if err != nil && !errors.Is(err, fault.Damaged) {
		return fmt.Errorf("bursts: %w", err)
	}
	for _, b := range trend.Bursts(all.facts, trend.NewBook(weeks), now, known, t.Keys.Noise) {
		if err := t.Store.SaveBurst(ctx, b); err != nil {
			return fmt.Errorf("bursts: %w", err)
		}
		crashpoint.Reach(crashpoint.BurstStored)
	}
	t.looked.Store(now.UnixNano())
	return nil
}
