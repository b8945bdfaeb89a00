package bolt

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"ringfence/internal/apikey"
	"ringfence/internal/fault"
	"ringfence/store/record"
)

// PutKey implements store.Keys.
func (s *Store) PutKey(ctx context.Context, k apikey.Key) error {
	if err := k.Check(); err != nil {
		return err
	}
	return s.commits.do(ctx, func(tx tx) error {
		all, err := tx.keys()
		if err != nil {
			return err
		}
		if slices.ContainsFunc(all, func(other apikey.Key) bool { return other.Name == k.Name || other.Hash == k.Hash }) {
			return refuse(fmt.Errorf("%w: API key", fault.Exists))
		}
		return tx.putKey(k)
	})
}

// KeysAll implements store.Keys.
func (s *Store) KeysAll(ctx context.Context) (all []apikey.Key, err error) {
	err = s.view(ctx, func(tx tx) error {
		all, err = tx.keys()
		return err
	})
	slices.SortFunc(all, func(a, b apikey.Key) int { return cmp.Compare(a.Name, b.Name) })
	return all, err
}

// RevokeKey implements store.Keys.
func (s *Store) RevokeKey(ctx context.Context, name string) error {
	return s.commits.do(ctx, func(tx tx) error {
		all, err := tx.keys()
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(k apikey.Key) bool { return k.Name == name })
		if i < 0 {
			return refuse(fmt.Errorf("%w: API key", fault.NotFound))
		}
		all[i].Revoked = true
		return tx.putKey(all[i])
	})
}

// keys returns all API keys in the order of their hashes. They are few: an operator issued each by hand.
func (tx tx) keys() (all []apikey.Key, err error) {
	err = tx.in(keysBucket).ForEach(func(_, value []byte) error {
		k, err := record.DecodeKey(value)
		all = append(all, k)
		return err
	})
	return all, err
}

func (tx tx) putKey(k apikey.Key) error {
	value, err := record.EncodeKey(k)
	if err != nil {
		return err
	}
	return tx.in(keysBucket).Put(k.Hash[:], value)
}
