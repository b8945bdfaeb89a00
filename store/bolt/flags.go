package bolt

import (
	"context"
	"fmt"

	"ringfence/internal/brigade"
	"ringfence/internal/fault"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// SaveFlag implements store.Flags.
func (s *Store) SaveFlag(ctx context.Context, f brigade.Flag) error {
	f, err := record.AdmitFlag(f)
	if err != nil {
		return err
	}
	value, err := record.EncodeFlag(f)
	if err != nil {
		return err
	}
	return s.commits.do(ctx, func(tx tx) error { return tx.in(flagsBucket).Put([]byte(f.Subject.String()), value) })
}

// Flags implements store.Flags. It reads all there are: a few in a day at most.
func (s *Store) Flags(ctx context.Context, limit int) (found []brigade.Flag, err error) {
	err = s.view(ctx, func(tx tx) error {
		return tx.in(flagsBucket).ForEach(func(_, value []byte) error {
			f, err := record.DecodeFlag(value)
			if err == nil && f.Dismissed.IsZero() {
				found = append(found, f)
			}
			return err
		})
	})
	record.SortFlags(found)
	return found[:min(len(found), max(limit, 0))], err
}

// Flag implements store.Flags.
func (s *Store) Flag(ctx context.Context, about subject.Key) (f brigade.Flag, err error) {
	err = s.view(ctx, func(tx tx) error {
		value := tx.in(flagsBucket).Get([]byte(about.String()))
		if value == nil {
			return fmt.Errorf("%w: flag", fault.NotFound)
		}
		f, err = record.DecodeFlag(value)
		return err
	})
	return f, err
}

// FlagsAll implements store.Flags.
func (s *Store) FlagsAll(ctx context.Context, after subject.Key, limit int) (found []brigade.Flag, err error) {
	err = s.view(ctx, func(tx tx) error {
		found, err = afterID(tx, flagsBucket, after.String(), limit, record.DecodeFlag)
		return err
	})
	return found, err
}
