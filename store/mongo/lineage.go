package mongo

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/fault"
)

// lineage tells histories apart: when a database is restored from a backup and written to, the same marks may
// name other writes than those that followers of the lost one have seen. So each opening begins a stretch of
// marks with a name of its own, and a cursor bears the name of the stretch that its last write lies in.
type lineage []stretch

type stretch struct {
	After bson.Timestamp `bson:"after"` // its writes have greater marks
	Name  string         `bson:"name"`  // drawn at random
}

// maxStretches bounds the lineage. Cursors of older stretches are as those of other data.
const maxStretches = 100

// of returns the name of the stretch in which a mark was given, or "".
func (l lineage) of(m mark) (name string) {
	for _, s := range l {
		if markOf(s.After) < m {
			name = s.Name
		}
	}
	return name
}

// begin returns l with a new stretch after a mark. A stretch without a write gives its place up.
func (l lineage) begin(after mark) lineage {
	l = slices.DeleteFunc(slices.Clone(l), func(s stretch) bool { return markOf(s.After) == after })
	l = append(l, stretch{after.timestamp(), rand.Text()})
	slices.SortFunc(l, func(a, b stretch) int { return cmp.Compare(markOf(a.After), markOf(b.After)) })
	return l[max(0, len(l)-maxStretches):]
}

// pedigree is how the lineage is kept.
type pedigree struct {
	Name      string  `bson:"_id"`
	Revision  int64   `bson:"revision"`
	Stretches lineage `bson:"stretches"`
}

func (s *Store) pedigree(ctx context.Context) (p pedigree, err error) {
	raw, err := s.meta(ctx, metaLineage)
	if errors.Is(err, fault.NotFound) {
		return pedigree{Name: metaLineage}, nil
	}
	if err != nil {
		return p, err
	}
	if err := bson.Unmarshal(raw, &p); err != nil {
		return p, fmt.Errorf("%w lineage: %w", fault.Damaged, err)
	}
	return p, nil
}

func (s *Store) lineage(ctx context.Context) (lineage, error) {
	p, err := s.pedigree(ctx)
	return p.Stretches, err
}

// beginStretch gives what will be written from now on a name.
func (s *Store) beginStretch(ctx context.Context) error {
	for {
		p, err := s.pedigree(ctx)
		if err != nil {
			return err
		}
		after, err := s.newest(ctx)
		if err != nil {
			return err
		}
		read := p.Revision
		p.Revision++
		p.Stretches = p.Stretches.begin(after)
		did, err := s.replace(ctx, p, read)
		if did || err != nil {
			return err
		}
	}
}

// replace writes p over the revision that was read, 0 for none, and reports whether it did.
func (s *Store) replace(ctx context.Context, p pedigree, read int64) (bool, error) {
	if read == 0 {
		err := s.insert(ctx, meta, p)
		if errors.Is(err, fault.Exists) {
			return false, nil
		}
		return err == nil, err
	}
	return s.update(ctx, meta, bson.M{"_id": metaLineage, "revision": read},
		bson.M{"$set": bson.M{"revision": p.Revision, "stretches": p.Stretches}})
}
