package record

import (
	"errors"
	"fmt"
	"math"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

type projection struct {
	Subject    string  `bson:"_id"`
	Revision   int64   `bson:"r"`
	Formula    int64   `bson:"f,minsize"`
	AsOf       int64   `bson:"a,omitempty"`
	Due        int64   `bson:"d,omitempty"`
	Line       int32   `bson:"l"`
	Neighbours float64 `bson:"b"`
	Tally      tally   `bson:"t"`
}

// Names of the fields that ProjectionHead reads.
const revisionField, dueField = "r", "d"

// EncodeProjection writes p.
func EncodeProjection(p reputation.Projection) ([]byte, error) {
	if p.Revision > math.MaxInt64 {
		return nil, errors.New("encode projection: revision past 63 bits")
	}
	return encode("projection", projection{
		Subject:    p.Subject.String(),
		Revision:   int64(p.Revision),
		Formula:    int64(p.Formula),
		AsOf:       nanos(p.AsOf),
		Due:        count(p.Due, 1),
		Line:       int32(p.Line),
		Neighbours: p.Neighbours,
		Tally:      tallyDocument(&p.Tally),
	})
}

// DecodeProjection reads what EncodeProjection wrote.
func DecodeProjection(b []byte) (reputation.Projection, error) {
	var doc projection
	if err := decode("projection", b, &doc); err != nil {
		return reputation.Projection{}, err
	}
	p, err := doc.value()
	if err != nil {
		return reputation.Projection{}, damaged("projection", err)
	}
	return p, nil
}

func (doc *projection) value() (reputation.Projection, error) {
	about, err := subject.ParseKey(doc.Subject)
	if err != nil {
		return reputation.Projection{}, err
	}
	line := subject.Line(doc.Line)
	if doc.Revision < 0 || int32(line) != doc.Line {
		return reputation.Projection{}, fmt.Errorf("revision %d, line %d", doc.Revision, doc.Line)
	}
	t, err := doc.Tally.value()
	if err != nil {
		return reputation.Projection{}, err
	}
	return reputation.Projection{
		Subject:    about,
		Revision:   uint64(doc.Revision),
		Formula:    int(doc.Formula),
		AsOf:       fromNanos(doc.AsOf),
		Due:        moment(doc.Due, 1),
		Line:       line,
		Neighbours: doc.Neighbours,
		Tally:      t,
	}, nil
}

// ProjectionHead reads only the revision of a projection and when it is due.
func ProjectionHead(b []byte) (revision uint64, due time.Time, err error) {
	raw := bson.Raw(b)
	value, err := raw.LookupErr(revisionField)
	if err != nil {
		return 0, due, damaged("projection", err)
	}
	r, ok := value.AsInt64OK()
	if !ok || r < 0 {
		return 0, due, damaged("projection", errors.New("a revision that is no count"))
	}
	if value, err = raw.LookupErr(dueField); err == nil {
		n, ok := value.AsInt64OK()
		if !ok {
			return 0, due, damaged("projection", errors.New("a due time that is no number"))
		}
		due = moment(n, 1)
	}
	return uint64(r), due, nil
}
