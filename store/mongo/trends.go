package mongo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/fault"
	"ringfence/internal/trend"
	"ringfence/store/record"
)

// SaveWeek implements store.Trends.
func (s *Store) SaveWeek(ctx context.Context, r trend.Rollup) (kept bool, err error) {
	r, err = record.AdmitWeek(r)
	if err != nil {
		return false, err
	}
	document, err := record.EncodeWeek(r)
	if err != nil {
		return false, err
	}
	id, asOf := r.Week.String(), r.AsOf.Unix()
	older := bson.M{"_id": id, fieldClosed: bson.M{"$ne": true}, fieldAsOf: bson.M{"$lt": asOf}}
	if err = s.put(ctx, weeks, older, document); !errors.Is(err, fault.Exists) {
		return err == nil, err
	}
	stays, err := s.one(ctx, query{in: weeks, by: byID, filter: bson.M{"_id": id}})
	if err != nil {
		return false, err
	}
	if _, err := record.DecodeWeek(stays); err != nil { // others may have saved what can be read by now, of a later moment too
		return s.overwrite(ctx, weeks, bson.M{"_id": id, fieldAsOf: bson.M{"$not": bson.M{"$gt": asOf}}}, document)
	}
	return bytes.Equal(stays, document), nil
}

// put writes a document in the place of the one that fits, or as a new one. It is fault.Exists when one of its _id is kept
// that does not fit.
func (s *Store) put(ctx context.Context, in collection, fits bson.M, document bson.Raw) error {
	for range 2 { // between the two another may have made the first
		if did, err := s.overwrite(ctx, in, fits, document); did || err != nil {
			return err
		}
		if err := s.insert(ctx, in, document); !errors.Is(err, fault.Exists) {
			return err
		}
	}
	return fmt.Errorf("%w: in %s", fault.Exists, in)
}

// Weeks implements store.Trends.
func (s *Store) Weeks(ctx context.Context, from trend.Week, limit int) (found []trend.Rollup, lost error) {
	next, than := "", "$gte"
	if !from.IsZero() {
		next = from.String()
	}
	for len(found) < limit {
		wanted := limit - len(found)
		documents, err := s.all(ctx, query{
			in: weeks, by: byID, filter: bson.M{"_id": bson.M{than: next}}, sort: ascending("_id"), limit: wanted,
		})
		if err != nil {
			return nil, err
		}
		some, err := readable(documents, record.DecodeWeek)
		found, lost = append(found, some...), errors.Join(lost, err)
		if len(documents) < wanted {
			break
		}
		if next, err = text(documents[wanted-1], "_id"); err != nil { // what a text is less than
			break
		}
		than = "$gt"
	}
	return found, errors.Join(lost, ctx.Err())
}

// SaveBurst implements store.Trends.
func (s *Store) SaveBurst(ctx context.Context, b trend.Burst) error {
	b, err := record.AdmitBurst(b)
	if err != nil {
		return err
	}
	document, err := record.EncodeBurst(b)
	if err != nil {
		return err
	}
	err = s.put(ctx, bursts, bson.M{"_id": b.ID, fieldLast: bson.M{"$not": bson.M{"$gt": b.LastAt.Unix()}}}, document)
	if errors.Is(err, fault.Exists) { // one that went on later
		return nil
	}
	return err
}

// Bursts implements store.Trends.
func (s *Store) Bursts(ctx context.Context, since time.Time) ([]trend.Burst, error) {
	documents, err := s.all(ctx, query{
		in: bursts, by: byLast, filter: bson.M{fieldLast: bson.M{"$gte": seconds(since)}}, sort: append(descending(fieldLast), ascending("_id")...),
	})
	if err != nil {
		return nil, err
	}
	return readable(documents, record.DecodeBurst)
}

// seconds returns the first whole second at or after t, in seconds since 1970.
func seconds(t time.Time) int64 { return t.Add(time.Second - time.Nanosecond).Unix() }

// readable reads those documents of one kind that can be read; the error tells of the others.
func readable[T any](documents []bson.Raw, decode func([]byte) (T, error)) (found []T, lost error) {
	for _, raw := range documents {
		if one, err := decode(raw); err != nil {
			lost = errors.Join(lost, fmt.Errorf("%s: %w", raw.Lookup("_id"), err))
		} else {
			found = append(found, one)
		}
	}
	return found, lost
}

// decodeAll reads documents of one kind.
func decodeAll[T any](documents []bson.Raw, decode func([]byte) (T, error)) ([]T, error) {
	found := make([]T, 0, len(documents))
	for _, raw := range documents {
		one, err := decode(raw)
		if err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, nil
}
