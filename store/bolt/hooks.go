package bolt

import (
	"context"
	"fmt"

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
	value, err := record.EncodeHook(h)
	if err != nil {
		return err
	}
	return s.commits.do(ctx, func(tx tx) error {
		hooks, name := tx.in(hooksBucket), []byte(h.Name)
		if hooks.Get(name) != nil {
			return refuse(fmt.Errorf("%w: webhook", fault.Exists))
		}
		return hooks.Put(name, value)
	})
}

// Hooks implements store.Hooks.
func (s *Store) Hooks(ctx context.Context) (all []webhook.Hook, err error) {
	err = s.view(ctx, func(tx tx) error {
		return tx.in(hooksBucket).ForEach(func(_, value []byte) error {
			h, err := record.DecodeHook(value)
			all = append(all, h)
			return err
		})
	})
	return all, err
}

// SaveHook implements store.Hooks.
func (s *Store) SaveHook(ctx context.Context, h webhook.Hook) (won bool, err error) {
	h, err = record.AdmitHook(h)
	if err != nil {
		return false, err
	}
	value, err := record.EncodeHook(h)
	if err != nil {
		return false, err
	}
	err = s.commits.do(ctx, func(tx tx) error {
		hooks, name := tx.in(hooksBucket), []byte(h.Name)
		b := hooks.Get(name)
		if won = b != nil; !won {
			return nil
		}
		kept, err := record.DecodeHook(b)
		if won = err == nil && kept.Revision == h.Revision-1 && kept.MadeAt.Equal(h.MadeAt); !won {
			return err
		}
		return hooks.Put(name, value)
	})
	return won && err == nil, err
}

// DropHook implements store.Hooks.
func (s *Store) DropHook(ctx context.Context, name string) error {
	return s.commits.do(ctx, func(tx tx) error {
		hooks, name := tx.in(hooksBucket), []byte(name)
		if hooks.Get(name) == nil {
			return refuse(fmt.Errorf("%w: webhook", fault.NotFound))
		}
		return hooks.Delete(name)
	})
}
