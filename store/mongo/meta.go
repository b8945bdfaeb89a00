package mongo

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"ringfence/internal/fault"
)

// Names in meta.
const (
	metaFormat        = "format"
	metaFingerprint   = "fingerprint"
	metaDemonstration = "demonstration"
	metaLineage       = "lineage"
	metaTrial         = "trial"
	metaRestoring     = "restoring"
)

// Bind implements store.Store.
func (s *Store) Bind(ctx context.Context, fingerprint string) error {
	if fingerprint == "" {
		return errors.New("bind to no keys")
	}
	err := s.insert(ctx, meta, bson.M{"_id": metaFingerprint, "of": fingerprint})
	if !errors.Is(err, fault.Exists) {
		return err
	}
	kept, err := s.Bound(ctx)
	if err == nil && kept != fingerprint {
		return fault.WrongKeys
	}
	return err
}

// Bound implements store.Store.
func (s *Store) Bound(ctx context.Context) (string, error) {
	kept, err := s.meta(ctx, metaFingerprint)
	if errors.Is(err, fault.NotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	fingerprint, _ := kept.Lookup("of").StringValueOK()
	return fingerprint, nil
}

// Demonstrate implements store.Store.
func (s *Store) Demonstrate(ctx context.Context) error {
	err := s.insert(ctx, meta, bson.M{"_id": metaDemonstration})
	if errors.Is(err, fault.Exists) {
		return nil
	}
	return err
}

// Demonstration implements store.Store.
func (s *Store) Demonstration(ctx context.Context) (bool, error) {
	_, err := s.meta(ctx, metaDemonstration)
	if errors.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// Check implements store.Store. It is one small write, which a server that only reads refuses.
func (s *Store) Check(ctx context.Context) error {
	return s.trip(ctx, short, func(ctx context.Context) error {
		now := bson.M{"$currentDate": bson.M{"at": true}}
		_, err := s.in(meta).UpdateByID(ctx, metaTrial, now, options.UpdateOne().SetUpsert(true))
		return err
	})
}

func (s *Store) meta(ctx context.Context, name string) (bson.Raw, error) {
	return s.one(ctx, query{in: meta, by: byID, filter: bson.M{"_id": name}})
}
