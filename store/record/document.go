package record

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math"

	"ringfence/internal/report"
)

// BSON as far as statements and projections need it, https://bsonspec.org/spec.html. They are read and
// written by the million, and the driver's reflection takes ten times as long; tests hold every document
// to what the driver makes of the same shape.

// kind is the type of an element.
type kind byte

const (
	kindDouble   kind = 0x01
	kindText     kind = 0x02
	kindDocument kind = 0x03
	kindArray    kind = 0x04
	kindBinary   kind = 0x05
	kindBool     kind = 0x08
	kindInt32    kind = 0x10
	kindInt64    kind = 0x12
)

// writer writes a document, element by element.
type writer struct{ b []byte }

// newDocument begins a document that probably has no more than this size.
func newDocument(size int) *writer {
	w := &writer{make([]byte, 0, size)}
	w.begin()
	return w
}

// begin leaves room for a length and returns where.
func (w *writer) begin() (at int) {
	at = len(w.b)
	w.b = append(w.b, 0, 0, 0, 0)
	return at
}

// end closes what began at a place.
func (w *writer) end(at int) {
	w.b = append(w.b, 0)
	binary.LittleEndian.PutUint32(w.b[at:], uint32(len(w.b)-at))
}

// bytes closes the document and returns it.
func (w *writer) bytes() []byte {
	w.end(0)
	return w.b
}

func (w *writer) name(k kind, name string) {
	w.b = append(append(append(w.b, byte(k)), name...), 0)
}

func (w *writer) text(name, value string) {
	w.name(kindText, name)
	w.b = binary.LittleEndian.AppendUint32(w.b, uint32(len(value)+1))
	w.b = append(append(w.b, value...), 0)
}

// id writes an _id that begins with a subject.
func (w *writer) id(about string, of report.ID) {
	w.name(kindText, "_id")
	w.b = binary.LittleEndian.AppendUint32(w.b, uint32(len(about)+len(idSeparator)+2*len(of)+1))
	w.b = append(append(w.b, about...), idSeparator...)
	w.b = append(hex.AppendEncode(w.b, of[:]), 0)
}

// someText leaves an empty text out.
func (w *writer) someText(name, value string) {
	if value != "" {
		w.text(name, value)
	}
}

func (w *writer) double(name string, value float64) {
	w.name(kindDouble, name)
	w.b = binary.LittleEndian.AppendUint64(w.b, math.Float64bits(value))
}

func (w *writer) int32(name string, value int32) {
	w.name(kindInt32, name)
	w.b = binary.LittleEndian.AppendUint32(w.b, uint32(value))
}

func (w *writer) int64(name string, value int64) {
	w.name(kindInt64, name)
	w.b = binary.LittleEndian.AppendUint64(w.b, uint64(value))
}

// int writes the smallest kind that holds the value.
func (w *writer) int(name string, value int64) {
	if small := int32(value); int64(small) == value {
		w.int32(name, small)
		return
	}
	w.int64(name, value)
}

// someInt leaves 0 out.
func (w *writer) someInt(name string, value int64) {
	if value != 0 {
		w.int(name, value)
	}
}

// someInt64 leaves 0 out.
func (w *writer) someInt64(name string, value int64) {
	if value != 0 {
		w.int64(name, value)
	}
}

// someTrue leaves false out.
func (w *writer) someTrue(name string, value bool) {
	if value {
		w.name(kindBool, name)
		w.b = append(w.b, 1)
	}
}

// document begins a document within; end closes it.
func (w *writer) document(name string) (at int) {
	w.name(kindDocument, name)
	return w.begin()
}

// list writes n documents, and leaves none out.
func (w *writer) list(name string, n int, each func(i int)) {
	if n == 0 {
		return
	}
	w.name(kindArray, name)
	list := w.begin()
	for i := range n {
		w.b = append(w.b, byte(kindDocument))
		w.b = append(appendDecimal(w.b, i), 0)
		at := w.begin()
		each(i)
		w.end(at)
	}
	w.end(list)
}

func appendDecimal(b []byte, n int) []byte {
	if n >= 10 {
		b = appendDecimal(b, n/10)
	}
	return append(b, byte('0'+n%10))
}

var errDocument = errors.New("no BSON of the shape expected")

// reader reads a document, element by element. Once something is not as expected err says so, next is false
// and all values are zero.
type reader struct {
	rest  []byte
	kind  kind
	name  []byte
	value []byte // within the document
	err   error
}

// open returns a reader of a document.
func open(b []byte) *reader {
	r := &reader{}
	const least = 5 // a length and the end
	if len(b) < least || uint64(binary.LittleEndian.Uint32(b)) != uint64(len(b)) || b[len(b)-1] != 0 {
		r.fail()
		return r
	}
	r.rest = b[4 : len(b)-1]
	return r
}

func (r *reader) fail() { r.err, r.rest, r.kind, r.value = errDocument, nil, 0, nil }

// next goes to the next element.
func (r *reader) next() bool {
	if len(r.rest) == 0 {
		return false
	}
	r.kind = kind(r.rest[0])
	for i, c := range r.rest[1:] {
		if c == 0 {
			r.name, r.rest = r.rest[1:1+i], r.rest[2+i:]
			return r.cut()
		}
	}
	r.fail()
	return false
}

// cut takes the value off the rest.
func (r *reader) cut() bool {
	const length, subtype = 4, 1
	var size uint64
	switch r.kind {
	case kindDouble, kindInt64:
		size = 8
	case kindInt32:
		size = 4
	case kindBool:
		size = 1
	case kindText, kindBinary, kindDocument, kindArray:
		if len(r.rest) < length {
			r.fail()
			return false
		}
		size = uint64(binary.LittleEndian.Uint32(r.rest))
		switch r.kind { //nolint:exhaustive // a document's length counts itself
		case kindText:
			size += length
		case kindBinary:
			size += length + subtype
		}
		if size < length+subtype {
			r.fail()
			return false
		}
	default:
		r.fail()
		return false
	}
	if size > uint64(len(r.rest)) {
		r.fail()
		return false
	}
	r.value, r.rest = r.rest[:size], r.rest[size:]
	return true
}

// is reports whether the element is of a kind.
func (r *reader) is(k kind) bool {
	if r.kind != k {
		r.fail()
	}
	return r.kind == k
}

// text returns a text. The vocabulary's own words take no memory.
func (r *reader) text() string {
	if !r.is(kindText) {
		return ""
	}
	b := r.value[4:]
	if len(b) == 0 || b[len(b)-1] != 0 {
		r.fail()
		return ""
	}
	b = b[:len(b)-1]
	if word, ok := words[string(b)]; ok {
		return word
	}
	return string(b)
}

func (r *reader) double() float64 {
	if !r.is(kindDouble) {
		return 0
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(r.value))
}

func (r *reader) int() int64 {
	if r.kind == kindInt32 {
		return int64(int32(binary.LittleEndian.Uint32(r.value)))
	}
	if !r.is(kindInt64) {
		return 0
	}
	return int64(binary.LittleEndian.Uint64(r.value))
}

func (r *reader) int32() int32 {
	if !r.is(kindInt32) {
		return 0
	}
	return int32(binary.LittleEndian.Uint32(r.value))
}

func (r *reader) bool() bool { return r.is(kindBool) && r.value[0] != 0 }

// binary returns bytes within the document.
func (r *reader) binary() []byte {
	if !r.is(kindBinary) || r.value[4] != 0 {
		r.fail()
		return nil
	}
	return r.value[5:]
}

// document calls read with each element of a document within.
func (r *reader) document(read func(*reader)) {
	if r.is(kindDocument) {
		r.within(r.value, read)
	}
}

// list calls begin for each document of a list and read with each of its elements.
func (r *reader) list(begin func(), read func(*reader)) {
	if !r.is(kindArray) {
		return
	}
	r.within(r.value, func(item *reader) {
		begin()
		item.document(read)
	})
}

func (r *reader) within(b []byte, read func(*reader)) {
	inner := open(b)
	for inner.next() {
		read(inner)
	}
	if inner.err != nil {
		r.fail()
	}
}
