package mem

import (
	"context"
	"fmt"
	"slices"

	"ringfence/internal/fault"
	"ringfence/internal/listing"
	"ringfence/store/record"
)

// Published implements store.Publications.
func (s *Store) Published(ctx context.Context, after uint64) ([]listing.Edition, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	kept := make([]record.Kept, len(s.editions))
	for i, e := range s.editions {
		kept[i] = record.Kept{Version: e.Version, Whole: e.Whole}
	}
	first, ok := record.After(kept, after)
	if !ok {
		return nil, fmt.Errorf("%w: version %d", fault.Foreign, after)
	}
	found := slices.Clone(s.editions[first:])
	for i := range found {
		found[i].Body = slices.Clone(found[i].Body)
	}
	return found, nil
}

// Newest implements store.Publications.
func (s *Store) Newest(ctx context.Context) (uint64, error) {
	if err := s.enter(ctx); err != nil {
		return 0, err
	}
	defer s.mu.Unlock()
	return s.newestEdition(), nil
}

func (s *Store) newestEdition() uint64 {
	if n := len(s.editions); n > 0 {
		return s.editions[n-1].Version
	}
	return 0
}

// Publish implements store.Publications.
func (s *Store) Publish(ctx context.Context, e listing.Edition, after uint64) (bool, error) {
	e, err := record.AdmitEdition(e, after)
	if err != nil {
		return false, err
	}
	if err := s.enter(ctx); err != nil {
		return false, err
	}
	defer s.mu.Unlock()
	if s.newestEdition() != after {
		return false, nil
	}
	s.editions = append(s.editions, e)
	return true, nil
}

// Fold implements store.Publications.
func (s *Store) Fold(ctx context.Context, whole listing.Edition) error {
	whole, err := record.AdmitFold(whole)
	if err != nil {
		return err
	}
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.editions, func(e listing.Edition) bool { return e.Version == whole.Version })
	if i < 0 || s.editions[i].Whole {
		return nil
	}
	s.editions[i] = whole
	s.editions = slices.Delete(s.editions, 0, i)
	return nil
}
