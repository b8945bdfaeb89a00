package mongo

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/casefile"
	"ringfence/internal/reputation"
	"ringfence/store/record"
)

// PutDocument implements store.Documents. No case is ever deleted, so one that was seen is there still.
func (s *Store) PutDocument(ctx context.Context, d casefile.Document) error {
	d, err := record.AdmitDocument(d)
	if err != nil {
		return err
	}
	document, err := record.EncodeDocument(d)
	if err != nil {
		return err
	}
	if _, err := s.one(ctx, query{in: cases, by: byID, filter: bson.M{"_id": d.Case}, fields: bson.M{"_id": 1}}); err != nil {
		return fmt.Errorf("case of a document: %w", err)
	}
	return s.trip(ctx, long, func(ctx context.Context) error { // it may be of megabytes
		_, err := s.in(documents).InsertOne(ctx, bson.Raw(document))
		return err
	})
}

// Documents implements store.Documents.
func (s *Store) Documents(ctx context.Context, ofCase string) ([]casefile.Document, error) {
	sent, err := s.all(ctx, query{in: documents, by: byCase, filter: bson.M{fieldCase: ofCase}})
	if err != nil {
		return nil, err
	}
	found, err := decodeAll(sent, record.DecodeDocument)
	record.SortDocuments(found)
	return found, err
}

// CountDocuments implements store.Documents.
func (s *Store) CountDocuments(ctx context.Context, ofCase string) (int, error) {
	sent, err := s.all(ctx, query{in: documents, by: byCase, filter: bson.M{fieldCase: ofCase}, fields: bson.M{"_id": 1}})
	return len(sent), err
}

// EraseDocuments implements store.Documents.
func (s *Store) EraseDocuments(ctx context.Context, before reputation.Date, limit int) (erased int, err error) {
	if limit <= 0 {
		return 0, ctx.Err()
	}
	return s.dropOld(ctx, documents, bySealed, before, limit)
}

// dropOld deletes up to limit documents whose day is before one, the oldest first, and returns how many; 0 is no limit.
func (s *Store) dropOld(ctx context.Context, in collection, by string, before reputation.Date, limit int) (dropped int, err error) {
	old := bson.M{"$lt": int32(before)}
	found, err := s.all(ctx, query{
		in: in, by: by, filter: bson.M{fieldDay: old}, sort: ascending(fieldDay, "_id"), fields: bson.M{"_id": 1}, limit: limit,
	})
	if err != nil || len(found) == 0 {
		return 0, err
	}
	names := make(bson.A, len(found))
	for i, raw := range found {
		names[i] = raw.Lookup("_id")
	}
	err = s.trip(ctx, long, func(ctx context.Context) error {
		result, err := s.in(in).DeleteMany(ctx, bson.M{"_id": bson.M{"$in": names}, fieldDay: old})
		if result != nil {
			dropped += int(result.DeletedCount)
		}
		return err
	})
	return dropped, err
}

// DropDocuments implements store.Documents.
func (s *Store) DropDocuments(ctx context.Context, ofCase string) error {
	return s.trip(ctx, long, func(ctx context.Context) error {
		_, err := s.in(documents).DeleteMany(ctx, bson.M{fieldCase: ofCase})
		return err
	})
}
