package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/brigade"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// SaveFlag implements store.Flags.
func (s *Store) SaveFlag(ctx context.Context, f brigade.Flag) error {
	document, err := flagDocument(f)
	if err != nil {
		return err
	}
	return s.put(ctx, flags, bson.M{"_id": f.Subject.String()}, document)
}

// flagDocument is a flag as it is kept: until it is dismissed it says since when it is raised.
func flagDocument(f brigade.Flag) (bson.Raw, error) {
	f, err := record.AdmitFlag(f)
	if err != nil {
		return nil, err
	}
	document, err := record.EncodeFlag(f)
	if err != nil || !f.Dismissed.IsZero() {
		return document, err
	}
	return with(document, bson.M{fieldRaised: f.FoundAt.Unix()})
}

// Flags implements store.Flags.
func (s *Store) Flags(ctx context.Context, limit int) ([]brigade.Flag, error) {
	if limit <= 0 {
		return nil, ctx.Err()
	}
	documents, err := s.all(ctx, query{
		in: flags, by: byRaised, filter: bson.M{fieldRaised: bson.M{"$gt": int64(0)}},
		sort: append(descending(fieldRaised), ascending("_id")...), limit: limit,
	})
	if err != nil {
		return nil, err
	}
	return decodeAll(documents, record.DecodeFlag)
}

// Flag implements store.Flags.
func (s *Store) Flag(ctx context.Context, about subject.Key) (brigade.Flag, error) {
	raw, err := s.one(ctx, query{in: flags, by: byID, filter: bson.M{"_id": about.String()}})
	if err != nil {
		return brigade.Flag{}, err
	}
	return record.DecodeFlag(raw)
}

// FlagsAll implements store.Flags.
func (s *Store) FlagsAll(ctx context.Context, after subject.Key, limit int) ([]brigade.Flag, error) {
	return afterID(ctx, s, flags, after.String(), limit, record.DecodeFlag)
}
