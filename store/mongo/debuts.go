package mongo

import (
	"context"

	"ringfence/internal/reputation"
	"ringfence/store/record"
)

// Introduce implements store.Projections. What is said comes first, so that it awaits its projection when this is
// cut short. Which statements were new is not told by the server: when some were not, all of them go on to await it.
// Nor does it tell who else wrote in their blocks meanwhile, so nobody is ever alone.
func (s *Store) Introduce(ctx context.Context, debuts []reputation.Debut, _ uint64) (added int, alone bool, err error) {
	var said []reputation.Statement
	for i := range debuts {
		said = append(said, debuts[i].Statements...)
	}
	if added, err = s.Add(ctx, said); err != nil {
		return added, false, err
	}
	saves := make([]reputation.Save, len(debuts))
	for i := range debuts {
		d := &debuts[i]
		saves[i] = reputation.Save{Projection: d.Projection, Hastens: d.Hastens}
		for j := range d.Statements {
			if added == len(said) {
				saves[i].Marks = append(saves[i].Marks, record.StatementMark(&d.Statements[j]))
			}
		}
	}
	_, err = s.Save(ctx, saves)
	return added, false, err
}
