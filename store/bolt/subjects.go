package bolt

import (
	"bytes"
	"context"
	"fmt"

	"go.etcd.io/bbolt"

	"ringfence/internal/fault"
	"ringfence/internal/subject"
)

// Subjects implements store.Statements.
func (s *Store) Subjects(ctx context.Context, after subject.Key, limit int) (found []subject.Key, err error) {
	err = s.view(ctx, func(tx tx) error {
		found, err = tx.subjects(after, limit, statementsBucket, decisionsBucket, projectionsBucket)
		return err
	})
	return found, err
}

// Unprojected implements store.Statements.
func (s *Store) Unprojected(ctx context.Context, limit int) (found []subject.Key, err error) {
	err = s.view(ctx, func(tx tx) error {
		found, err = tx.subjects(subject.Key{}, limit, unprojectedBucket)
		return err
	})
	return found, err
}

// subjects returns up to limit subjects after the one given that any of these buckets is clustered by, in
// the order of their keys. It seeks from subject to subject, whatever lies between.
func (tx tx) subjects(after subject.Key, limit int, in ...bucket) (found []subject.Key, err error) {
	walks := make([]*walk, len(in))
	for i, b := range in {
		walks[i] = &walk{cursor: tx.in(b).Cursor()}
		walks[i].seek([]byte(after.String()))
	}
	for len(found) < limit {
		var next []byte
		for _, w := range walks {
			if w.subject != nil && (next == nil || bytes.Compare(w.subject, next) < 0) {
				next = w.subject
			}
		}
		if next == nil {
			break
		}
		key, err := subject.ParseKey(string(next))
		if err != nil {
			return nil, fmt.Errorf("%w key: %w", fault.Damaged, err)
		}
		found = append(found, key)
		for _, w := range walks {
			if bytes.Equal(w.subject, next) {
				w.seek(next)
			}
		}
	}
	return found, nil
}

// walk goes from subject to subject in one bucket.
type walk struct {
	cursor  *bbolt.Cursor
	subject []byte // where it stands; nil at the end
}

// seek goes to the first subject after the one given.
func (w *walk) seek(after []byte) {
	past := append(bytes.Clone(after), pastSubject)
	key, _ := w.cursor.Seek(past)
	w.subject, _, _ = bytes.Cut(key, []byte{separator})
}
