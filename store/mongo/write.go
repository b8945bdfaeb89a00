package mongo

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"ringfence/internal/fault"
)

// insert writes a document; fault.Exists when one is kept under its _id or another unique key.
func (s *Store) insert(ctx context.Context, in collection, document any) error {
	return s.trip(ctx, short, func(ctx context.Context) error {
		_, err := s.in(in).InsertOne(ctx, document)
		return err
	})
}

// update changes the document that fits and reports whether one did.
func (s *Store) update(ctx context.Context, in collection, fits, change bson.M) (did bool, err error) {
	err = s.trip(ctx, short, func(ctx context.Context) error {
		result, err := s.in(in).UpdateOne(ctx, fits, change)
		did = err == nil && result.MatchedCount > 0
		return err
	})
	return did, err
}

// overwrite puts a document in the place of the one that fits and reports whether one did.
func (s *Store) overwrite(ctx context.Context, in collection, fits bson.M, document any) (did bool, err error) {
	err = s.trip(ctx, short, func(ctx context.Context) error {
		result, err := s.in(in).ReplaceOne(ctx, fits, document)
		did = err == nil && result.MatchedCount > 0
		return err
	})
	return did, err
}

// inBulk is how many writes go to the server at once.
const inBulk = 1000

// done counts what bulk writes did.
type done struct {
	inserted int
	updated  int  // found and changed, or made
	again    bool // some were tried again, so that what they did may be counted twice, or not at all
}

// bulk makes many writes, in the order given: whoever writes the same documents at the same time should
// give them in the same order, that of their keys. Where a document was there already it stays as it is.
func (s *Store) bulk(ctx context.Context, in collection, writes []driver.WriteModel) (d done, err error) {
	for len(writes) > 0 && err == nil {
		n := min(inBulk, len(writes))
		attempt := 0
		err = s.trip(ctx, long, func(ctx context.Context) error {
			attempt++
			result, err := s.in(in).BulkWrite(ctx, writes[:n], options.BulkWrite().SetOrdered(false))
			if result != nil {
				d.inserted += int(result.InsertedCount)
				d.updated += int(result.MatchedCount + result.UpsertedCount)
			}
			return err
		})
		if errors.Is(err, fault.Exists) {
			err = nil
		}
		d.again = d.again || attempt > 1
		writes = writes[n:]
	}
	return d, err
}

// change is one update in bulk.
func change(fits, how bson.M) *driver.UpdateOneModel {
	return driver.NewUpdateOneModel().SetFilter(fits).SetUpdate(how)
}
