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

// Statements implements store.Statements.
func (s *Store) Statements(ctx context.Context, about subject.Key) (found []reputation.Statement, err error) {
	err = s.view(ctx, func(tx tx) error {
		found, err = tx.statements(about)
		return err
	})
	return found, err
}

// Tally implements store.Statements.
func (s *Store) Tally(ctx context.Context, about []subject.Key, asOf time.Time) ([]reputation.Reading, error) {
	readings := make([]reputation.Reading, 0, len(about))
	err := s.view(ctx, func(tx tx) error {
		for _, key := range about {
			if err := ctx.Err(); err != nil {
				return err
			}
			r, err := tx.reading(key, asOf)
			if err != nil {
				return err
			}
			readings = append(readings, r)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return readings, nil
}

// History implements store.Statements.
func (s *Store) History(ctx context.Context, by reputation.Pseudonym, n int) (found []reputation.Statement, err error) {
	if by == "" {
		return nil, ctx.Err()
	}
	prefix, err := reporterKey(by)
	if err != nil {
		return nil, explain(err)
	}
	const received = 8
	err = s.view(ctx, func(tx tx) error {
		c := tx.in(reportersBucket).Cursor()
		for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix) && len(found) < n; k, _ = c.Next() {
			if len(k) < len(prefix)+received {
				return fmt.Errorf("%w reporters: %w", fault.Damaged, errKey)
			}
			s, err := record.DecodeStatement(tx.in(statementsBucket).Get(k[len(prefix)+received:]))
			if err != nil {
				return err
			}
			found = append(found, s)
		}
		return nil
	})
	return found, err
}

// statements returns all that is kept about a subject, ordered by report.
func (tx tx) statements(about subject.Key) (found []reputation.Statement, err error) {
	err = within(tx.in(statementsBucket), about, func(_, value []byte) error {
		s, err := record.DecodeStatement(value)
		found = append(found, s)
		return err
	})
	return found, err
}

// reading adds up what is kept about a subject.
func (tx tx) reading(about subject.Key, asOf time.Time) (reputation.Reading, error) {
	r := reputation.Reading{Subject: about}
	statements, err := tx.statements(about)
	if err != nil {
		return r, err
	}
	decisions, err := tx.decisions(about)
	if err != nil {
		return r, err
	}
	r.Tally = reputation.Fold(statements, decisions, asOf)
	r.Marks, err = tx.marks(about)
	return r, err
}

// marks returns those marks of a subject that no projection has settled, ordered by record.
func (tx tx) marks(about subject.Key) (marks []reputation.Mark, err error) {
	err = within(tx.in(unprojectedBucket), about, func(key, value []byte) error {
		_, name, err := cut(key)
		if err != nil || len(value) != 4 {
			return fmt.Errorf("%w unprojected: %w", fault.Damaged, errKey)
		}
		marks = append(marks, reputation.Mark{Record: name, Version: binary.BigEndian.Uint32(value)})
		return nil
	})
	return marks, err
}
