package bolt

import (
	"context"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// Decide implements store.Decisions.
func (s *Store) Decide(ctx context.Context, d reputation.Decision) error {
	if err := record.AdmitDecision(d); err != nil {
		return err
	}
	value, err := record.EncodeDecision(d)
	if err != nil {
		return err
	}
	key, mark := under(d.Subject, d.ID), record.DecisionMark(&d)
	return s.commits.do(ctx, func(tx tx) error {
		decisions := tx.in(decisionsBucket)
		if decisions.Get(key) != nil {
			return nil
		}
		if err := decisions.Put(key, value); err != nil {
			return err
		}
		return tx.mark(under(d.Subject, mark.Record), mark.Version)
	})
}

// Decisions implements store.Decisions.
func (s *Store) Decisions(ctx context.Context, about subject.Key) (found []reputation.Decision, err error) {
	err = s.view(ctx, func(tx tx) error {
		found, err = decisionsIn(tx.cluster(decisionsBucket), about)
		return err
	})
	return found, err
}

// decisionsIn returns all decisions about a subject, ordered by ID.
func decisionsIn(c *cluster, about subject.Key) (found []reputation.Decision, err error) {
	err = c.of(about, func(_, value []byte) error {
		d, err := record.DecodeDecision(value)
		found = append(found, d)
		return err
	})
	return found, err
}

// Decided implements store.Decisions.
func (s *Store) Decided(ctx context.Context, after subject.Key, limit int) (found []reputation.Decision, err error) {
	err = s.view(ctx, func(tx tx) error {
		about, err := tx.subjects(after, limit, decisionsBucket)
		if err != nil {
			return err
		}
		decided := tx.cluster(decisionsBucket)
		for _, key := range about {
			of, err := decisionsIn(decided, key)
			if err != nil {
				return err
			}
			found = append(found, of...)
		}
		return nil
	})
	return found, err
}
