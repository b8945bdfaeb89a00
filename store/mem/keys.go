package mem

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"ringfence/internal/apikey"
	"ringfence/internal/fault"
)

// PutKey implements store.Keys.
func (s *Store) PutKey(ctx context.Context, k apikey.Key) error {
	if err := k.Check(); err != nil {
		return err
	}
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	for _, other := range s.keys {
		if other.Name == k.Name || other.Hash == k.Hash {
			return fmt.Errorf("%w: API key", fault.Exists)
		}
	}
	s.keys[k.Name] = copyKey(k)
	return nil
}

// KeysAll implements store.Keys.
func (s *Store) KeysAll(ctx context.Context) ([]apikey.Key, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	var all []apikey.Key
	for _, k := range s.keys {
		all = append(all, copyKey(k))
	}
	slices.SortFunc(all, func(a, b apikey.Key) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

// RevokeKey implements store.Keys.
func (s *Store) RevokeKey(ctx context.Context, name string) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	k, ok := s.keys[name]
	if !ok {
		return fmt.Errorf("%w: API key", fault.NotFound)
	}
	k.Revoked = true
	s.keys[name] = k
	return nil
}

func copyKey(k apikey.Key) apikey.Key {
	k.Scopes = slices.Clone(k.Scopes)
	return k
}
