package record

import (
	"errors"
	"fmt"
	"math"
	"time"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// projectionSize is room for most projections, and for what a store puts behind them.
const projectionSize = 288

// EncodeProjection writes p.
func EncodeProjection(p reputation.Projection) ([]byte, error) {
	if p.Revision > math.MaxInt64 {
		return nil, errors.New("encode projection: revision past 63 bits")
	}
	w := newDocument(projectionSize)
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
func DecodeProjection(b []byte) (p reputation.Projection, err error) {
	var h head
	r := open(b)
	for r.next() {
		switch string(r.name) {
		case "f":
			p.Formula = int(r.int())
		case "a":
			p.AsOf = fromNanos(r.int())
		case "d":
			p.Due = moment(r.int(), 1)
		case "t":
			r.document(func(r *reader) { readTally(r, &p.Tally) })
		default:
			h.read(r)
		}
	}
	p.Subject, p.Revision, p.Line, err = h.check(r)
	if p.Neighbours = h.neighbours; err != nil {
		return reputation.Projection{}, err
	}
	return p, nil
}

// DecodeNeighbour reads what a projection says to its block.
func DecodeNeighbour(b []byte) (n reputation.Neighbour, err error) {
	h := head{revision: -1} // one without a revision has none to compare with
	r := open(b)
	for r.next() {
		if string(r.name) != "t" {
			h.read(r)
			continue
		}
		r.document(func(r *reader) {
			if string(r.name) == "x" {
				r.document(func(r *reader) { readChild(r, &n.Child) })
			}
		})
	}
	n.Subject, n.Revision, n.Line, err = h.check(r)
	if n.Neighbours = h.neighbours; err != nil {
		return reputation.Neighbour{}, err
	}
	return n, nil
}

// head is what a projection and a neighbour have in common.
type head struct {
	about      string
	revision   int64
	line       int32
	neighbours float64
}

// read reads an element if it is one of the head.
func (h *head) read(r *reader) {
	switch string(r.name) {
	case "_id":
		h.about = r.text()
	case "r":
		h.revision = r.int()
	case "l":
		h.line = r.int32()
	case "b":
		h.neighbours = r.double()
	}
}

// check returns what was read, or fault.Damaged.
func (h *head) check(r *reader) (about subject.Key, revision uint64, line subject.Line, err error) {
	about, err = subject.ParseKey(h.about)
	if line = subject.Line(h.line); h.revision < 0 || int32(line) != h.line {
		err = fmt.Errorf("revision %d, line %d", h.revision, h.line)
	}
	if err := errors.Join(r.err, err); err != nil {
		return subject.Key{}, 0, 0, damaged("projection", err)
	}
	return about, uint64(h.revision), line, nil
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
