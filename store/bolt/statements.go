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
		found, err = statementsIn(tx.cluster(statementsBucket), about)
		return err
	})
	return found, err
}

// Tally implements store.Statements.
func (s *Store) Tally(ctx context.Context, about []subject.Key, asOf time.Time) ([]reputation.Reading, error) {
	readings := make([]reputation.Reading, 0, len(about))
	err := s.view(ctx, func(tx tx) error {
		said := tx.truth()
		for _, key := range about {
			if err := ctx.Err(); err != nil {
				return err
			}
			r, err := said.reading(key, asOf)
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

// statementsIn returns all that is kept about a subject, ordered by report.
func statementsIn(c *cluster, about subject.Key) (found []reputation.Statement, err error) {
	err = c.of(about, func(_, value []byte) error {
		s, err := record.DecodeStatement(value)
		found = append(found, s)
		return err
	})
	return found, err
}

// truth is what is kept about subjects, and what of it no projection has settled.
type truth struct{ statements, decisions, unprojected *cluster }

func (tx tx) truth() truth {
	return truth{tx.cluster(statementsBucket), tx.cluster(decisionsBucket), tx.cluster(unprojectedBucket)}
}

// reading adds up what is kept about a subject.
func (t truth) reading(about subject.Key, asOf time.Time) (reputation.Reading, error) {
	r := reputation.Reading{Subject: about}
	statements, err := statementsIn(t.statements, about)
	if err != nil {
		return r, err
	}
	decisions, err := decisionsIn(t.decisions, about)
	if err != nil {
		return r, err
	}
	r.Tally = reputation.Fold(statements, decisions, asOf)
	r.Marks, err = marksIn(t.unprojected, about)
	return r, err
}

// marksIn returns those marks of a subject that no projection has settled, ordered by record.
func marksIn(c *cluster, about subject.Key) (marks []reputation.Mark, err error) {
	err = c.of(about, func(name, value []byte) error {
		if len(value) != 4 {
			return fmt.Errorf("%w unprojected: %w", fault.Damaged, errKey)
		}
		marks = append(marks, reputation.Mark{Record: string(name), Version: binary.BigEndian.Uint32(value)})
		return nil
	})
	return marks, err
}
