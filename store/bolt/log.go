package bolt

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	"ringfence/internal/fault"
	"ringfence/store/record"
)

// logKey returns the key in log of a place.
func logKey(at uint64) []byte { return binary.BigEndian.AppendUint64(nil, at) }

// cutLog is the reverse of logKey.
func cutLog(key []byte) (uint64, error) {
	const size = 8
	if len(key) != size {
		return 0, fmt.Errorf("%w log: %w", fault.Damaged, errKey)
	}
	return binary.BigEndian.Uint64(key), nil
}

// Append implements store.Log.
func (s *Store) Append(ctx context.Context, at uint64, entry []byte) (won bool, err error) {
	if err := record.AdmitEntry(at, entry); err != nil {
		return false, err
	}
	entry = slices.Clone(entry) // ctx may end while it waits for its commit
	err = s.commits.do(ctx, func(tx tx) error {
		logged, err := tx.logged()
		if won = err == nil && logged == at; !won {
			return err
		}
		log := tx.in(logBucket)
		log.FillPercent = 1 // in their order, so that no page is split to take another
		return log.Put(logKey(at), entry)
	})
	return won && err == nil, err
}

// Entries implements store.Log.
func (s *Store) Entries(ctx context.Context, from uint64, limit int) (found [][]byte, err error) {
	err = s.view(ctx, func(tx tx) error {
		c := tx.in(logBucket).Cursor()
		for k, v := c.Seek(logKey(from)); k != nil && len(found) < limit; k, v = c.Next() {
			at, err := cutLog(k)
			if err != nil {
				return err
			}
			if want := from + uint64(len(found)); at != want {
				return fmt.Errorf("%w log: entry %d is missing", fault.Damaged, want)
			}
			found = append(found, slices.Clone(v))
		}
		return nil
	})
	return found, err
}

// Logged implements store.Log.
func (s *Store) Logged(ctx context.Context) (entries uint64, err error) {
	err = s.view(ctx, func(tx tx) error {
		entries, err = tx.logged()
		return err
	})
	return entries, err
}

func (tx tx) logged() (uint64, error) {
	k, _ := tx.in(logBucket).Cursor().Last()
	if k == nil {
		return 0, nil
	}
	last, err := cutLog(k)
	return last + 1, err
}
