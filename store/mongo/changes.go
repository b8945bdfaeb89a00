package mongo

import (
	"context"
	"fmt"
	"maps"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// late is how long a write may take from its mark until it is visible, clocks of shards that differ included.
const late = 10 * time.Second

// Changed implements store.Changes. Where the last ten seconds are looked at again only marks are read.
func (s *Store) Changed(ctx context.Context, after reputation.Cursor, limit int) ([]reputation.Projection, reputation.Cursor, error) {
	l, err := s.lineage(ctx)
	if err != nil {
		return nil, after, err
	}
	from, err := placeOf(after)
	if err == nil && from.last > 0 && from.stretch != l.of(from.last) {
		err = fmt.Errorf("cursor: %w", fault.Foreign)
	}
	if err != nil || limit <= 0 {
		return nil, after, err
	}
	settled, err := s.horizon(ctx) // before what it is held against is read
	if err != nil {
		return nil, after, err
	}
	most := len(from.seen) + limit
	writes, err := s.writesFrom(ctx, from.through, most)
	if err != nil {
		return nil, after, err
	}
	fresh, next := from.follow(writes, len(writes) < most, limit, settled)
	changed, err := s.changed(ctx, fresh)
	if err != nil {
		return nil, after, err
	}
	next.stretch = l.of(next.last)
	return changed, next.cursor(), nil
}

// written is a subject and when its projection was written.
type written struct {
	about string
	at    mark
}

// writesFrom returns the last writes of each subject in the order of their marks.
func (s *Store) writesFrom(ctx context.Context, from mark, limit int) ([]written, error) {
	documents, err := s.all(ctx, query{
		in: projections, by: byWritten, filter: bson.M{fieldWritten: bson.M{"$gte": from.timestamp()}},
		sort: ascending(fieldWritten, "_id"), fields: bson.M{fieldWritten: 1}, limit: limit,
	})
	if err != nil {
		return nil, err
	}
	writes := make([]written, len(documents))
	for i, raw := range documents {
		if writes[i].about, err = text(raw, "_id"); err != nil {
			return nil, err
		}
		if writes[i].at, err = markIn(raw); err != nil {
			return nil, err
		}
	}
	return writes, nil
}

// follow takes from writes, which are those from p.through on and perhaps not all, up to limit that were not
// seen, and returns them and the place after them. All that is marked before settled is visible.
func (p place) follow(writes []written, all bool, limit int, settled mark) (fresh []string, next place) {
	next = place{last: p.last, seen: map[write]bool{}}
	if !all { // what was seen may lie further on
		maps.Copy(next.seen, p.seen)
	}
	through := p.last
	for _, w := range writes {
		id := writeOf(w.about, w.at)
		if !p.seen[id] {
			if len(fresh) == limit {
				continue
			}
			fresh, through = append(fresh, w.about), w.at
			next.last = max(next.last, w.at)
		}
		next.seen[id] = true
	}
	if len(fresh) < limit {
		through = next.last
	}
	next.through = max(p.through, min(through, settled))
	for _, w := range writes { // what lies before is known to be seen
		if w.at < next.through {
			delete(next.seen, writeOf(w.about, w.at))
		}
	}
	return fresh, next
}

// changed returns what is kept of these subjects, in this order. One that cannot be read comes as its subject alone.
func (s *Store) changed(ctx context.Context, about []string) ([]reputation.Projection, error) {
	if len(about) == 0 {
		return nil, nil
	}
	documents, err := s.all(ctx, query{in: projections, by: byID, filter: bson.M{"_id": bson.M{"$in": about}}, fields: plain()})
	if err != nil {
		return nil, err
	}
	by := make(map[string]bson.Raw, len(documents))
	for _, raw := range documents {
		name, _ := raw.Lookup("_id").StringValueOK()
		by[name] = raw
	}
	changed := make([]reputation.Projection, 0, len(about))
	for _, name := range about {
		raw, ok := by[name]
		if !ok {
			continue // mended in the meantime
		}
		p, err := record.DecodeProjection(raw)
		if err != nil {
			key, err := subject.ParseKey(name)
			if err != nil {
				continue
			}
			p = reputation.Projection{Subject: key}
		}
		changed = append(changed, p)
	}
	return changed, nil
}
