package bolt

import (
	"context"
	"fmt"

	"ringfence/internal/fault"
)

// put writes a record under a key that has none. Kind is how the error names it.
func (s *Store) put(ctx context.Context, kind string, in bucket, key, value []byte) error {
	return s.commits.do(ctx, func(tx tx) error { return tx.put(kind, in, key, value) })
}

func (tx tx) put(kind string, in bucket, key, value []byte) error {
	b := tx.in(in)
	if b.Get(key) != nil {
		return refuse(fmt.Errorf("%w: %s", fault.Exists, kind))
	}
	return b.Put(key, value)
}

// revise writes a record in the place of the one kept under its key if that is of the revision before, and returns whether it was.
func (s *Store) revise(ctx context.Context, in bucket, key, value []byte, revision uint64, of func([]byte) (uint64, error)) (won bool, err error) {
	err = s.commits.do(ctx, func(tx tx) error {
		b := tx.in(in)
		kept := b.Get(key)
		if won = kept != nil; !won {
			return nil
		}
		before, err := of(kept)
		if won = err == nil && before == revision-1; !won {
			return err
		}
		return b.Put(key, value)
	})
	return won && err == nil, err
}

// afterID reads up to limit records of a bucket whose keys are IDs, after one; "" starts.
func afterID[T any](tx tx, in bucket, after string, limit int, decode func([]byte) (T, error)) (found []T, err error) {
	c := tx.in(in).Cursor()
	k, v := c.Seek([]byte(after))
	if string(k) == after {
		k, v = c.Next()
	}
	for ; k != nil && len(found) < limit; k, v = c.Next() {
		one, err := decode(v)
		if err != nil {
			return found, err
		}
		found = append(found, one)
	}
	return found, nil
}
