package mongo

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// DueBy implements store.Projections.
func (s *Store) DueBy(ctx context.Context, now time.Time, limit int) ([]subject.Key, error) {
	if limit <= 0 {
		return nil, ctx.Err()
	}
	documents, err := s.all(ctx, query{
		in: projections, by: byDue, filter: bson.M{"d": bson.M{"$lte": now.Unix()}}, sort: ascending("d", "_id"),
		fields: bson.M{"_id": 1}, limit: limit,
	})
	if err != nil {
		return nil, err
	}
	found := make([]subject.Key, 0, len(documents))
	for _, raw := range documents {
		name, err := text(raw, "_id")
		if err != nil {
			return nil, err
		}
		key, err := subject.ParseKey(name)
		if err != nil {
			return nil, fmt.Errorf("%w projection: %w", fault.Damaged, err)
		}
		found = append(found, key)
	}
	return found, nil
}

// Hasten implements store.Projections.
func (s *Store) Hasten(ctx context.Context, about []subject.Key, due time.Time) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.hasten(ctx, map[time.Time][]subject.Key{due: about})
}

// hastenAll hastens what these saves hasten.
func (s *Store) hastenAll(ctx context.Context, saves []reputation.Save) error {
	by := map[time.Time][]subject.Key{}
	for i := range saves {
		asOf := saves[i].Projection.AsOf
		by[asOf] = append(by[asOf], saves[i].Hastens...)
	}
	return s.hasten(ctx, by)
}

func (s *Store) hasten(ctx context.Context, by map[time.Time][]subject.Key) error {
	soonest := map[subject.Key]int64{}
	for due, about := range by {
		for _, key := range about {
			if kept, ok := soonest[key]; !ok || due.Unix() < kept {
				soonest[key] = due.Unix()
			}
		}
	}
	var writes []driver.WriteModel
	for _, key := range slices.SortedFunc(maps.Keys(soonest), byKey) {
		due := soonest[key]
		later := bson.M{"_id": key.String(), "d": bson.M{"$not": bson.M{"$lte": due}}} // or never
		writes = append(writes, change(later, bson.M{"$set": bson.M{"d": due}}))
	}
	_, err := s.bulk(ctx, projections, writes)
	return err
}
