package record

import (
	"errors"
	"fmt"
	"math"
	"time"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// EncodeProjection writes p.
func EncodeProjection(p reputation.Projection) ([]byte, error) {
	if p.Revision > math.MaxInt64 {
		return nil, errors.New("encode projection: revision past 63 bits")
	}
	w := newDocument()
	w.text("_id", p.Subject.String())
	w.int64("r", int64(p.Revision))
	w.int("f", int64(p.Formula))
	w.someInt64("a", nanos(p.AsOf))
	w.someInt64("d", count(p.Due, 1))
	w.int32("l", int32(p.Line))
	w.double("b", p.Neighbours)
	at := w.document("t")
	writeTally(w, &p.Tally)
	w.end(at)
	return w.bytes(), nil
}

// DecodeProjection reads what EncodeProjection wrote.
func DecodeProjection(b []byte) (reputation.Projection, error) {
	var p reputation.Projection
	var about string
	var line int32
	var revision int64
	r := open(b)
	for r.next() {
		switch string(r.name) {
		case "_id":
			about = r.text()
		case "r":
			revision = r.int()
		case "f":
			p.Formula = int(r.int())
		case "a":
			p.AsOf = fromNanos(r.int())
		case "d":
			p.Due = moment(r.int(), 1)
		case "l":
			line = r.int32()
		case "b":
			p.Neighbours = r.double()
		case "t":
			r.document(func(r *reader) { readTally(r, &p.Tally) })
		}
	}
	key, err := subject.ParseKey(about)
	if p.Line = subject.Line(line); revision < 0 || int32(p.Line) != line {
		err = fmt.Errorf("revision %d, line %d", revision, line)
	}
	if err := errors.Join(r.err, err); err != nil {
		return reputation.Projection{}, damaged("projection", err)
	}
	p.Subject, p.Revision = key, uint64(revision)
	return p, nil
}

// DecodeNeighbour reads what a projection says to its block.
func DecodeNeighbour(b []byte) (n reputation.Neighbour, err error) {
	var about string
	var line int32
	revision := int64(-1)
	r := open(b)
	for r.next() {
		switch string(r.name) {
		case "_id":
			about = r.text()
		case "r":
			revision = r.int()
		case "l":
			line = r.int32()
		case "b":
			n.Neighbours = r.double()
		case "t":
			r.document(func(r *reader) {
				if string(r.name) == "x" {
					r.document(func(r *reader) { readChild(r, &n.Child) })
				}
			})
		}
	}
	n.Subject, err = subject.ParseKey(about)
	if n.Line = subject.Line(line); revision < 0 || int32(n.Line) != line {
		err = fmt.Errorf("revision %d, line %d", revision, line)
	}
	if err := errors.Join(r.err, err); err != nil {
		return reputation.Neighbour{}, damaged("projection", err)
	}
	n.Revision = uint64(revision)
	return n, nil
}

// ProjectionHead reads only the revision of a projection and when it is due.
func ProjectionHead(b []byte) (revision uint64, due time.Time, err error) {
	n := int64(-1)
	r := open(b)
	for r.next() && string(r.name) != "t" { // what is wanted comes before the tally
		switch string(r.name) {
		case "r":
			n = r.int()
		case "d":
			due = moment(r.int(), 1)
		}
	}
	if r.err != nil || n < 0 {
		return 0, time.Time{}, damaged("projection", errors.Join(r.err, errors.New("a revision that is no count")))
	}
	return uint64(n), due, nil
}
