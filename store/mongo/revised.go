package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// revise writes a document in the place of the one kept under its _id if that is of the revision before, and returns whether it was.
func (s *Store) revise(ctx context.Context, in collection, id string, revision uint64, document bson.Raw) (won bool, err error) {
	return s.overwrite(ctx, in, bson.M{"_id": id, "r": int64(revision) - 1}, document)
}

// afterID reads up to limit records whose _ids follow one, in their order; "" starts.
func afterID[T any](ctx context.Context, s *Store, in collection, after string, limit int, decode func([]byte) (T, error)) ([]T, error) {
	if limit <= 0 {
		return nil, ctx.Err()
	}
	documents, err := s.all(ctx, query{in: in, by: byID, filter: bson.M{"_id": bson.M{"$gt": after}}, sort: ascending("_id"), limit: limit})
	if err != nil {
		return nil, err
	}
	return decodeAll(documents, decode)
}
