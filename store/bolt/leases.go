package bolt

import (
	"context"
	"sync"

	"ringfence/store/record"
)

// leases are kept in memory: while the file is open no other process can open it, so whoever held a lease
// before has ended, and its chore is free at once.
type leases struct {
	mu   sync.Mutex
	kept map[string]lease // by chore
}

// lease is who does a chore.
type lease struct {
	holder string
	turn   uint64
}

// withLeases lets one caller at a time look at the leases of an open store, and change them.
func (s *Store) withLeases(ctx context.Context, how func(kept map[string]lease)) error {
	return s.view(ctx, func(tx) error {
		s.leases.mu.Lock()
		defer s.leases.mu.Unlock()
		if s.leases.kept == nil {
			s.leases.kept = make(map[string]lease)
		}
		how(s.leases.kept)
		return nil
	})
}

// Lease implements store.Leases.
func (s *Store) Lease(ctx context.Context, chore string) (holder string, turn uint64, err error) {
	err = s.withLeases(ctx, func(kept map[string]lease) { holder, turn = kept[chore].holder, kept[chore].turn })
	return holder, turn, err
}

// Claim implements store.Leases.
func (s *Store) Claim(ctx context.Context, chore, holder string, after uint64) (won bool, err error) {
	if err := record.AdmitLease(chore, holder); err != nil {
		return false, err
	}
	err = s.withLeases(ctx, func(kept map[string]lease) {
		if won = kept[chore].turn == after; won {
			kept[chore] = lease{holder, after + 1}
		}
	})
	return won, err
}

// Yield implements store.Leases.
func (s *Store) Yield(ctx context.Context, chore, holder string) error {
	if err := record.AdmitLease(chore, holder); err != nil {
		return err
	}
	return s.withLeases(ctx, func(kept map[string]lease) {
		if is := kept[chore]; is.holder == holder {
			kept[chore] = lease{"", is.turn + 1}
		}
	})
}
