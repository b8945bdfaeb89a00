package mem

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// Decide implements store.Decisions.
func (s *Store) Decide(ctx context.Context, d reputation.Decision) error {
	if err := record.AdmitDecision(d); err != nil {
		return err
	}
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if s.decisions[d.Subject] == nil {
		s.decisions[d.Subject] = map[string]reputation.Decision{}
	}
	if _, ok := s.decisions[d.Subject][d.ID]; ok {
		return nil
	}
	s.decisions[d.Subject][d.ID] = d
	s.mark(d.Subject, record.DecisionMark(&d))
	return nil
}

// Decisions implements store.Decisions.
func (s *Store) Decisions(ctx context.Context, about subject.Key) ([]reputation.Decision, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	return s.decisionsAbout(about), nil
}

func (s *Store) decisionsAbout(about subject.Key) []reputation.Decision {
	return slices.SortedFunc(maps.Values(s.decisions[about]), func(a, b reputation.Decision) int { return cmp.Compare(a.ID, b.ID) })
}

// Decided implements store.Decisions.
func (s *Store) Decided(ctx context.Context, after subject.Key, limit int) (found []reputation.Decision, err error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	about := slices.Collect(maps.Keys(s.decisions))
	about = slices.DeleteFunc(about, func(key subject.Key) bool { return byKey(key, after) <= 0 })
	slices.SortFunc(about, byKey)
	for _, key := range first(about, limit) {
		found = append(found, s.decisionsAbout(key)...)
	}
	return found, nil
}
