package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/store/record"
)

// Received implements store.Testimony. Each batch is a transaction of its own, so that a visitor who takes long
// keeps no pages from being used again.
func (s *Store) Received(ctx context.Context, from, before time.Time, visit func([]reputation.SealedTestimony) error) error {
	next, end := receivedKey(from), receivedKey(before)
	for next != nil {
		var found []reputation.SealedTestimony
		err := s.view(ctx, func(tx tx) (err error) {
			found, next, err = tx.receivedIn(next, end)
			return err
		})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return nil
		}
		if err := visit(found); err != nil {
			return err
		}
	}
	return nil
}

// receivedIn returns the reports of a batch, whose keys in received are from one on and before another, and the key
// that the next batch begins with; nil when there is none.
func (tx tx) receivedIn(from, before []byte) (found []reputation.SealedTestimony, next []byte, err error) {
	c := tx.in(receivedBucket).Cursor()
	for k, _ := c.Seek(from); k != nil && bytes.Compare(k, before) < 0; k, _ = c.Next() {
		if len(found) == manyLarge {
			return found, bytes.Clone(k), nil
		}
		t, err := tx.receivedAs(k)
		if errors.Is(err, fault.Damaged) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		found = append(found, t)
	}
	return found, nil, nil
}

// receivedAs returns the report that a key in received leads to.
func (tx tx) receivedAs(key []byte) (t reputation.SealedTestimony, err error) {
	minute := len(receivedKey(time.Time{}))
	if len(key) != minute+len(report.ReceiptHash{}) {
		return t, fmt.Errorf("%w received: %w", fault.Damaged, errKey)
	}
	b := tx.in(testimonyBucket).Get(key[minute:])
	if b == nil {
		return t, fmt.Errorf("%w received: a report that is not kept", fault.Damaged)
	}
	kept, err := record.DecodeFinished(b)
	if err != nil {
		return t, err
	}
	return tx.asItStands(kept)
}

// noteReceived gives a report its place in the order of time.
func (tx tx) noteReceived(at time.Time, receipt report.ReceiptHash) error {
	key := receivedKey(at, receipt[:]...)
	if err := tx.in(receivedBucket).Put(key, nil); err != nil {
		return err
	}
	return tx.rewind(key)
}

// orderReceived gives all reports their places. One that cannot be read gets none, and is damaged to whoever asks
// for it by its receipt. The keys are sorted first: written as they come, in one transaction, they would take hours.
func (tx tx) orderReceived() error {
	var keys [][]byte
	err := tx.in(testimonyBucket).ForEach(func(_, v []byte) error {
		if kept, err := record.DecodeFinished(v); err == nil {
			keys = append(keys, receivedKey(kept.ReceivedAt, kept.Receipt[:]...))
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(keys, bytes.Compare)
	tx.pack(receivedBucket)
	for _, key := range keys {
		if err := tx.in(receivedBucket).Put(key, nil); err != nil {
			return err
		}
	}
	return nil
}
