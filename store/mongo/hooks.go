package mongo

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/fault"
	"ringfence/internal/webhook"
	"ringfence/store/record"
)

// PutHook implements store.Hooks.
func (s *Store) PutHook(ctx context.Context, h webhook.Hook) error {
	h, err := record.AdmitHook(h)
	if err != nil {
		return err
	}
	document, err := record.EncodeHook(h)
	if err != nil {
		return err
	}
	return s.insert(ctx, hooks, bson.Raw(document))
}

// Hooks implements store.Hooks.
func (s *Store) Hooks(ctx context.Context) ([]webhook.Hook, error) {
	documents, err := s.all(ctx, query{in: hooks, by: byID, filter: bson.M{}, sort: ascending("_id")})
	if err != nil {
		return nil, err
	}
	return decodeAll(documents, record.DecodeHook)
}

// SaveHook implements store.Hooks.
func (s *Store) SaveHook(ctx context.Context, h webhook.Hook) (won bool, err error) {
	h, err = record.AdmitHook(h)
	if err != nil {
		return false, err
	}
	document, err := record.EncodeHook(h)
	if err != nil {
		return false, err
	}
	before := bson.M{"_id": h.Name, "r": int64(h.Revision) - 1, "m": h.MadeAt.Unix()}
	return s.overwrite(ctx, hooks, before, bson.Raw(document))
}

// DropHook implements store.Hooks.
func (s *Store) DropHook(ctx context.Context, name string) error {
	dropped := false
	err := s.trip(ctx, short, func(ctx context.Context) error {
		result, err := s.in(hooks).DeleteOne(ctx, bson.M{"_id": name})
		dropped = dropped || err == nil && result.DeletedCount > 0
		return err
	})
	if err == nil && !dropped {
		return fmt.Errorf("%w: webhook", fault.NotFound)
	}
	return err
}
