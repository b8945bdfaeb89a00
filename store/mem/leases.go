package mem

import (
	"context"

	"ringfence/store/record"
)

// lease is who does a chore.
type lease struct {
	holder string
	turn   uint64
}

// Lease implements store.Leases.
func (s *Store) Lease(ctx context.Context, chore string) (holder string, turn uint64, err error) {
	if err := s.enter(ctx); err != nil {
		return "", 0, err
	}
	defer s.mu.Unlock()
	kept := s.leases[chore]
	return kept.holder, kept.turn, nil
}

// Claim implements store.Leases.
func (s *Store) Claim(ctx context.Context, chore, holder string, after uint64) (bool, error) {
	if err := record.AdmitLease(chore, holder); err != nil {
		return false, err
	}
	if err := s.enter(ctx); err != nil {
		return false, err
	}
	defer s.mu.Unlock()
	if s.leases[chore].turn != after {
		return false, nil
	}
	s.leases[chore] = lease{holder, after + 1}
	return true, nil
}

// Yield implements store.Leases.
func (s *Store) Yield(ctx context.Context, chore, holder string) error {
	if err := record.AdmitLease(chore, holder); err != nil {
		return err
	}
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if kept := s.leases[chore]; kept.holder == holder {
		s.leases[chore] = lease{"", kept.turn + 1}
	}
	return nil
}
