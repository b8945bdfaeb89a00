package mongo

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/fault"
	"ringfence/store/record"
)

// Append implements store.Log. A place is the _id of its entry, so that of all who insert at one place one wins; and since nothing
// is ever deleted, the place before it stays taken once it was seen.
func (s *Store) Append(ctx context.Context, at uint64, entry []byte) (won bool, err error) {
	if err := record.AdmitEntry(at, entry); err != nil {
		return false, err
	}
	kept, err := s.Logged(ctx)
	if err != nil || kept != at {
		return false, err
	}
	err = s.insert(ctx, entries, bson.M{"_id": int64(at), fieldEntry: entry})
	if errors.Is(err, fault.Exists) {
		return false, nil
	}
	return err == nil, err
}

// Entries implements store.Log.
func (s *Store) Entries(ctx context.Context, from uint64, limit int) ([][]byte, error) {
	if limit <= 0 || from > math.MaxInt64 {
		return nil, ctx.Err()
	}
	documents, err := s.all(ctx, query{
		in: entries, by: byID, filter: bson.M{"_id": bson.M{"$gte": int64(from)}}, sort: ascending("_id"), limit: limit,
	})
	if err != nil {
		return nil, err
	}
	found := make([][]byte, 0, len(documents))
	for i, raw := range documents {
		if place, ok := raw.Lookup("_id").AsInt64OK(); !ok || uint64(place) != from+uint64(i) {
			return found, fmt.Errorf("%w: entry %d of the audit log is missing", fault.Damaged, from+uint64(i))
		}
		_, entry, ok := raw.Lookup(fieldEntry).BinaryOK()
		if !ok {
			return found, fmt.Errorf("%w: entry %d of the audit log", fault.Damaged, from+uint64(i))
		}
		found = append(found, slices.Clone(entry))
	}
	return found, nil
}

// Logged implements store.Log.
func (s *Store) Logged(ctx context.Context) (uint64, error) {
	documents, err := s.all(ctx, query{in: entries, by: byID, filter: bson.M{}, sort: descending("_id"), fields: bson.M{"_id": 1}, limit: 1})
	if err != nil || len(documents) == 0 {
		return 0, err
	}
	last, ok := documents[0].Lookup("_id").AsInt64OK()
	if !ok || last < 0 {
		return 0, fmt.Errorf("%w: the last place of the audit log", fault.Damaged)
	}
	return uint64(last) + 1, nil
}
