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
	key, projection []byte
	statements      []statementEntry
}

func prepareDebut(d *reputation.Debut) (e debut, err error) {
	e = debut{Debut: d, key: []byte(d.Projection.Subject.String()), statements: make([]statementEntry, len(d.Statements))}
	for i := range d.Statements {
		if e.statements[i], err = prepareStatement(&d.Statements[i]); err != nil {
			return e, err
		}
	}
	e.projection, err = record.EncodeProjection(d.Projection)
	return e, err
}

// Introduce implements store.Projections. Statements that are new together with their subject are never marked.
func (s *Store) Introduce(ctx context.Context, debuts []reputation.Debut) (added int, err error) {
	entries := make([]debut, len(debuts))
	for i := range debuts {
		if entries[i], err = prepareDebut(&debuts[i]); err != nil {
			return 0, err
		}
	}
	err = s.commits.do(ctx, func(tx tx) error {
		added = 0
		if len(entries) >= bulk {
			tx.pack(statementsBucket, projectionsBucket, changesBucket)
		}
		for i := range entries {
			n, err := tx.introduce(&entries[i])
			if err != nil {
				return err
			}
			added += n
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return added, nil
}

func (tx tx) introduce(d *debut) (added int, err error) {
	if tx.in(projectionsBucket).Get(d.key) != nil {
		return tx.state(d.statements)
	}
	for i := range d.statements {
		isNew, err := tx.stateSettled(&d.statements[i])
		if err != nil {
			return added, err
		}
		if isNew {
			added++
		}
	}
	written, err := tx.moveChange(d.key, 0)
	if err != nil {
		return added, err
	}
	// The value is copied: should this transaction fail, it is written again in another.
	value := binary.BigEndian.AppendUint64(bytes.Clone(d.projection), written)
	if err := tx.in(projectionsBucket).Put(d.key, value); err != nil {
		return added, err
	}
	if err := tx.moveDue(d.Projection.Subject, time.Time{}, d.Projection.Due); err != nil {
		return added, err
	}
	for _, key := range d.Hastens {
		if err := tx.hasten(key, d.Projection.AsOf); err != nil {
			return added, err
		}
	}
	return added, nil
}

// stateSettled writes a statement that is settled by what is written with it, and reports whether it was new.
func (tx tx) stateSettled(e *statementEntry) (isNew bool, err error) {
	statements := tx.in(statementsBucket)
	if statements.Get(e.key) != nil {
		return false, nil
	}
	if err := statements.Put(e.key, e.value); err != nil || e.said == nil {
		return true, err
	}
	return true, tx.in(reportersBucket).Put(e.said, nil)
}
