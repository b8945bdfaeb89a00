package record

import (
	"encoding/binary"
	"errors"
	"math"

	"ringfence/internal/reputation"
)

// sumBytes is the size of one bucket: its number and its float64.
const sumBytes = 1 + 8

var errSums = errors.New("sums that are not pairs of a bucket and a mass, in order")

// appendSums appends the buckets that are not zero.
func appendSums(b []byte, s *reputation.Sums) []byte {
	for i, v := range s {
		if bits := math.Float64bits(v); bits != 0 {
			b = append(b, byte(i))
			b = binary.LittleEndian.AppendUint64(b, bits)
		}
	}
	return b
}

// unpackSums is the reverse of appendSums.
func unpackSums(b []byte) (s reputation.Sums, err error) {
	if len(b)%sumBytes != 0 {
		return s, errSums
	}
	for last := -1; len(b) > 0; b = b[sumBytes:] {
		i, bits := int(b[0]), binary.LittleEndian.Uint64(b[1:])
		if i <= last || i >= reputation.Buckets || bits == 0 {
			return s, errSums
		}
		s[i], last = math.Float64frombits(bits), i
	}
	return s, nil
}

// someSums leaves out sums that are all zero.
func (w *writer) someSums(name string, s *reputation.Sums) {
	before := len(w.b)
	w.name(kindBinary, name)
	at := w.begin()
	w.b = append(w.b, 0)
	from := len(w.b)
	if w.b = appendSums(w.b, s); len(w.b) == from {
		w.b = w.b[:before]
		return
	}
	binary.LittleEndian.PutUint32(w.b[at:], uint32(len(w.b)-from))
}

func (r *reader) sums() reputation.Sums {
	s, err := unpackSums(r.binary())
	if err != nil {
		r.fail()
	}
	return s
}
