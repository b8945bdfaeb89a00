package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// plain leaves out what store/record does not know.
func plain() bson.M { return bson.M{fieldWritten: 0, fieldSave: 0, fieldBlock: 0} }

// Projection implements store.Projections.
func (s *Store) Projection(ctx context.Context, about subject.Key) (reputation.Projection, error) {
	raw, err := s.one(ctx, query{in: projections, by: byID, filter: bson.M{"_id": about.String()}, fields: plain()})
	if err != nil {
		return reputation.Projection{}, err
	}
	return record.DecodeProjection(raw)
}

// neighbour is what a projection says to its block.
func neighbour() bson.M { return bson.M{"r": 1, "l": 1, "b": 1, "t.x": 1} }

// Blocks implements store.Projections. The server returns only what a neighbour is made of.
func (s *Store) Blocks(ctx context.Context, blocks ...string) ([]reputation.Neighbour, error) {
	if len(blocks) == 0 {
		return nil, ctx.Err()
	}
	documents, err := s.all(ctx, query{
		in: projections, by: byBlock, filter: bson.M{fieldBlock: bson.M{"$in": blocks}}, sort: ascending(fieldBlock, "_id"), fields: neighbour(),
	})
	if err != nil {
		return nil, err
	}
	by := make(map[string][]reputation.Neighbour, len(blocks))
	for _, raw := range documents {
		if n, err := record.DecodeNeighbour(raw); err == nil {
			name, _ := n.Subject.Block()
			by[name] = append(by[name], n)
		}
	}
	found := make([]reputation.Neighbour, 0, len(documents))
	for _, name := range blocks {
		found = append(found, by[name]...)
	}
	return found, nil
}
