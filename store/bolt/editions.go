package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"

	"ringfence/internal/crashpoint"
	"ringfence/internal/fault"
	"ringfence/internal/listing"
	"ringfence/store/record"
)

// editionKey returns the key in editions of a version.
func editionKey(version uint64) []byte { return binary.BigEndian.AppendUint64(nil, version) }

// cutEdition is the reverse of editionKey; 0 for no key.
func cutEdition(key []byte) (uint64, error) {
	const size = 8
	if key == nil {
		return 0, nil
	}
	if len(key) != size {
		return 0, fmt.Errorf("%w editions: %w", fault.Damaged, errKey)
	}
	return binary.BigEndian.Uint64(key), nil
}

// Published implements store.Publications.
func (s *Store) Published(ctx context.Context, after uint64) (found []listing.Edition, err error) {
	err = s.view(ctx, func(tx tx) error {
		from, err := tx.publishedFrom(after)
		if err != nil {
			return err
		}
		c := tx.in(editionsBucket).Cursor()
		for k, v := c.Seek(editionKey(from)); k != nil; k, v = c.Next() {
			e, err := record.DecodeEdition(v)
			if err != nil {
				return err
			}
			found = append(found, e)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// publishedFrom returns the version that Published begins with after another, which need not be kept.
func (tx tx) publishedFrom(after uint64) (uint64, error) {
	c := tx.in(editionsBucket).Cursor()
	for k, v := c.Last(); k != nil; k, v = c.Prev() {
		version, err := cutEdition(k)
		if err != nil {
			return 0, err
		}
		switch {
		case version == after:
			return after + 1, nil
		case version < after:
			return 0, fmt.Errorf("%w: version %d", fault.Foreign, after)
		case record.WholeEdition(v):
			return version, nil
		}
	}
	if after != 0 {
		return 0, fmt.Errorf("%w: version %d", fault.Foreign, after)
	}
	return 0, nil
}

// Newest implements store.Publications.
func (s *Store) Newest(ctx context.Context) (newest uint64, err error) {
	err = s.view(ctx, func(tx tx) error {
		newest, err = tx.newestEdition()
		return err
	})
	return newest, err
}

func (tx tx) newestEdition() (uint64, error) {
	k, _ := tx.in(editionsBucket).Cursor().Last()
	return cutEdition(k)
}

// Publish implements store.Publications.
func (s *Store) Publish(ctx context.Context, e listing.Edition, after uint64) (won bool, err error) {
	e, err = record.AdmitEdition(e, after)
	if err != nil {
		return false, err
	}
	value, err := record.EncodeEdition(e)
	if err != nil {
		return false, err
	}
	err = s.commits.do(ctx, func(tx tx) error {
		newest, err := tx.newestEdition()
		if won = err == nil && newest == after; !won {
			return err
		}
		err = tx.in(editionsBucket).Put(editionKey(e.Version), value)
		crashpoint.Reach(crashpoint.EditionBegun)
		return err
	})
	return won && err == nil, err
}

// Fold implements store.Publications.
func (s *Store) Fold(ctx context.Context, whole listing.Edition) error {
	whole, err := record.AdmitFold(whole)
	if err != nil {
		return err
	}
	value, err := record.EncodeEdition(whole)
	if err != nil {
		return err
	}
	key := editionKey(whole.Version)
	return s.commits.do(ctx, func(tx tx) error {
		editions := tx.in(editionsBucket)
		if kept := editions.Get(key); kept == nil || record.WholeEdition(kept) {
			return nil
		}
		var folded [][]byte
		c := editions.Cursor()
		for k, _ := c.First(); string(k) < string(key); k, _ = c.Next() {
			folded = append(folded, bytes.Clone(k))
		}
		crashpoint.Reach(crashpoint.FoldBegun)
		for _, k := range folded {
			if err := editions.Delete(k); err != nil {
				return err
			}
		}
		return editions.Put(key, value)
	})
}
