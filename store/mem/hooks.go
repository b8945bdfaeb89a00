package mem

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"ringfence/internal/fault"
	"ringfence/internal/webhook"
	"ringfence/store/record"
)

// PutHook implements store.Hooks.
func (s *Store) PutHook(ctx context.Context, h webhook.Hook) error {
	h, err := record.AdmitHook(h)
	if err != nil {
		return err
	}
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if _, kept := s.hooks[h.Name]; kept {
		return fmt.Errorf("%w: webhook", fault.Exists)
	}
	s.hooks[h.Name] = h
	return nil
}

// Hooks implements store.Hooks.
func (s *Store) Hooks(ctx context.Context) ([]webhook.Hook, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	var all []webhook.Hook
	for _, h := range s.hooks {
		all = append(all, record.CopyHook(h))
	}
	slices.SortFunc(all, func(a, b webhook.Hook) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

// SaveHook implements store.Hooks.
func (s *Store) SaveHook(ctx context.Context, h webhook.Hook) (bool, error) {
	h, err := record.AdmitHook(h)
	if err != nil {
		return false, err
	}
	if err := s.enter(ctx); err != nil {
		return false, err
	}
	defer s.mu.Unlock()
	kept, ok := s.hooks[h.Name]
	if !ok || kept.Revision != h.Revision-1 || !kept.MadeAt.Equal(h.MadeAt) {
		return false, nil
	}
	s.hooks[h.Name] = h
	return true, nil
}

// DropHook implements store.Hooks.
func (s *Store) DropHook(ctx context.Context, name string) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if _, kept := s.hooks[name]; !kept {
		return fmt.Errorf("%w: webhook", fault.NotFound)
	}
	delete(s.hooks, name)
	return nil
}
