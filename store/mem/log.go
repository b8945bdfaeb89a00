package mem

import (
	"context"
	"slices"

	"ringfence/store/record"
)

// Append implements store.Log.
func (s *Store) Append(ctx context.Context, at uint64, entry []byte) (bool, error) {
	if err := record.AdmitEntry(at, entry); err != nil {
		return false, err
	}
	if err := s.enter(ctx); err != nil {
		return false, err
	}
	defer s.mu.Unlock()
	if uint64(len(s.log)) != at {
		return false, nil
	}
	s.log = append(s.log, slices.Clone(entry))
	return true, nil
}

// Entries implements store.Log.
func (s *Store) Entries(ctx context.Context, from uint64, limit int) ([][]byte, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	var found [][]byte
	for _, entry := range first(s.log[min(from, uint64(len(s.log))):], limit) {
		found = append(found, slices.Clone(entry))
	}
	return found, nil
}

// Logged implements store.Log.
func (s *Store) Logged(ctx context.Context) (uint64, error) {
	if err := s.enter(ctx); err != nil {
		return 0, err
	}
	defer s.mu.Unlock()
	return uint64(len(s.log)), nil
}
