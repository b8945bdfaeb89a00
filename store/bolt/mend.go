package bolt

import (
	"bytes"
	"context"

	"go.etcd.io/bbolt"

	"ringfence/internal/subject"
)

// Mend implements store.Projections. Where a damaged projection is listed as changed and as due may be lost
// with it, so both lists are searched.
func (s *Store) Mend(ctx context.Context) (lost []subject.Key, err error) {
	damaged := make(map[string]bool)
	err = s.view(ctx, func(tx tx) error {
		return tx.in(projectionsBucket).ForEach(func(k, v []byte) error {
			if _, _, err := cutProjection(v); err != nil {
				damaged[string(k)] = true
			}
			return nil
		})
	})
	if err != nil || len(damaged) == 0 {
		return nil, err
	}
	err = s.commits.do(ctx, func(tx tx) error {
		if err := drop(tx.in(projectionsBucket), func(k, v []byte) bool {
			_, _, err := cutProjection(v)
			return err != nil && damaged[string(k)]
		}); err != nil {
			return err
		}
		if err := drop(tx.in(changesBucket), func(_, about []byte) bool { return damaged[string(about)] }); err != nil {
			return err
		}
		return drop(tx.in(dueBucket), func(k, _ []byte) bool { return damaged[string(k[min(8, len(k)):])] })
	})
	if err != nil {
		return nil, err
	}
	for name := range damaged {
		if key, err := subject.ParseKey(name); err == nil {
			lost = append(lost, key)
		}
	}
	return lost, nil
}

// drop deletes what fits from a bucket.
func drop(b *bbolt.Bucket, fits func(k, v []byte) bool) error {
	var found [][]byte
	err := b.ForEach(func(k, v []byte) error {
		if fits(k, v) {
			found = append(found, bytes.Clone(k))
		}
		return nil
	})
	for _, k := range found {
		if err == nil {
			err = b.Delete(k)
		}
	}
	return err
}
