package mongo

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/apikey"
	"ringfence/internal/fault"
	"ringfence/store/record"
)

// PutKey implements store.Keys.
func (s *Store) PutKey(ctx context.Context, k apikey.Key) error {
	if err := k.Check(); err != nil {
		return err
	}
	document, err := record.EncodeKey(k)
	if err != nil {
		return err
	}
	return s.insert(ctx, apiKeys, bson.Raw(document))
}

// KeysAll implements store.Keys.
func (s *Store) KeysAll(ctx context.Context) ([]apikey.Key, error) {
	documents, err := s.all(ctx, query{in: apiKeys, by: byName, filter: bson.M{}, sort: ascending("n")})
	if err != nil {
		return nil, err
	}
	all := make([]apikey.Key, 0, len(documents))
	for _, raw := range documents {
		k, err := record.DecodeKey(raw)
		if err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, nil
}

// RevokeKey implements store.Keys.
func (s *Store) RevokeKey(ctx context.Context, name string) error {
	did, err := s.update(ctx, apiKeys, bson.M{"n": name}, bson.M{"$set": bson.M{"r": true}})
	if err == nil && !did {
		return fmt.Errorf("%w: API key", fault.NotFound)
	}
	return err
}
