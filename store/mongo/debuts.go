package mongo

import (
	"context"

	"ringfence/internal/reputation"
	"ringfence/store/record"
)

// Introduce implements store.Projections. What is said comes first, so that it awaits its projection when this is
// cut short.
func (s *Store) Introduce(ctx context.Context, debuts []reputation.Debut) (added int, err error) {
	var said []reputation.Statement
	saves := make([]reputation.Save, len(debuts))
	for i := range debuts {
		said = append(said, debuts[i].Statements...)
		saves[i] = record.FirstSave(&debuts[i])
	}
	if added, err = s.Add(ctx, said); err != nil {
		return added, err
	}
	_, err = s.Save(ctx, saves)
	return added, err
}
