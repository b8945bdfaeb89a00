package mongo

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/reputation"
	"ringfence/store/record"
)

// Received implements store.Testimony. It reads a page at a time, in the order of minutes and receipts' hashes.
func (s *Store) Received(ctx context.Context, from, before time.Time, visit func([]reputation.SealedTestimony) error) error {
	minute, end := record.Minute(from), record.Minute(before)
	span := bson.M{fieldReceived: bson.M{"$gte": minute, "$lt": end}}
	for {
		found, err := s.receivedIn(ctx, span)
		if err != nil {
			return err
		}
		if len(found) > 0 {
			if err := visit(found); err != nil {
				return err
			}
		}
		switch {
		case len(found) == walked: // first the rest of the minute that this page ended in
			last := found[walked-1]
			minute = record.Minute(last.ReceivedAt)
			span = bson.M{fieldReceived: bson.M{"$gte": minute, "$lte": minute}, "_id": bson.M{"$gt": last.Receipt[:]}} // a range: FerretDB would sort what it finds by one value
		case span["_id"] != nil:
			span = bson.M{fieldReceived: bson.M{"$gt": minute, "$lt": end}}
		default:
			return nil
		}
	}
}

// receivedIn returns a page of the reports of a span, as they stand.
func (s *Store) receivedIn(ctx context.Context, span bson.M) ([]reputation.SealedTestimony, error) {
	documents, err := s.all(ctx, query{
		in: testimonies, by: byReceived, filter: span, sort: ascending(fieldReceived, "_id"), limit: walked,
	})
	if err != nil || len(documents) == 0 {
		return nil, err
	}
	kept := make([]record.Finished, len(documents))
	var ids []string
	for i, raw := range documents {
		if kept[i], err = record.DecodeFinished(raw); err != nil {
			return nil, err
		}
		for _, about := range kept[i].Subjects {
			ids = append(ids, record.StatementID(about, kept[i].Report))
		}
	}
	said, err := s.statementsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	found := make([]reputation.SealedTestimony, len(kept))
	for i := range kept {
		found[i] = kept[i].SealedTestimony
		for _, about := range kept[i].Subjects {
			if one, ok := said[record.StatementID(about, kept[i].Report)]; ok {
				found[i].Statements = append(found[i].Statements, one)
			}
		}
	}
	return found, nil
}

// statementsByID returns those of these statements that are kept, by their _id.
func (s *Store) statementsByID(ctx context.Context, ids []string) (map[string]reputation.Statement, error) {
	documents, err := s.all(ctx, query{in: truth, by: byID, filter: bson.M{"_id": bson.M{"$in": ids}}})
	if err != nil {
		return nil, err
	}
	said := make(map[string]reputation.Statement, len(documents))
	for _, raw := range documents {
		one, err := record.DecodeStatement(raw)
		if err != nil {
			return nil, err
		}
		said[record.StatementID(one.Subject, one.Report)] = one
	}
	return said, nil
}
