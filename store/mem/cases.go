package mem

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"ringfence/internal/casefile"
	"ringfence/internal/fault"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// PutCase implements store.Cases.
func (s *Store) PutCase(ctx context.Context, c casefile.Case) error {
	c, err := record.AdmitCase(c)
	if err != nil {
		return err
	}
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if _, kept := s.cases[c.ID]; kept {
		return fmt.Errorf("%w: case", fault.Exists)
	}
	s.cases[c.ID] = c
	return nil
}

// SaveCase implements store.Cases.
func (s *Store) SaveCase(ctx context.Context, c casefile.Case) (bool, error) {
	c, err := record.AdmitCase(c)
	if err != nil {
		return false, err
	}
	if err := s.enter(ctx); err != nil {
		return false, err
	}
	defer s.mu.Unlock()
	if kept, ok := s.cases[c.ID]; !ok || kept.Revision != c.Revision-1 {
		return false, nil
	}
	s.cases[c.ID] = c
	return true, nil
}

// Case implements store.Cases.
func (s *Store) Case(ctx context.Context, id string) (casefile.Case, error) {
	if err := s.enter(ctx); err != nil {
		return casefile.Case{}, err
	}
	defer s.mu.Unlock()
	kept, ok := s.cases[id]
	if !ok {
		return casefile.Case{}, fmt.Errorf("%w: case", fault.NotFound)
	}
	return record.CopyCase(kept), nil
}

// CasesAbout implements store.Cases.
func (s *Store) CasesAbout(ctx context.Context, about subject.Key) ([]casefile.Case, error) {
	found, err := s.casesThat(ctx, func(c *casefile.Case) bool { return c.Subject == about })
	record.SortCasesAbout(found)
	return found, err
}

// Pending implements store.Cases.
func (s *Store) Pending(ctx context.Context, limit int) ([]casefile.Case, error) {
	found, err := s.casesThat(ctx, func(c *casefile.Case) bool { return c.State != casefile.Closed })
	record.SortPending(found)
	return first(found, limit), err
}

// Cases implements store.Cases.
func (s *Store) Cases(ctx context.Context, after string, limit int) ([]casefile.Case, error) {
	found, err := s.casesThat(ctx, func(c *casefile.Case) bool { return c.ID > after })
	slices.SortFunc(found, func(a, b casefile.Case) int { return cmp.Compare(a.ID, b.ID) })
	return first(found, limit), err
}

// casesThat returns the cases that fit, in any order.
func (s *Store) casesThat(ctx context.Context, fits func(*casefile.Case) bool) (found []casefile.Case, err error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	for _, c := range s.cases {
		if fits(&c) {
			found = append(found, record.CopyCase(c))
		}
	}
	return found, nil
}
