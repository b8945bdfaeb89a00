package mem

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/trend"
	"ringfence/store/record"
)

// PutExample implements store.Examples.
func (s *Store) PutExample(ctx context.Context, e trend.Example) error {
	e, err := record.AdmitExample(e)
	if err != nil {
		return err
	}
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if of, ok := s.testimony[e.Receipt]; !ok || of.Withdrawn {
		return fmt.Errorf("%w: report of an example", fault.NotFound)
	}
	for _, other := range s.examples {
		if other.Receipt == e.Receipt || other.ID == e.ID {
			return fmt.Errorf("%w: example", fault.Exists)
		}
	}
	s.examples[e.Receipt] = e
	return nil
}

// Examples implements store.Examples.
func (s *Store) Examples(ctx context.Context) ([]trend.Example, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	all := slices.Collect(maps.Values(s.examples))
	record.SortExamples(all)
	return all, nil
}

// ShownExamples implements store.Examples.
func (s *Store) ShownExamples(ctx context.Context) ([]trend.Example, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	var reports []reputation.SealedTestimony
	for receipt := range s.examples {
		reports = append(reports, s.asItStands(s.testimony[receipt]))
	}
	return record.ShownExamples(slices.Collect(maps.Values(s.examples)), reports), nil
}

// DropExample implements store.Examples.
func (s *Store) DropExample(ctx context.Context, id string) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	for receipt, e := range s.examples {
		if e.ID == id {
			delete(s.examples, receipt)
			return nil
		}
	}
	return fmt.Errorf("%w: example", fault.NotFound)
}
