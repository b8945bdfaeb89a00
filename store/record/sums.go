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

// packSums returns the buckets that are not zero; nil when all are.
func packSums(s *reputation.Sums) []byte {
	var b []byte
	for i, v := range s {
		if bits := math.Float64bits(v); bits != 0 {
			b = append(b, byte(i))
			b = binary.LittleEndian.AppendUint64(b, bits)
		}
	}
	return b
}

// unpackSums is the reverse of packSums.
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
	packed := packSums(s)
	if packed == nil {
		return
	}
	w.name(kindBinary, name)
	w.b = binary.LittleEndian.AppendUint32(w.b, uint32(len(packed)))
	w.b = append(append(w.b, 0), packed...)
}

func (r *reader) sums() reputation.Sums {
	s, err := unpackSums(r.binary())
	if err != nil {
		r.fail()
	}
	return s
}
