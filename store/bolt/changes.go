package bolt

import (
	"context"
	"encoding/binary"
	"fmt"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// Changed implements store.Changes. A cursor is the sequence number of a write and the stretch it was made in.
func (s *Store) Changed(ctx context.Context, after reputation.Cursor, limit int) (changed []reputation.Projection, next reputation.Cursor, err error) {
	err = s.view(ctx, func(tx tx) error {
		l := tx.lineage()
		writes := tx.in(changesBucket)
		last, err := l.sequence(after, writes.Sequence())
		if err != nil {
			return err
		}
		changed = make([]reputation.Projection, 0, min(uint64(limit), writes.Sequence()-last))
		c := writes.Cursor()
		for k, about := c.Seek(sequence(last + 1)); k != nil && len(changed) < limit; k, about = c.Next() {
			last = binary.BigEndian.Uint64(k)
			if p, ok := tx.changed(about); ok {
				changed = append(changed, p)
			}
		}
		next = l.cursor(last)
		return nil
	})
	if err != nil {
		return nil, after, err
	}
	return changed, next, nil
}

// changed returns what is kept of a subject, the subject alone when that cannot be read, and false when not even
// the subject can be.
func (tx tx) changed(about []byte) (reputation.Projection, bool) {
	p, _, err := cutProjection(tx.in(projectionsBucket).Get(about))
	if err == nil {
		return p, true
	}
	key, err := subject.ParseKey(string(about))
	return reputation.Projection{Subject: key}, err == nil
}

// moveChange puts a subject at the end of the order of writes and returns its new place.
func (tx tx) moveChange(about []byte, from uint64) (to uint64, err error) {
	b := tx.in(changesBucket)
	if from != 0 {
		if err := b.Delete(sequence(from)); err != nil {
			return 0, err
		}
	}
	if to, err = b.NextSequence(); err != nil {
		return 0, err
	}
	return to, b.Put(sequence(to), about)
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
