package mongo

import (
	"context"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"ringfence/internal/fault"
)

// query is a find. There are no others, and each names the index it goes by: the server is told as a comment,
// so that its profiler shows it and a test can hold the plan to it.
type query struct {
	in     collection
	by     string
	filter bson.M
	sort   bson.D
	fields bson.M
	limit  int // 0 is none
}

// atOnce is how many documents one answer of the server may hold. It is cut at 16 MB in any case.
const atOnce = 10_000

// all returns what a query finds.
func (s *Store) all(ctx context.Context, q query) (found []bson.Raw, err error) {
	o := options.Find().SetComment(q.by).SetLimit(int64(q.limit)).SetBatchSize(atOnce)
	if q.sort != nil {
		o.SetSort(q.sort)
	}
	if q.fields != nil {
		o.SetProjection(q.fields)
	}
	err = s.trip(ctx, long, func(ctx context.Context) error {
		found, err = s.found(ctx, q, o)
		return err
	})
	return found, err
}

// found copies the documents one by one: cursor.All takes 4 KB for each beside.
func (s *Store) found(ctx context.Context, q query, o *options.FindOptionsBuilder) (found []bson.Raw, err error) {
	cursor, err := s.in(q.in).Find(ctx, q.filter, o)
	if err != nil {
		return nil, err
	}
	defer cursor.Close(ctx) //nolint:errcheck // all of it was read, or the error is known
	for cursor.Next(ctx) {
		found = append(found, slices.Clone(cursor.Current))
	}
	return found, cursor.Err()
}

// one returns the document that a query finds, or fault.NotFound.
func (s *Store) one(ctx context.Context, q query) (found bson.Raw, err error) {
	o := options.FindOne().SetComment(q.by)
	if q.sort != nil {
		o.SetSort(q.sort)
	}
	if q.fields != nil {
		o.SetProjection(q.fields)
	}
	err = s.trip(ctx, short, func(ctx context.Context) (err error) {
		found, err = s.in(q.in).FindOne(ctx, q.filter, o).Raw()
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", q.in, err)
	}
	return found, nil
}

// text returns a field that is a text.
func text(raw bson.Raw, field string) (string, error) {
	if value, ok := raw.Lookup(field).StringValueOK(); ok {
		return value, nil
	}
	return "", fmt.Errorf("%w: a document without %s", fault.Damaged, field)
}
