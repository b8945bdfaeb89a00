package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"strings"
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

// Blocks implements store.Projections.
func (s *Store) Blocks(ctx context.Context, blocks ...string) (found []reputation.Neighbour, err error) {
	err = s.view(ctx, func(tx tx) error {
		found = tx.blocks(blocks)
		return ctx.Err()
	})
	return found, err
}

func (tx tx) blocks(names []string) (found []reputation.Neighbour) {
	r := prefixes{cursor: tx.in(projectionsBucket).Cursor()}
	for _, block := range names {
		r.to(block)
		found = r.block(found, block)
	}
	return found
}

// block adds the projections of a block, at whose beginning r stands.
func (r *prefixes) block(found []reputation.Neighbour, block string) []reputation.Neighbour {
	size := len(block) + 2
	for strings.HasPrefix(string(r.key), block) {
		if len(r.key) > size { // a longer number; more of them may follow
			r.seek(append(bytes.Clone(r.key[:size]), pastAnything))
			continue
		}
		if document, _, err := cutWritten(r.value); err == nil {
			n, err := record.DecodeNeighbour(document)
			if of, ok := n.Subject.Block(); err == nil && ok && of == block {
				found = append(found, n)
			}
		}
		r.next()
	}
	return found
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
		if len(saves) >= bulk {
			tx.pack(projectionsBucket, changesBucket)
		}
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
	key := []byte(p.Subject.String())
	revision, due, written, err := tx.projectionHead(key)
	if err != nil || p.Revision != revision+1 {
		return false, err
	}
	if written, err = tx.moveChange(key, written); err != nil {
		return false, err
	}
	value = binary.BigEndian.AppendUint64(bytes.Clone(value), written)
	if err := tx.in(projectionsBucket).Put(key, value); err != nil {
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
func (tx tx) projectionHead(about []byte) (revision uint64, due time.Time, written uint64, err error) {
	b := tx.in(projectionsBucket).Get(about)
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
	c := tx.in(unprojectedBucket).Cursor()
	for _, m := range marks {
		key := under(about, m.Record)
		k, kept := c.Seek(key)
		if !bytes.Equal(k, key) || !bytes.Equal(kept, binary.BigEndian.AppendUint32(nil, m.Version)) {
			continue
		}
		if err := c.Delete(); err != nil {
			return err
		}
	}
	return nil
}
