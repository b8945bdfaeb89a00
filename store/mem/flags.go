package mem

import (
	"context"
	"fmt"
	"slices"

	"ringfence/internal/brigade"
	"ringfence/internal/fault"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// SaveFlag implements store.Flags.
func (s *Store) SaveFlag(ctx context.Context, f brigade.Flag) error {
	f, err := record.AdmitFlag(f)
	if err != nil {
		return err
	}
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	s.flags[f.Subject] = f
	return nil
}

// Flags implements store.Flags.
func (s *Store) Flags(ctx context.Context, limit int) ([]brigade.Flag, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	var found []brigade.Flag
	for _, f := range s.flags {
		if f.Dismissed.IsZero() {
			found = append(found, f)
		}
	}
	record.SortFlags(found)
	return first(found, limit), nil
}

// Flag implements store.Flags.
func (s *Store) Flag(ctx context.Context, about subject.Key) (brigade.Flag, error) {
	if err := s.enter(ctx); err != nil {
		return brigade.Flag{}, err
	}
	defer s.mu.Unlock()
	f, ok := s.flags[about]
	if !ok {
		return brigade.Flag{}, fmt.Errorf("%w: flag", fault.NotFound)
	}
	return f, nil
}

// FlagsAll implements store.Flags.
func (s *Store) FlagsAll(ctx context.Context, after subject.Key, limit int) ([]brigade.Flag, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	var found []brigade.Flag
	for about, f := range s.flags {
		if byKey(about, after) > 0 {
			found = append(found, f)
		}
	}
	slices.SortFunc(found, func(a, b brigade.Flag) int { return byKey(a.Subject, b.Subject) })
	return first(found, limit), nil
}
