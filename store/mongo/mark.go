package mongo

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/fault"
)

// mark is when a projection was written, as the server says: seconds since 1970 in the upper half, a count or
// fraction within the second in the lower. No two are written at one on a mongod.
type mark uint64

func markOf(t bson.Timestamp) mark { return mark(t.T)<<32 | mark(t.I) }

func (m mark) timestamp() bson.Timestamp { return bson.Timestamp{T: uint32(m >> 32), I: uint32(m)} }

// markIn returns the mark of a projection.
func markIn(raw bson.Raw) (mark, error) {
	t, i, ok := raw.Lookup(fieldWritten).TimestampOK()
	if !ok {
		return 0, fault.Damaged
	}
	return markOf(bson.Timestamp{T: t, I: i}), nil
}

// newest returns the mark of the projection written last, 0 when there is none.
func (s *Store) newest(ctx context.Context) (mark, error) {
	documents, err := s.all(ctx, query{
		in: projections, by: byWritten, filter: bson.M{}, sort: descending(fieldWritten, "_id"),
		fields: bson.M{fieldWritten: 1}, limit: 1,
	})
	if err != nil || len(documents) == 0 {
		return 0, err
	}
	return markIn(documents[0])
}

// Now returns the time by the server's clock.
func (s *Store) Now(ctx context.Context) (time.Time, error) {
	var hello struct {
		LocalTime time.Time `bson:"localTime"`
	}
	err := s.trip(ctx, short, func(ctx context.Context) error {
		return s.db.RunCommand(ctx, bson.M{"hello": 1}).Decode(&hello)
	})
	return hello.LocalTime, err
}

// horizon returns the mark up to which every write is visible by now: those under way may have marks up to
// late ago. It goes by the server's clock.
func (s *Store) horizon(ctx context.Context) (mark, error) {
	now, err := s.Now(ctx)
	if err != nil {
		return 0, err
	}
	return mark(max(now.Add(-late).Unix(), 0)) << 32, nil
}
