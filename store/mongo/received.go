package mongo

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// Received implements store.Testimony. It reads a page at a time, in the order of minutes and receipts' hashes.
func (s *Store) Received(ctx context.Context, from, before time.Time, visit func([]reputation.SealedTestimony) error) error {
	if err := s.filings.settle(ctx); err != nil {
		return err
	}
	end := record.Minute(before)
	span := bson.M{fieldReceived: bson.M{"$gte": record.Minute(from), "$lt": end}}
	var minute bson.RawValue // that the last page ended in
	for {
		documents, err := s.all(ctx, query{
			in: testimonies, by: byReceived, filter: span, sort: ascending(fieldReceived, "_id"), limit: walked,
		})
		if err != nil {
			return err
		}
		found, err := s.asTheyStand(ctx, documents)
		if err != nil {
			return err
		}
		if len(found) > 0 {
			if err := visit(found); err != nil {
				return err
			}
		}
		switch {
		case len(documents) == walked: // first the rest of that minute
			last := documents[walked-1] // which may be one that cannot be read
			minute = last.Lookup(fieldReceived)
			span = bson.M{fieldReceived: bson.M{"$gte": minute, "$lte": minute}, "_id": bson.M{"$gt": last.Lookup("_id")}} // a range: FerretDB would sort what it finds by one value
		case span["_id"] != nil:
			span = bson.M{fieldReceived: bson.M{"$gt": minute, "$lt": end}}
		default:
			return nil
		}
	}
}

// asTheyStand returns those of these reports that can be read, with their statements.
func (s *Store) asTheyStand(ctx context.Context, documents []bson.Raw) ([]reputation.SealedTestimony, error) {
	kept := make([]record.Finished, len(documents)) // zero where it cannot be read: it has no subject then
	var ids []string
	for i, raw := range documents {
		var err error
		if kept[i], err = record.DecodeFinished(raw); err != nil && !errors.Is(err, fault.Damaged) {
			return nil, err
		}
		ids = append(ids, statementIDs(kept[i])...)
	}
	said, err := s.saidByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	found := make([]reputation.SealedTestimony, 0, len(documents))
	for i, raw := range documents {
		if kept[i].Receipt == (report.ReceiptHash{}) {
			continue
		}
		t, err := asItStands(raw, kept[i], said)
		if errors.Is(err, fault.Damaged) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found = append(found, t)
	}
	return found, nil
}

// asItStands returns a report with its statements: those of said, and in the place of one that was not written yet the
// one that the report owes.
func asItStands(raw bson.Raw, kept record.Finished, said map[string]bson.Raw) (reputation.SealedTestimony, error) {
	var owed reputation.SealedTestimony
	if some := raw.Lookup("n"); !some.IsZero() {
		var err error
		if owed, err = record.DecodeUnfinished(raw); err != nil {
			return owed, err
		}
	}
	return kept.Standing(func(about subject.Key) (one reputation.Statement, ok bool, err error) {
		document, ok := said[record.StatementID(about, kept.Report)]
		if ok {
			one, err = record.DecodeStatement(document)
		}
		return one, ok, err
	}, owed.Statements)
}

func statementIDs(t record.Finished) []string {
	ids := make([]string, len(t.Subjects))
	for i, about := range t.Subjects {
		ids[i] = record.StatementID(about, t.Report)
	}
	return ids
}

// saidByID returns those of these statements that are kept, by their _id.
func (s *Store) saidByID(ctx context.Context, ids []string) (map[string]bson.Raw, error) {
	if len(ids) == 0 {
		return map[string]bson.Raw{}, nil
	}
	documents, err := s.all(ctx, query{in: truth, by: byID, filter: bson.M{"_id": bson.M{"$in": ids}}})
	if err != nil {
		return nil, err
	}
	said := make(map[string]bson.Raw, len(documents))
	for _, raw := range documents {
		id, err := text(raw, "_id")
		if err != nil {
			return nil, err
		}
		said[id] = raw
	}
	return said, nil
}
