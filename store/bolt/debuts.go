package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"time"

	"ringfence/internal/reputation"
	"ringfence/store/record"
)

// debut is a subject on its way into the file. As with a filing, what can be encoded beforehand is.
type debut struct {
	*reputation.Debut
	key        []byte
	projection []byte // with room for when it was written, which its transaction tells
	statements []statementEntry
}

func prepareDebut(d *reputation.Debut) (e debut, err error) {
	e = debut{Debut: d, key: []byte(d.Projection.Subject.String()), statements: make([]statementEntry, len(d.Statements))}
	for i := range d.Statements {
		if e.statements[i], err = prepareStatement(&d.Statements[i]); err != nil {
			return e, err
		}
	}
	e.projection, err = record.EncodeProjection(d.Projection)
	e.projection = binary.BigEndian.AppendUint64(e.projection, 0)
	return e, err
}

// written returns the projection with the place of its write.
func (d *debut) written(at uint64) []byte {
	binary.BigEndian.PutUint64(d.projection[len(d.projection)-8:], at)
	return d.projection
}

// Introduce implements store.Projections. Statements that are new together with their subject are never marked.
func (s *Store) Introduce(ctx context.Context, debuts []reputation.Debut, seen uint64) (added int, alone bool, err error) {
	entries := make([]debut, len(debuts))
	for i := range debuts {
		if entries[i], err = prepareDebut(&debuts[i]); err != nil {
			return 0, false, err
		}
	}
	blocks := reputation.Blocks(debuts)
	err = s.commits.do(ctx, func(tx tx) error {
		added, alone = 0, reputation.Revisions(tx.blocks(blocks)) == seen
		if len(entries) >= bulk {
			tx.pack(statementsBucket, projectionsBucket, changesBucket)
		}
		unknown := tx.unknown(entries)
		for i := range entries {
			n, shown, err := tx.introduce(&entries[i], unknown[i])
			if err != nil {
				return err
			}
			added, alone = added+n, alone && shown
		}
		return nil
	})
	if err != nil {
		return 0, false, err
	}
	return added, alone, nil
}

// unknown tells of which debuts, among those in the order of their keys, nothing is kept: they need not be looked for
// record by record.
func (tx tx) unknown(debuts []debut) []bool {
	said, shown := tx.cluster(statementsBucket), tx.cluster(projectionsBucket)
	is := make([]bool, len(debuts))
	for i := range debuts {
		key := debuts[i].key
		if i > 0 && bytes.Compare(key, debuts[i-1].key) <= 0 {
			break // an earlier one may be about the same subject
		}
		said.to(string(key))
		shown.to(string(key))
		is[i] = !bytes.HasPrefix(said.key, key) && !bytes.HasPrefix(shown.key, key)
	}
	return is
}

// introduce returns how many statements were new, and whether the projection was written.
func (tx tx) introduce(d *debut, unknown bool) (added int, shown bool, err error) {
	if !unknown && tx.in(projectionsBucket).Get(d.key) != nil {
		added, err = tx.state(d.statements)
		return added, false, err
	}
	statements, reporters := tx.in(statementsBucket), tx.in(reportersBucket)
	for i := range d.statements {
		e := &d.statements[i]
		if !unknown && statements.Get(e.key) != nil {
			continue
		}
		if err := statements.Put(e.key, e.value); err != nil {
			return added, false, err
		}
		added++
		if e.said == nil {
			continue
		}
		if err := reporters.Put(e.said, nil); err != nil {
			return added, false, err
		}
	}
	at, err := tx.moveChange(d.key, 0)
	if err != nil {
		return added, false, err
	}
	if err := tx.in(projectionsBucket).Put(d.key, d.written(at)); err != nil {
		return added, false, err
	}
	if err := tx.moveDue(d.Projection.Subject, time.Time{}, d.Projection.Due); err != nil {
		return added, false, err
	}
	for _, key := range d.Hastens {
		if err := tx.hasten(key, d.Projection.AsOf); err != nil {
			return added, false, err
		}
	}
	return added, true, nil
}
