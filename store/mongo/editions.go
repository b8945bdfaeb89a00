package mongo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/crashpoint"
	"ringfence/internal/fault"
	"ringfence/internal/listing"
	"ringfence/store/record"
)

// partSize is how much of a body lies in one document, which may have 16 MB.
const partSize = 8 << 20

// published is the _id of the document in editions.
const published = "published"

// edition is an edition as the document in editions lists it. Its body lies in parts, under a name that no other body has, so that
// what one process writes never mixes with what another does.
type edition struct {
	Version int64  `bson:"version"`
	At      int64  `bson:"at"` // seconds since 1970
	Whole   bool   `bson:"whole,omitempty"`
	Body    string `bson:"body"`
	Parts   int    `bson:"parts"`
}

// list is the document in editions.
type list struct {
	Newest   int64     `bson:"newest"`
	Change   int64     `bson:"change"`
	Editions []edition `bson:"editions"`
}

// Why a part that a list names is gone.
var (
	errReplaced = errors.New("the edition was folded meanwhile")
	errLost     = errors.New("a part of an edition is lost")
)

// Published implements store.Publications. What was folded while it was read is read again.
func (s *Store) Published(ctx context.Context, after uint64) (found []listing.Edition, err error) {
	before := int64(-1) // no list is of that change
	for range attempts {
		l, err := s.published(ctx)
		if err != nil {
			return nil, err
		}
		if l.Change == before {
			return nil, fmt.Errorf("%w: %w", fault.Damaged, errLost)
		}
		if found, err = s.since(ctx, l, after); !errors.Is(err, errReplaced) {
			return found, err
		}
		before = l.Change
	}
	return nil, fmt.Errorf("%w: %w", fault.Unavailable, errReplaced)
}

// published reads the list; one that is empty where there is none.
func (s *Store) published(ctx context.Context) (l list, err error) {
	raw, err := s.rawList(ctx)
	if err != nil || raw == nil {
		return list{}, err
	}
	if err := bson.Unmarshal(raw, &l); err != nil {
		return list{}, fmt.Errorf("%w: the list of editions: %w", fault.Damaged, err)
	}
	return l, nil
}

// rawList reads the list as it is kept; nil where there is none.
func (s *Store) rawList(ctx context.Context) (bson.Raw, error) {
	raw, err := s.one(ctx, query{in: editions, by: byID, filter: bson.M{"_id": published}})
	if errors.Is(err, fault.NotFound) {
		return nil, nil
	}
	return raw, err
}

// Newest implements store.Publications.
func (s *Store) Newest(ctx context.Context) (uint64, error) {
	raw, err := s.rawList(ctx)
	if err != nil {
		return 0, err
	}
	return newestIn(raw), nil
}

// newestIn returns the newest version of a list, whatever else of it can be read; 0 where it has none.
func newestIn(raw bson.Raw) uint64 {
	newest, _ := raw.Lookup(fieldNewest).AsInt64OK()
	return uint64(max(0, newest))
}

// since returns the editions of a list after a version, with their bodies.
func (s *Store) since(ctx context.Context, l list, after uint64) ([]listing.Edition, error) {
	all := make([]record.Kept, len(l.Editions))
	for i, e := range l.Editions {
		all[i] = record.Kept{Version: uint64(e.Version), Whole: e.Whole}
	}
	first, ok := record.After(all, after)
	if !ok {
		return nil, fmt.Errorf("%w: version %d", fault.Foreign, after)
	}
	var found []listing.Edition
	for _, e := range l.Editions[first:] {
		body, err := s.body(ctx, e)
		if err != nil {
			return nil, err
		}
		found = append(found, listing.Edition{Version: uint64(e.Version), Whole: e.Whole, At: time.Unix(e.At, 0).UTC(), Body: body})
	}
	return found, nil
}

// body reads what an edition says, part by part.
func (s *Store) body(ctx context.Context, e edition) (body []byte, err error) {
	for i := range e.Parts {
		documents, err := s.all(ctx, query{in: parts, by: byID, filter: bson.M{"_id": partID(e.Body, i)}})
		if err != nil {
			return nil, err
		}
		if len(documents) == 0 {
			return nil, errReplaced
		}
		_, part, ok := documents[0].Lookup(fieldPart).BinaryOK()
		if !ok {
			return nil, fmt.Errorf("%w: a part without %s", fault.Damaged, fieldPart)
		}
		body = append(body, part...)
	}
	return body, nil
}

func partID(body string, i int) string { return body + "/" + strconv.Itoa(i) }

// Publish implements store.Publications: first the parts, then the list by compare-and-set on its newest version.
func (s *Store) Publish(ctx context.Context, e listing.Edition, after uint64) (won bool, err error) {
	e, err = record.AdmitEdition(e, after)
	if err != nil {
		return false, err
	}
	l, err := s.published(ctx)
	if errors.Is(err, fault.Damaged) && e.Whole {
		return s.publishAnew(ctx, e, after)
	}
	if err != nil || uint64(l.Newest) != after {
		return false, err // before any part is written in vain
	}
	next, err := s.writeBody(ctx, e)
	if err != nil {
		return false, err
	}
	crashpoint.Reach(crashpoint.EditionBegun)
	if len(l.Editions) == 0 {
		err = s.insert(ctx, editions, bson.M{"_id": published, fieldNewest: next.Version, fieldChange: int64(1), fieldEditions: []edition{next}})
		if errors.Is(err, fault.Exists) {
			return false, nil
		}
		return err == nil, err
	}
	return s.update(ctx, editions, bson.M{"_id": published, fieldNewest: int64(after)}, bson.M{
		"$set": bson.M{fieldNewest: next.Version}, "$inc": bson.M{fieldChange: int64(1)}, "$push": bson.M{fieldEditions: next},
	})
}

// publishAnew puts a list of a whole edition alone in the place of one that cannot be read, by compare-and-set on its newest version.
func (s *Store) publishAnew(ctx context.Context, whole listing.Edition, after uint64) (won bool, err error) {
	raw, err := s.rawList(ctx)
	if err != nil || newestIn(raw) != after {
		return false, err
	}
	next, err := s.writeBody(ctx, whole)
	if err != nil {
		return false, err
	}
	filter := bson.M{"_id": published, fieldNewest: nil}
	if newest, err := raw.LookupErr(fieldNewest); err == nil {
		filter[fieldNewest] = newest
	}
	return s.update(ctx, editions, filter, bson.M{"$set": bson.M{fieldNewest: next.Version, fieldChange: next.Version, fieldEditions: []edition{next}}})
}

// writeBody writes the parts of an edition that no list has yet.
func (s *Store) writeBody(ctx context.Context, e listing.Edition) (edition, error) {
	k := edition{Version: int64(e.Version), At: e.At.Unix(), Whole: e.Whole, Body: rand.Text()}
	for rest := e.Body; len(rest) > 0; k.Parts++ {
		n := min(partSize, len(rest))
		part := bson.M{"_id": partID(k.Body, k.Parts), fieldVersion: k.Version, fieldBody: k.Body, fieldPart: rest[:n]}
		err := s.trip(ctx, long, func(ctx context.Context) error {
			_, err := s.in(parts).InsertOne(ctx, part)
			return err
		})
		if err != nil {
			return edition{}, err
		}
		rest = rest[n:]
	}
	return k, nil
}

// Fold implements store.Publications: first the parts, then the list by compare-and-set on all of it, and at last what no list
// needs is deleted: the parts of what was folded, and of what others began to publish or fold and did not.
func (s *Store) Fold(ctx context.Context, whole listing.Edition) error {
	whole, err := record.AdmitFold(whole)
	if err != nil {
		return err
	}
	l, err := s.published(ctx)
	if err != nil || !l.folds(whole.Version) {
		return err
	}
	next, err := s.writeBody(ctx, whole)
	if err != nil {
		return err
	}
	crashpoint.Reach(crashpoint.FoldBegun)
	for did := false; !did; {
		if l, err = s.published(ctx); err != nil || !l.folds(whole.Version) {
			return err
		}
		did, err = s.update(ctx, editions, bson.M{"_id": published, fieldChange: l.Change}, bson.M{
			"$set": bson.M{fieldEditions: l.folded(next)}, "$inc": bson.M{fieldChange: int64(1)},
		})
		if err != nil {
			return err
		}
	}
	return s.sweepParts(ctx, next)
}

// folds reports whether a version is kept and is not whole.
func (l list) folds(version uint64) bool {
	for _, e := range l.Editions {
		if uint64(e.Version) == version {
			return !e.Whole
		}
	}
	return false
}

// folded returns the editions with a whole one in the place of those up to it.
func (l list) folded(whole edition) []edition {
	left := []edition{whole}
	for _, e := range l.Editions {
		if e.Version > whole.Version {
			left = append(left, e)
		}
	}
	return left
}

// sweepParts deletes the parts of versions up to that of a fold but its own. Nobody can need them: what follows a version is greater
// than it, so whoever still writes parts of such a version finds a newer one published, or this fold made.
func (s *Store) sweepParts(ctx context.Context, whole edition) error {
	documents, err := s.all(ctx, query{
		in: parts, by: byVersion, fields: bson.M{"_id": 1},
		filter: bson.M{fieldVersion: bson.M{"$lte": whole.Version}, fieldBody: bson.M{"$ne": whole.Body}},
	})
	if err != nil || len(documents) == 0 {
		return err
	}
	ids := make([]string, len(documents))
	for i, raw := range documents {
		if ids[i], err = text(raw, "_id"); err != nil {
			return err
		}
	}
	return s.trip(ctx, long, func(ctx context.Context) error {
		_, err := s.in(parts).DeleteMany(ctx, bson.M{"_id": bson.M{"$in": ids}})
		return err
	})
}
