package mem

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
	"ringfence/store/record"
)

// Overturn implements store.Sanctions.
func (s *Store) Overturn(ctx context.Context, about subject.Key, by report.ID) error {
	return s.move(ctx, about, by, (*reputation.Statement).Overturn)
}

// Reinstate implements store.Sanctions.
func (s *Store) Reinstate(ctx context.Context, about subject.Key, by report.ID) error {
	return s.move(ctx, about, by, (*reputation.Statement).Reinstate)
}

// move changes the state of a statement that is kept.
func (s *Store) move(ctx context.Context, about subject.Key, by report.ID, change func(*reputation.Statement) bool) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	statement, ok := s.statements[about][by]
	if !ok {
		return fmt.Errorf("%w: statement", fault.NotFound)
	}
	if change(&statement) {
		s.statements[about][by] = statement
		s.mark(about, record.StatementMark(&statement))
	}
	return nil
}

// Distrust implements store.Sanctions.
func (s *Store) Distrust(ctx context.Context, d transfer.Distrusted) error {
	if err := record.AdmitDistrust(d); err != nil {
		return err
	}
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if kept, is := s.distrusted[d.By]; !is || d.Of == "" || kept.Of != "" {
		s.distrusted[d.By] = d
	}
	return nil
}

// Trust implements store.Sanctions.
func (s *Store) Trust(ctx context.Context, by reputation.Pseudonym) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	delete(s.distrusted, by)
	return nil
}

// Distrusted implements store.Sanctions.
func (s *Store) Distrusted(ctx context.Context, by ...reputation.Pseudonym) ([]transfer.Distrusted, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	return byName(s.distrusted, func(d transfer.Distrusted) bool { return slices.Contains(by, d.By) }), nil
}

// byName returns those names on the list that fit, in their order.
func byName(list map[reputation.Pseudonym]transfer.Distrusted, fits func(transfer.Distrusted) bool) (found []transfer.Distrusted) {
	for _, d := range list {
		if fits(d) {
			found = append(found, d)
		}
	}
	slices.SortFunc(found, func(a, b transfer.Distrusted) int { return cmp.Compare(a.By, b.By) })
	return found
}

// DistrustedAll implements store.Sanctions.
func (s *Store) DistrustedAll(ctx context.Context) (all []transfer.Distrusted, err error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	return byName(s.distrusted, func(transfer.Distrusted) bool { return true }), nil
}

// Forgive implements store.Sanctions.
func (s *Store) Forgive(ctx context.Context, before reputation.Date) (forgiven int, err error) {
	if err := s.enter(ctx); err != nil {
		return 0, err
	}
	defer s.mu.Unlock()
	kept := len(s.distrusted)
	maps.DeleteFunc(s.distrusted, func(_ reputation.Pseudonym, d transfer.Distrusted) bool { return d.On < before })
	return kept - len(s.distrusted), nil
}
