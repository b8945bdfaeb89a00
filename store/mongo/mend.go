package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"ringfence/internal/subject"
	"ringfence/store/record"
)

// mended is how many projections are looked at at once.
const mended = 1000

// Mend implements store.Projections.
func (s *Store) Mend(ctx context.Context) (lost []subject.Key, err error) {
	fields := bson.M{fieldSave: 0, fieldBlock: 0, fieldWritten: 0}
	for last := ""; ; {
		documents, err := s.all(ctx, query{
			in: projections, by: byID, filter: bson.M{"_id": bson.M{"$gt": last}}, sort: ascending("_id"), fields: fields, limit: mended,
		})
		if err != nil {
			return lost, err
		}
		for _, raw := range documents {
			if last, err = text(raw, "_id"); err != nil {
				return lost, err
			}
			if _, err := record.DecodeProjection(raw); err == nil {
				continue
			}
			if err := s.drop(ctx, raw); err != nil {
				return lost, err
			}
			if key, err := subject.ParseKey(last); err == nil {
				lost = append(lost, key)
			}
		}
		if len(documents) < mended {
			return lost, nil
		}
	}
}

// drop deletes a projection if it is still the one that was read.
func (s *Store) drop(ctx context.Context, raw bson.Raw) error {
	same := bson.M{"_id": raw.Lookup("_id")}
	for _, field := range []string{"r", "a"} {
		if value, err := raw.LookupErr(field); err == nil {
			same[field] = value
		}
	}
	_, err := s.bulk(ctx, projections, []driver.WriteModel{driver.NewDeleteOneModel().SetFilter(same)})
	return err
}
