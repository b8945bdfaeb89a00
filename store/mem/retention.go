package mem

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"ringfence/internal/erasure"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// EraseTestimony implements store.Retention.
func (s *Store) EraseTestimony(ctx context.Context, before reputation.Date, limit int) (erased int, err error) {
	if err := s.enter(ctx); err != nil {
		return 0, err
	}
	defer s.mu.Unlock()
	var over []record.Finished
	for _, kept := range s.testimony {
		if kept.SealedOn < before && (kept.Sealed != nil || kept.Digest != nil) {
			over = append(over, kept)
		}
	}
	slices.SortFunc(over, func(a, b record.Finished) int {
		return cmp.Or(a.ReceivedAt.Compare(b.ReceivedAt), bytes.Compare(a.Receipt[:], b.Receipt[:]))
	})
	over = first(over, limit)
	for _, kept := range over {
		s.finish(kept.Receipt)
		kept = s.testimony[kept.Receipt]
		kept.Sealed, kept.Digest = nil, nil
		s.testimony[kept.Receipt] = kept
	}
	return len(over), nil
}

// Aged implements store.Retention.
func (s *Store) Aged(ctx context.Context, before time.Time, after subject.Key, limit int) ([]subject.Key, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	var aged []subject.Key
	for about, said := range s.statements {
		if byKey(about, after) > 0 && len(reputation.Freeze(slices.Collect(maps.Values(said)), before)) > 0 {
			aged = append(aged, about)
		}
	}
	slices.SortFunc(aged, byKey)
	return first(aged, limit), nil
}

// Freeze implements store.Retention.
func (s *Store) Freeze(ctx context.Context, about subject.Key, before time.Time) (frozen int, err error) {
	if err := s.enter(ctx); err != nil {
		return 0, err
	}
	defer s.mu.Unlock()
	changed := reputation.Freeze(s.statementsAbout(about), before)
	for _, statement := range changed {
		if statement.Version != s.statements[about][statement.Report].Version {
			s.mark(about, record.StatementMark(&statement))
		}
		s.statements[about][statement.Report] = statement
	}
	return len(changed), nil
}

// Scrub implements store.Retention. Memory is not a file.
func (s *Store) Scrub(ctx context.Context) error { return s.Check(ctx) }

// SaveErasure implements store.Retention.
func (s *Store) SaveErasure(ctx context.Context, a erasure.Account) error {
	if err := record.AdmitErasure(a); err != nil {
		return err
	}
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	s.erasures[a.Day] = a
	return nil
}

// Erasures implements store.Retention.
func (s *Store) Erasures(ctx context.Context, from reputation.Date) (found []erasure.Account, err error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	for day, a := range s.erasures {
		if day >= from {
			found = append(found, a)
		}
	}
	slices.SortFunc(found, func(a, b erasure.Account) int { return cmp.Compare(a.Day, b.Day) })
	return found, nil
}
