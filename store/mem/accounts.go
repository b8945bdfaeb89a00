package mem

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"ringfence/internal/fault"
	"ringfence/internal/moderator"
	"ringfence/store/record"
)

// PutAccount implements store.Accounts.
func (s *Store) PutAccount(ctx context.Context, a moderator.Account) error {
	a, err := record.AdmitAccount(a)
	if err != nil {
		return err
	}
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if _, kept := s.accounts[a.Name]; kept {
		return fmt.Errorf("%w: account", fault.Exists)
	}
	s.accounts[a.Name] = a
	return nil
}

// Accounts implements store.Accounts.
func (s *Store) Accounts(ctx context.Context) ([]moderator.Account, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	var all []moderator.Account
	for _, a := range s.accounts {
		all = append(all, record.CopyAccount(a))
	}
	slices.SortFunc(all, func(a, b moderator.Account) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

// SaveAccount implements store.Accounts.
func (s *Store) SaveAccount(ctx context.Context, a moderator.Account) (bool, error) {
	a, err := record.AdmitAccount(a)
	if err != nil {
		return false, err
	}
	if err := s.enter(ctx); err != nil {
		return false, err
	}
	defer s.mu.Unlock()
	if kept, ok := s.accounts[a.Name]; !ok || kept.Revision != a.Revision-1 {
		return false, nil
	}
	s.accounts[a.Name] = a
	return true, nil
}
