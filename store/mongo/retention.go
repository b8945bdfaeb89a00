package mongo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"ringfence/internal/erasure"
	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// EraseTestimony implements store.Retention. What is unfinished is finished first: until then it holds its words, and perhaps who said
// them, a second time.
func (s *Store) EraseTestimony(ctx context.Context, before reputation.Date, limit int) (erased int, err error) {
	if limit <= 0 {
		return 0, ctx.Err()
	}
	if err := s.filings.settle(ctx); err != nil {
		return 0, err
	}
	old := bson.M{fieldDay: bson.M{"$lt": int32(before)}, fieldSealed: bson.M{"$exists": true}}
	over, err := s.all(ctx, query{in: testimonies, by: bySealed, filter: old, sort: ascending(fieldDay, "_id"), limit: limit})
	if err != nil || len(over) == 0 {
		return 0, err
	}
	receipts := make(bson.A, len(over))
	for i, raw := range over {
		receipts[i] = raw.Lookup("_id")
		if err := s.complete(ctx, raw); err != nil && !errors.Is(err, fault.Damaged) { // its key is destroyed all the same
			return 0, err
		}
	}
	err = s.trip(ctx, long, func(ctx context.Context) error {
		_, err := s.in(testimonies).UpdateMany(ctx, bson.M{"_id": bson.M{"$in": receipts}}, bson.M{"$unset": bson.M{fieldSealed: "", "h": ""}})
		return err
	})
	if err != nil {
		return 0, err
	}
	return len(over), nil
}

// agedAtOnce is how many aged statements are read at once: more than there are in an hour of a busy service.
const agedAtOnce = 5000

// Aged implements store.Retention. As a rule few statements have aged since it was last asked, and all of them are read; where
// retention has only begun, all that was said is gone through in the order of subjects.
func (s *Store) Aged(ctx context.Context, before time.Time, after subject.Key, limit int) ([]subject.Key, error) {
	if limit <= 0 {
		return nil, ctx.Err()
	}
	if err := s.filings.settle(ctx); err != nil {
		return nil, err
	}
	minute := record.Minute(before.Add(time.Minute - time.Nanosecond)) // the first that no aged one was received in
	documents, err := s.all(ctx, query{
		in: truth, by: byAge, filter: bson.M{fieldReporter: bson.M{"$exists": true}, fieldReceived: bson.M{"$lt": minute}},
		fields: bson.M{"_id": 0, fieldSubject: 1}, limit: agedAtOnce,
	})
	if err != nil {
		return nil, err
	}
	if len(documents) == agedAtOnce {
		return s.agedInOrder(ctx, before, after, limit)
	}
	found := map[string]subject.Key{}
	for _, raw := range documents {
		name, err := text(raw, fieldSubject)
		if err != nil {
			return nil, err
		}
		if name <= after.String() {
			continue
		}
		if found[name], err = subject.ParseKey(name); err != nil {
			return nil, fmt.Errorf("%w %s: %w", fault.Damaged, truth, err)
		}
	}
	all := slices.SortedFunc(maps.Values(found), byKey)
	return all[:min(len(all), limit)], nil
}

// agedInOrder finds what Aged does by going through all that was said after a subject.
func (s *Store) agedInOrder(ctx context.Context, before time.Time, after subject.Key, limit int) (aged []subject.Key, err error) {
	for len(aged) < limit {
		about, err := s.Subjects(ctx, after, tallied)
		if err != nil || len(about) == 0 {
			return aged, err
		}
		found, err := s.said(ctx, about)
		if err != nil {
			return nil, err
		}
		for _, key := range about {
			if len(aged) < limit && slices.ContainsFunc(found[key].statements, func(s reputation.Statement) bool {
				return s.Reporter != "" && s.ReceivedAt.Before(before)
			}) {
				aged = append(aged, key)
			}
		}
		after = about[len(about)-1]
	}
	return aged, nil
}

// Freeze implements store.Retention. What is superseded is marked so first, each by compare-and-set on its version; only when all that
// is read is marked does any lose its reporter. What others do meanwhile comes before it or after it: a statement that was withdrawn
// or overturned before it could be marked is read again; one that came since, or whose reporter is only now known, supersedes nobody
// whose name is gone, as if it had come after.
func (s *Store) Freeze(ctx context.Context, about subject.Key, before time.Time) (frozen int, err error) {
	for {
		found, err := s.said(ctx, []subject.Key{about})
		if err != nil {
			return 0, err
		}
		said := found[about].statements
		named := reputation.Freeze(said, before)
		marks := superseded(said, named)
		if len(marks) == 0 {
			return s.unname(ctx, named)
		}
		if _, err := s.bulk(ctx, truth, marks); err != nil {
			return 0, err
		}
	}
}

// superseded are the writes that mark those of a subject's statements which freezing makes Superseded.
func superseded(said, frozen []reputation.Statement) (writes []driver.WriteModel) {
	versions := make(map[report.ID]uint32, len(said))
	for i := range said {
		versions[said[i].Report] = said[i].Version
	}
	for i := range frozen {
		one := &frozen[i]
		if was := versions[one.Report]; was != one.Version {
			before := inState(one.Subject, record.StatementID(one.Subject, one.Report), reputation.Live)
			before["v"] = int64(was)
			writes = append(writes, change(before, moved(one.Subject, reputation.Superseded)))
		}
	}
	return writes
}

// unname takes the reporter from these statements, and returns how many had one.
func (s *Store) unname(ctx context.Context, said []reputation.Statement) (frozen int, err error) {
	writes := make([]driver.WriteModel, len(said))
	for i := range said {
		one := bson.M{
			"_id": record.StatementID(said[i].Subject, said[i].Report), fieldSubject: said[i].Subject.String(),
			"$or": bson.A{bson.M{fieldReporter: bson.M{"$exists": true}}, bson.M{fieldPerson: bson.M{"$exists": true}}},
		}
		writes[i] = change(one, bson.M{"$unset": bson.M{fieldReporter: "", fieldPerson: ""}})
	}
	d, err := s.bulk(ctx, truth, writes)
	return d.updated, err
}

// Scrub implements store.Retention. It does nothing but see that the server is there: one of many files, journals and copies gives no way to overwrite a page, and what
// it frees may lie on its disks, in its oplog and in backups for as long as it likes. What protects there is that texts, notes and documents
// are sealed under the key of their day, and that pseudonyms are of the key of an epoch; both keys are destroyed when their time
// is over, and were never in the database.
func (s *Store) Scrub(ctx context.Context) error {
	_, err := s.meta(ctx, metaFormat)
	return err
}

// SaveErasure implements store.Retention.
func (s *Store) SaveErasure(ctx context.Context, a erasure.Account) error {
	if err := record.AdmitErasure(a); err != nil {
		return err
	}
	document, err := record.EncodeErasure(a)
	if err != nil {
		return err
	}
	return s.put(ctx, erasures, bson.M{"_id": int32(a.Day)}, document)
}

// Erasures implements store.Retention.
func (s *Store) Erasures(ctx context.Context, from reputation.Date) ([]erasure.Account, error) {
	documents, err := s.all(ctx, query{in: erasures, by: byID, filter: bson.M{"_id": bson.M{"$gte": int32(from)}}, sort: ascending("_id")})
	if err != nil {
		return nil, err
	}
	return decodeAll(documents, record.DecodeErasure)
}
