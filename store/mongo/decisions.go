package mongo

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"

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
	if d.At.UnixNano() <= earliest || d.At.IsZero() {
		return errors.New("a decision made at no time")
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

// Decided implements store.Decisions. One that the index does not have cannot be read, see said.read: nobody hides a decision
// from whoever compares them with the audit log by writing it in another shape.
func (s *Store) Decided(ctx context.Context, after subject.Key, limit int) (found []reputation.Decision, err error) {
	made := bson.M{fieldAt: bson.M{"$gt": earliest}}
	about, err := s.distinct(ctx, query{in: truth, by: byDecided, filter: made, sort: ascending(fieldSubject, "_id")}, fieldSubject, after, limit)
	if err != nil || len(about) == 0 {
		return nil, err
	}
	made[fieldSubject] = bson.M{"$gte": about[0].String(), "$lte": about[len(about)-1].String()}
	documents, err := s.all(ctx, query{in: truth, by: byDecided, filter: made, sort: ascending(fieldSubject, "_id")})
	if err != nil {
		return nil, err
	}
	var all said
	for _, raw := range documents {
		if err := all.add(raw); err != nil {
			return nil, err
		}
	}
	return all.decisions, nil
}
