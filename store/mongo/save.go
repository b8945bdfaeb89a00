package mongo

import (
	"context"
	"maps"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// Save implements store.Projections. Marks come last: when it is cut short they are still there, and what they
// are on is projected again.
func (s *Store) Save(ctx context.Context, saves []reputation.Save) (refused []subject.Key, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, wave := range waves(saves) {
		saved, err := s.write(ctx, wave)
		if err != nil {
			return nil, err
		}
		var kept []reputation.Save
		for _, save := range wave {
			if saved[save.Projection.Subject] {
				kept = append(kept, save)
			} else {
				refused = append(refused, save.Projection.Subject)
			}
		}
		if err := s.hastenAll(ctx, kept); err != nil {
			return nil, err
		}
		if err := s.settle(ctx, kept); err != nil {
			return nil, err
		}
	}
	return refused, nil
}

// waves parts saves so that each has a subject once and a subject's saves keep their order.
func waves(saves []reputation.Save) (parts [][]reputation.Save) {
	times := make(map[subject.Key]int, len(saves))
	for _, save := range saves {
		n := times[save.Projection.Subject]
		if times[save.Projection.Subject]++; n == len(parts) {
			parts = append(parts, nil)
		}
		parts[n] = append(parts[n], save)
	}
	return parts
}

// write writes those projections whose kept revision is one less than theirs, and returns which it did. One that
// another has written over in the meantime may count as not written: then it is computed again, which is no harm.
func (s *Store) write(ctx context.Context, wave []reputation.Save) (saved map[subject.Key]bool, err error) {
	call := bson.NewObjectID()
	ordered := slices.SortedFunc(slices.Values(wave), func(a, b reputation.Save) int {
		return byKey(a.Projection.Subject, b.Projection.Subject)
	})
	writes := make([]driver.WriteModel, len(ordered))
	names := make([]string, len(ordered))
	for i := range ordered {
		p := &ordered[i].Projection
		names[i] = p.Subject.String()
		if writes[i], err = revise(p, call); err != nil {
			return nil, err
		}
	}
	d, err := s.bulk(ctx, projections, writes)
	if err != nil {
		return nil, err
	}
	saved = make(map[subject.Key]bool, len(ordered))
	if d.updated == len(ordered) && !d.again {
		for i := range ordered {
			saved[ordered[i].Projection.Subject] = true
		}
		return saved, nil
	}
	documents, err := s.all(ctx, query{
		in: projections, by: byID, filter: bson.M{"_id": bson.M{"$in": names}}, fields: bson.M{fieldSave: 1},
	})
	if err != nil {
		return nil, err
	}
	for _, raw := range documents {
		if by, ok := raw.Lookup(fieldSave).ObjectIDOK(); !ok || by != call {
			continue
		}
		if about, err := subject.ParseKey(raw.Lookup("_id").StringValue()); err == nil {
			saved[about] = true
		}
	}
	return saved, nil
}

// revise is the write of p over the revision before it.
func revise(p *reputation.Projection, call bson.ObjectID) (driver.WriteModel, error) {
	b, err := record.EncodeProjection(*p)
	if err != nil {
		return nil, err
	}
	fields, err := bson.Raw(b).Elements()
	if err != nil {
		return nil, err
	}
	set := bson.M{fieldSave: call}
	gone := bson.M{"a": "", "d": ""} // what a projection may lack
	for _, f := range fields {
		if f.Key() != "_id" {
			set[f.Key()] = f.Value()
			delete(gone, f.Key())
		}
	}
	if block, ok := p.Subject.Block(); ok {
		set[fieldBlock] = block
	}
	how := bson.M{"$set": set, "$currentDate": bson.M{fieldWritten: bson.M{"$type": "timestamp"}}}
	if len(gone) > 0 {
		how["$unset"] = gone
	}
	before := bson.M{"_id": p.Subject.String(), "r": int64(p.Revision) - 1}
	return change(before, how).SetUpsert(p.Revision == 1), nil // where there is one, making one is a duplicate
}

// settle takes marks off those records that are still in the version that was read. Records of one version, and
// nearly all are of the first, are changed together, which costs a server a fraction of what it does one by one.
func (s *Store) settle(ctx context.Context, saves []reputation.Save) error {
	read := map[uint32][]marked{} // by version
	for i := range saves {
		about := saves[i].Projection.Subject
		for _, m := range saves[i].Marks {
			read[m.Version] = append(read[m.Version], marked{recordID(about, m.Record), about.String()})
		}
	}
	var writes []driver.WriteModel
	for _, version := range slices.Sorted(maps.Keys(read)) {
		for some := range slices.Chunk(read[version], inBulk) {
			writes = append(writes, unmark(some, version))
		}
	}
	_, err := s.bulk(ctx, truth, writes)
	return err
}

// marked is the _id of a record and its subject.
type marked struct{ id, about string }

// unmark takes the marks off these records where they are in this version.
func unmark(some []marked, version uint32) driver.WriteModel {
	ids, about := make([]string, len(some)), make([]string, len(some))
	for i, m := range some {
		ids[i], about[i] = m.id, m.about
	}
	slices.Sort(ids)
	slices.Sort(about)
	fits := bson.M{"_id": bson.M{"$in": ids}, fieldSubject: bson.M{"$in": slices.Compact(about)}, "v": int64(version)}
	return driver.NewUpdateManyModel().SetFilter(fits).SetUpdate(bson.M{"$unset": bson.M{fieldAwaits: ""}})
}
