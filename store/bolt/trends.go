package bolt

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"ringfence/internal/trend"
	"ringfence/store/record"
)

// SaveWeek implements store.Trends.
func (s *Store) SaveWeek(ctx context.Context, r trend.Rollup) (kept bool, err error) {
	r, err = record.AdmitWeek(r)
	if err != nil {
		return false, err
	}
	value, err := record.EncodeWeek(r)
	if err != nil {
		return false, err
	}
	key := []byte(r.Week.String())
	err = s.commits.do(ctx, func(tx tx) error {
		weeks := tx.in(weeksBucket)
		if value := weeks.Get(key); value != nil {
			before, err := record.DecodeWeek(value)
			if err == nil && record.KeepsWeek(before, r) {
				kept = reflect.DeepEqual(before, r)
				return nil
			}
		}
		kept = true
		return weeks.Put(key, value)
	})
	return kept && err == nil, err
}

// Weeks implements store.Trends.
func (s *Store) Weeks(ctx context.Context, from trend.Week, limit int) (found []trend.Rollup, err error) {
	var first []byte
	if !from.IsZero() {
		first = []byte(from.String())
	}
	var lost error
	err = s.view(ctx, func(tx tx) error {
		c := tx.in(weeksBucket).Cursor()
		for k, v := c.Seek(first); k != nil && len(found) < limit; k, v = c.Next() {
			if r, err := record.DecodeWeek(v); err != nil {
				lost = errors.Join(lost, fmt.Errorf("%q: %w", k, err))
			} else {
				found = append(found, r)
			}
		}
		return nil
	})
	return found, errors.Join(err, lost)
}

// SaveBurst implements store.Trends.
func (s *Store) SaveBurst(ctx context.Context, b trend.Burst) error {
	b, err := record.AdmitBurst(b)
	if err != nil {
		return err
	}
	value, err := record.EncodeBurst(b)
	if err != nil {
		return err
	}
	return s.commits.do(ctx, func(tx tx) error {
		bursts := tx.in(burstsBucket)
		if kept := bursts.Get([]byte(b.ID)); kept != nil {
			if before, err := record.DecodeBurst(kept); err == nil && before.LastAt.After(b.LastAt) {
				return nil
			}
		}
		return bursts.Put([]byte(b.ID), value)
	})
}

// Bursts implements store.Trends. It reads all there are: a few in a week.
func (s *Store) Bursts(ctx context.Context, since time.Time) (found []trend.Burst, err error) {
	var lost error
	err = s.view(ctx, func(tx tx) error {
		return tx.in(burstsBucket).ForEach(func(key, value []byte) error {
			if b, err := record.DecodeBurst(value); err != nil {
				lost = errors.Join(lost, fmt.Errorf("%q: %w", key, err))
			} else if !b.LastAt.Before(since) {
				found = append(found, b)
			}
			return nil
		})
	})
	record.SortBursts(found)
	return found, errors.Join(err, lost)
}
