package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/casefile"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// PutCase implements store.Cases.
func (s *Store) PutCase(ctx context.Context, c casefile.Case) error {
	_, document, err := caseDocument(c)
	if err != nil {
		return err
	}
	return s.insert(ctx, cases, document)
}

// caseDocument is a case as it is kept: until it is closed it says since when it waits.
func caseDocument(c casefile.Case) (casefile.Case, bson.Raw, error) {
	c, err := record.AdmitCase(c)
	if err != nil {
		return c, nil, err
	}
	document, err := record.EncodeCase(c)
	if err != nil || c.State == casefile.Closed {
		return c, document, err
	}
	waiting, err := with(document, bson.M{fieldWaits: c.OpenedAt.Unix()})
	return c, waiting, err
}

// SaveCase implements store.Cases.
func (s *Store) SaveCase(ctx context.Context, c casefile.Case) (won bool, err error) {
	c, document, err := caseDocument(c)
	if err != nil {
		return false, err
	}
	return s.revise(ctx, cases, c.ID, c.Revision, document)
}

// Case implements store.Cases.
func (s *Store) Case(ctx context.Context, id string) (casefile.Case, error) {
	raw, err := s.one(ctx, query{in: cases, by: byID, filter: bson.M{"_id": id}})
	if err != nil {
		return casefile.Case{}, err
	}
	return record.DecodeCase(raw)
}

// CasesAbout implements store.Cases.
func (s *Store) CasesAbout(ctx context.Context, about subject.Key) ([]casefile.Case, error) {
	documents, err := s.all(ctx, query{in: cases, by: byContested, filter: bson.M{fieldContested: about.String()}})
	if err != nil {
		return nil, err
	}
	found, err := decodeAll(documents, record.DecodeCase)
	record.SortCasesAbout(found)
	return found, err
}

// Pending implements store.Cases.
func (s *Store) Pending(ctx context.Context, limit int) ([]casefile.Case, error) {
	if limit <= 0 {
		return nil, ctx.Err()
	}
	documents, err := s.all(ctx, query{
		in: cases, by: byWaiting, filter: bson.M{fieldWaits: bson.M{"$gt": int64(0)}}, sort: ascending(fieldWaits, "_id"), limit: limit,
	})
	if err != nil {
		return nil, err
	}
	return decodeAll(documents, record.DecodeCase)
}

// Cases implements store.Cases.
func (s *Store) Cases(ctx context.Context, after string, limit int) ([]casefile.Case, error) {
	return afterID(ctx, s, cases, after, limit, record.DecodeCase)
}
