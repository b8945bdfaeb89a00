package mongo

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/fault"
	"ringfence/internal/subject"
)

// Subjects implements store.Statements.
func (s *Store) Subjects(ctx context.Context, after subject.Key, limit int) ([]subject.Key, error) {
	if err := s.filings.settle(ctx); err != nil {
		return nil, err
	}
	said, err := s.distinct(ctx, query{in: truth, by: bySubject, sort: ascending(fieldSubject, "_id")}, fieldSubject, after, limit)
	if err != nil {
		return nil, err
	}
	shown, err := s.distinct(ctx, query{in: projections, by: byID, sort: ascending("_id")}, "_id", after, limit)
	if err != nil {
		return nil, err
	}
	all := slices.Compact(slices.SortedFunc(slices.Values(slices.Concat(said, shown)), byKey))
	return all[:min(len(all), max(limit, 0))], nil
}

// Unprojected implements store.Statements.
func (s *Store) Unprojected(ctx context.Context, limit int) ([]subject.Key, error) {
	if err := s.filings.settle(ctx); err != nil {
		return nil, err
	}
	return s.distinct(ctx, query{in: truth, by: byAwaiting, sort: ascending(fieldAwaits)}, fieldAwaits, subject.Key{}, limit)
}

// distinct returns up to limit subjects that a field of what fits names, in the order of their keys, after the one given. It
// reads a page at a time, past all further records of the last subject.
func (s *Store) distinct(ctx context.Context, q query, field string, after subject.Key, limit int) (found []subject.Key, err error) {
	q.fields = bson.M{"_id": 0}
	q.fields[field] = 1
	fits := q.filter
	last := after.String()
	for len(found) < limit {
		q.filter, q.limit = bson.M{field: bson.M{"$gt": last}}, min(limit, atOnce)
		maps.Copy(q.filter, fits)
		documents, err := s.all(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, raw := range documents {
			name, err := text(raw, field)
			if err != nil {
				return nil, err
			}
			if name == last || len(found) == limit {
				continue
			}
			key, err := subject.ParseKey(name)
			if err != nil {
				return nil, fmt.Errorf("%w %s: %w", fault.Damaged, q.in, err)
			}
			found, last = append(found, key), name
		}
		if len(documents) < q.limit {
			break
		}
	}
	return found, nil
}
