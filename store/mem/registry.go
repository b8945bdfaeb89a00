package mem

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"ringfence/internal/fault"
	"ringfence/internal/registry"
	"ringfence/store/record"
)

// PutProposal implements store.Registry.
func (s *Store) PutProposal(ctx context.Context, p registry.Proposal) error {
	p, err := record.AdmitProposal(p)
	if err != nil {
		return err
	}
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if _, kept := s.proposals[p.ID]; kept {
		return fmt.Errorf("%w: proposal", fault.Exists)
	}
	s.proposals[p.ID] = p
	return nil
}

// SaveProposal implements store.Registry.
func (s *Store) SaveProposal(ctx context.Context, p registry.Proposal) (bool, error) {
	p, err := record.AdmitProposal(p)
	if err != nil {
		return false, err
	}
	if err := s.enter(ctx); err != nil {
		return false, err
	}
	defer s.mu.Unlock()
	if kept, ok := s.proposals[p.ID]; !ok || kept.Revision != p.Revision-1 {
		return false, nil
	}
	s.proposals[p.ID] = p
	return true, nil
}

// Proposals implements store.Registry.
func (s *Store) Proposals(ctx context.Context, after string, limit int) ([]registry.Proposal, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	var found []registry.Proposal
	for id, p := range s.proposals {
		if id > after {
			found = append(found, p)
		}
	}
	slices.SortFunc(found, func(a, b registry.Proposal) int { return cmp.Compare(a.ID, b.ID) })
	return first(found, limit), nil
}
