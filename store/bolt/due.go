package bolt

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// DueBy implements store.Projections.
func (s *Store) DueBy(ctx context.Context, now time.Time, limit int) (found []subject.Key, err error) {
	err = s.view(ctx, func(tx tx) error {
		c := tx.in(dueBucket).Cursor()
		for k, _ := c.First(); k != nil && len(found) < limit; k, _ = c.Next() {
			due, about, err := cutDue(k)
			if err != nil {
				return fmt.Errorf("%w due: %w", fault.Damaged, err)
			}
			if due.After(now) {
				return nil
			}
			found = append(found, about)
		}
		return nil
	})
	return found, err
}

// Hasten implements store.Projections.
func (s *Store) Hasten(ctx context.Context, about []subject.Key, due time.Time) error {
	return s.commits.do(ctx, func(tx tx) error {
		for _, key := range about {
			if err := tx.hasten(key, due); err != nil {
				return err
			}
		}
		return nil
	})
}

func (tx tx) hasten(about subject.Key, due time.Time) error {
	projections, key := tx.in(projectionsBucket), []byte(about.String())
	b := projections.Get(key)
	if b == nil {
		return nil
	}
	p, written, err := cutProjection(b)
	if err != nil || !p.Due.IsZero() && !p.Due.After(due) {
		return err
	}
	was := p.Due
	p.Due = due
	if b, err = record.EncodeProjection(p); err != nil {
		return err
	}
	if err := projections.Put(key, binary.BigEndian.AppendUint64(b, written)); err != nil {
		return err
	}
	return tx.moveDue(about, was, due)
}

// moveDue changes the place of a subject in due. The zero time has none.
func (tx tx) moveDue(about subject.Key, from, to time.Time) error {
	b := tx.in(dueBucket)
	if !from.IsZero() {
		if err := b.Delete(dueKey(from, about)); err != nil {
			return err
		}
	}
	if to.IsZero() {
		return nil
	}
	return b.Put(dueKey(to, about), nil)
}
