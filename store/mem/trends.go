package mem

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"time"

	"ringfence/internal/trend"
	"ringfence/store/record"
)

// SaveWeek implements store.Trends.
func (s *Store) SaveWeek(ctx context.Context, r trend.Rollup) (bool, error) {
	r, err := record.AdmitWeek(r)
	if err != nil {
		return false, err
	}
	if err := s.enter(ctx); err != nil {
		return false, err
	}
	defer s.mu.Unlock()
	if kept, ok := s.weeks[r.Week]; ok && record.KeepsWeek(kept, r) {
		return reflect.DeepEqual(kept, r), nil
	}
	s.weeks[r.Week] = r
	return true, nil
}

// Weeks implements store.Trends.
func (s *Store) Weeks(ctx context.Context, from trend.Week, limit int) ([]trend.Rollup, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	var found []trend.Rollup
	for week, r := range s.weeks {
		if !week.Before(from) {
			found = append(found, record.CopyWeek(r))
		}
	}
	slices.SortFunc(found, func(a, b trend.Rollup) int { return a.Week.Sub(b.Week) })
	return first(found, limit), nil
}

// SaveBurst implements store.Trends.
func (s *Store) SaveBurst(ctx context.Context, b trend.Burst) error {
	b, err := record.AdmitBurst(b)
	if err != nil {
		return err
	}
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if !s.bursts[b.ID].LastAt.After(b.LastAt) {
		s.bursts[b.ID] = b
	}
	return nil
}

// Bursts implements store.Trends.
func (s *Store) Bursts(ctx context.Context, since time.Time) ([]trend.Burst, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	found := slices.DeleteFunc(slices.Collect(maps.Values(s.bursts)), func(b trend.Burst) bool { return b.LastAt.Before(since) })
	for i := range found {
		found[i] = record.CopyBurst(found[i])
	}
	record.SortBursts(found)
	return found, nil
}
