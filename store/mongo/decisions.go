package mongo

import (
	"context"
	"errors"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// Decide implements store.Decisions.
func (s *Store) Decide(ctx context.Context, d reputation.Decision) error {
	if err := record.AdmitDecision(d); err != nil {
		return err
	}
	document, err := decisionDocument(d)
	if err != nil {
		return err
	}
	err = s.insert(ctx, truth, document)
	if errors.Is(err, fault.Exists) {
		return nil
	}
	return err
}

// Decisions implements store.Decisions.
func (s *Store) Decisions(ctx context.Context, about subject.Key) ([]reputation.Decision, error) {
	found, err := s.said(ctx, []subject.Key{about})
	if err != nil {
		return nil, err
	}
	return found[about].decisions, nil
}
