package bolt

import (
	"context"

	"ringfence/internal/moderator"
	"ringfence/store/record"
)

// PutAccount implements store.Accounts.
func (s *Store) PutAccount(ctx context.Context, a moderator.Account) error {
	a, err := record.AdmitAccount(a)
	if err != nil {
		return err
	}
	value, err := record.EncodeAccount(a)
	if err != nil {
		return err
	}
	return s.put(ctx, "account", accountsBucket, []byte(a.Name), value)
}

// Accounts implements store.Accounts.
func (s *Store) Accounts(ctx context.Context) (all []moderator.Account, err error) {
	err = s.view(ctx, func(tx tx) error {
		return tx.in(accountsBucket).ForEach(func(_, value []byte) error {
			a, err := record.DecodeAccount(value)
			all = append(all, a)
			return err
		})
	})
	return all, err
}

// SaveAccount implements store.Accounts.
func (s *Store) SaveAccount(ctx context.Context, a moderator.Account) (won bool, err error) {
	a, err = record.AdmitAccount(a)
	if err != nil {
		return false, err
	}
	value, err := record.EncodeAccount(a)
	if err != nil {
		return false, err
	}
	return s.revise(ctx, accountsBucket, []byte(a.Name), value, a.Revision, func(b []byte) (uint64, error) {
		kept, err := record.DecodeAccount(b)
		return kept.Revision, err
	})
}
