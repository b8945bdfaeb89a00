package bolt

import (
	"context"
	"encoding/binary"
	"fmt"
	"strconv"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// Changed implements store.Changes. A cursor is the sequence number of a write, in decimal.
func (s *Store) Changed(ctx context.Context, after reputation.Cursor, limit int) (changed []reputation.Projection, next reputation.Cursor, err error) {
	var last uint64
	if after != "" {
		if last, err = strconv.ParseUint(string(after), 10, 64); err != nil {
			return nil, after, fmt.Errorf("cursor: %w", fault.Damaged)
		}
	}
	err = s.view(ctx, func(tx tx) error {
		if last > tx.in(changesBucket).Sequence() {
			return fmt.Errorf("cursor: %w", fault.Damaged)
		}
		c := tx.in(changesBucket).Cursor()
		for k, about := c.Seek(sequence(last + 1)); k != nil && len(changed) < limit; k, about = c.Next() {
			p, _, err := cutProjection(tx.in(projectionsBucket).Get(about))
			if err != nil {
				return err
			}
			changed, last = append(changed, p), binary.BigEndian.Uint64(k)
		}
		return nil
	})
	if err != nil {
		return nil, after, err
	}
	return changed, reputation.Cursor(strconv.FormatUint(last, 10)), nil
}

// moveChange puts a subject at the end of the order of writes and returns its new place.
func (tx tx) moveChange(about subject.Key, from uint64) (to uint64, err error) {
	b := tx.in(changesBucket)
	if from != 0 {
		if err := b.Delete(sequence(from)); err != nil {
			return 0, err
		}
	}
	if to, err = b.NextSequence(); err != nil {
		return 0, err
	}
	return to, b.Put(sequence(to), []byte(about.String()))
}

func sequence(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// cutProjection takes a value of the projections bucket apart.
func cutProjection(value []byte) (p reputation.Projection, written uint64, err error) {
	document, written, err := cutWritten(value)
	if err != nil {
		return p, 0, err
	}
	p, err = record.DecodeProjection(document)
	return p, written, err
}

func cutWritten(value []byte) (document []byte, written uint64, err error) {
	at := len(value) - 8
	if at < 0 {
		return nil, 0, fmt.Errorf("projection: %w", fault.Damaged)
	}
	return value[:at], binary.BigEndian.Uint64(value[at:]), nil
}
