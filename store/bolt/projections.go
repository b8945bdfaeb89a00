package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// Projection implements store.Projections.
func (s *Store) Projection(ctx context.Context, about subject.Key) (p reputation.Projection, err error) {
	err = s.view(ctx, func(tx tx) error {
		b := tx.in(projectionsBucket).Get([]byte(about.String()))
		if b == nil {
			return fmt.Errorf("%w: projection", fault.NotFound)
		}
		p, _, err = cutProjection(b)
		return err
	})
	return p, err
}

// Block implements store.Projections.
func (s *Store) Block(ctx context.Context, block string) (found []reputation.Projection, err error) {
	err = s.view(ctx, func(tx tx) error {
		c := tx.in(projectionsBucket).Cursor()
		prefix := []byte(block)
		size := len(block) + 2
		for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix); {
			if len(k) > size { // a longer number; more of them may follow
				k, v = c.Seek(append(bytes.Clone(k[:size]), pastAnything))
				continue
			}
			p, _, err := cutProjection(v)
			if err != nil {
				return err
			}
			if of, ok := p.Subject.Block(); ok && of == block {
				found = append(found, p)
			}
			k, v = c.Next()
		}
		return nil
	})
	return found, err
}

// Save implements store.Projections.
func (s *Store) Save(ctx context.Context, saves []reputation.Save) ([]subject.Key, error) {
	values := make([][]byte, len(saves))
	for i := range saves {
		b, err := record.EncodeProjection(saves[i].Projection)
		if err != nil {
			return nil, err
		}
		values[i] = b
	}
	var refused []subject.Key
	err := s.commits.do(ctx, func(tx tx) error {
		refused = nil
		for i := range saves {
			saved, err := tx.save(&saves[i], values[i])
			if err != nil {
				return err
			}
			if !saved {
				refused = append(refused, saves[i].Projection.Subject)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return refused, nil
}

// save writes a projection if the one kept has the revision before it.
func (tx tx) save(save *reputation.Save, value []byte) (saved bool, err error) {
	p := &save.Projection
	revision, due, written, err := tx.projectionHead(p.Subject)
	if err != nil || p.Revision != revision+1 {
		return false, err
	}
	if written, err = tx.moveChange(p.Subject, written); err != nil {
		return false, err
	}
	value = binary.BigEndian.AppendUint64(bytes.Clone(value), written)
	if err := tx.in(projectionsBucket).Put([]byte(p.Subject.String()), value); err != nil {
		return false, err
	}
	if err := tx.moveDue(p.Subject, due, p.Due); err != nil {
		return false, err
	}
	for _, key := range save.Hastens {
		if err := tx.hasten(key, p.AsOf); err != nil {
			return false, err
		}
	}
	return true, tx.settle(p.Subject, save.Marks)
}

// projectionHead returns the revision of the projection kept, 0 when there is none, when it is due, and the
// sequence number of its last write.
func (tx tx) projectionHead(about subject.Key) (revision uint64, due time.Time, written uint64, err error) {
	b := tx.in(projectionsBucket).Get([]byte(about.String()))
	if b == nil {
		return 0, time.Time{}, 0, nil
	}
	document, written, err := cutWritten(b)
	if err != nil {
		return 0, time.Time{}, 0, err
	}
	revision, due, err = record.ProjectionHead(document)
	return revision, due, written, err
}

// settle forgets those marks whose version is still the latest.
func (tx tx) settle(about subject.Key, marks []reputation.Mark) error {
	unprojected := tx.in(unprojectedBucket)
	for _, m := range marks {
		key := under(about, m.Record)
		kept := unprojected.Get(key)
		if !bytes.Equal(kept, binary.BigEndian.AppendUint32(nil, m.Version)) {
			continue
		}
		if err := unprojected.Delete(key); err != nil {
			return err
		}
	}
	return nil
}
