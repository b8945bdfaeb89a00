package mongo

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/fault"
	"ringfence/store/record"
)

// Lease implements store.Leases.
func (s *Store) Lease(ctx context.Context, chore string) (holder string, turn uint64, err error) {
	raw, err := s.one(ctx, query{in: leases, by: byID, filter: bson.M{"_id": chore}})
	if errors.Is(err, fault.NotFound) {
		return "", 0, nil
	}
	if err != nil {
		return "", 0, err
	}
	n, ok := raw.Lookup(fieldTurn).AsInt64OK()
	if !ok || n < 1 {
		return "", 0, fmt.Errorf("%w: a lease without a turn", fault.Damaged)
	}
	holder, err = text(raw, fieldHolder)
	return holder, uint64(n), err
}

// Claim implements store.Leases. The first claim of all is an insert, which one of many makes.
func (s *Store) Claim(ctx context.Context, chore, holder string, after uint64) (won bool, err error) {
	if err := record.AdmitLease(chore, holder); err != nil {
		return false, err
	}
	next := bson.M{fieldHolder: holder, fieldTurn: int64(after + 1)}
	if after > 0 {
		return s.update(ctx, leases, bson.M{"_id": chore, fieldTurn: int64(after)}, bson.M{"$set": next})
	}
	next["_id"] = chore
	err = s.insert(ctx, leases, next)
	if errors.Is(err, fault.Exists) {
		return false, nil
	}
	return err == nil, err
}

// Yield implements store.Leases. The document stays, since its turn must not fall.
func (s *Store) Yield(ctx context.Context, chore, holder string) error {
	if err := record.AdmitLease(chore, holder); err != nil {
		return err
	}
	_, err := s.update(ctx, leases, bson.M{"_id": chore, fieldHolder: holder},
		bson.M{"$set": bson.M{fieldHolder: ""}, "$inc": bson.M{fieldTurn: int64(1)}})
	return err
}
