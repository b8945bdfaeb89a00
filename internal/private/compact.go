package private

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math/bits"
	"time"
)

// Compact is a list, or what changed in it, as numbers.rfl has it.
//
// A compact list, numbers.rfl, has the numbers of a list or of what changed in it as Golomb-Rice coded gaps: about 14 bits a number
// where a million are spread over a country, and never a false positive. All integers of the header are big-endian:
//
//	bytes  0 to  3   "RFL1"
//	byte   4         1 when the data are a demonstration, else 0
//	bytes  5 to 12   version
//	bytes 13 to 20   the version that it changes; 0 for a whole list
//	bytes 21 to 28   when the version was published, in seconds since 1970
//	then             the numbers that were added, as below
//	then             the numbers that left, as below
//	last 4 bytes     CRC-32 of all bytes before (that of zlib, PNG and Ethernet)
//
// A number is an integer: its digits with the calling code and without the plus sign, so that +12025550143 is 12025550143. Numbers are
// in ascending order and none comes twice. They are written as
//
//	8 bytes          how many; when it is 0 nothing else follows
//	8 bytes          the first number
//	1 byte           k, the parameter, 0 to 49
//	8 bytes          how many bytes of gaps follow
//	the gaps         of the second number and those after it, in bits, the highest bit of a byte first; the last byte is filled with 0
//
// The gap of a number is the number less the one before less 1. It is written as q = gap >> k in unary, that is q bits of 1 and then one of 0,
// and the k low bits of gap. Where q would be 32 or more there are instead 32 bits of 1 and then all 50 bits of the gap.
type Compact struct {
	Base    uint64 // the version it changes; 0 for a whole list
	Version uint64
	At      time.Time // when Version was published, to the second
	Demo    bool      // the data are a demonstration
	Added   []uint64  // numbers without their plus sign, ascending
	Removed []uint64
}

const (
	compactMagic  = "RFL1"
	compactHead   = len(compactMagic) + 1 + 3*8
	numberEnd     = 1_000_000_000_000_000 // E.164 has 15 digits at most
	gapBits       = 50                    // of any gap
	mostUnary     = 32
	mostCompact   = 1 << 25 // numbers a reader takes, so that few bytes cannot ask for much memory
	gapParameters = gapBits // 0 to 49
)

// ErrCompact means that bytes are no compact list, or a damaged one.
var ErrCompact = errors.New("private: not a compact list")

// Append appends the list in its compact format.
func (c *Compact) Append(b []byte) []byte {
	start := len(b)
	b = append(b, compactMagic...)
	demo := byte(0)
	if c.Demo {
		demo = 1
	}
	b = append(b, demo)
	b = binary.BigEndian.AppendUint64(b, c.Version)
	b = binary.BigEndian.AppendUint64(b, c.Base)
	b = binary.BigEndian.AppendUint64(b, uint64(max(0, c.At.Unix())))
	b = appendGaps(b, c.Added)
	b = appendGaps(b, c.Removed)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[start:]))
}

// appendGaps appends ascending numbers.
func appendGaps(b []byte, numbers []uint64) []byte {
	b = binary.BigEndian.AppendUint64(b, uint64(len(numbers)))
	if len(numbers) == 0 {
		return b
	}
	k := parameter(numbers)
	b = append(binary.BigEndian.AppendUint64(b, numbers[0]), byte(k))
	size := len(b)
	b = binary.BigEndian.AppendUint64(b, 0) // known at the end
	w := bitWriter{to: b}
	for i, n := range numbers[1:] {
		w.gap(n-numbers[i]-1, k)
	}
	b = w.end()
	binary.BigEndian.PutUint64(b[size:], uint64(len(b)-size-8))
	return b
}

// parameter returns the k by which the numbers take the fewest bits, judged by some 4,000 of their gaps.
func parameter(numbers []uint64) (best int) {
	step := 1 + len(numbers)/4096
	least := uint64(1<<64 - 1)
	for k := range gapParameters {
		size := uint64(0)
		for i := step; i < len(numbers); i += step {
			size += gapSize(numbers[i]-numbers[i-1]-1, k)
		}
		if size < least {
			best, least = k, size
		}
	}
	return best
}

// gapSize returns how many bits a gap takes.
func gapSize(gap uint64, k int) uint64 {
	if q := gap >> k; q < mostUnary {
		return q + 1 + uint64(k)
	}
	return mostUnary + gapBits
}

// bitWriter writes bits, the highest of a byte first.
type bitWriter struct {
	to   []byte
	held uint64 // the last bits written, as its lowest
	n    uint   // how many, below 8 between calls
}

// bits writes the n low bits of v, at most 50.
func (w *bitWriter) bits(v uint64, n uint) {
	w.held, w.n = w.held<<n|v, w.n+n
	for w.n >= 8 {
		w.n -= 8
		w.to = append(w.to, byte(w.held>>w.n))
	}
}

func (w *bitWriter) gap(gap uint64, k int) {
	q := gap >> k
	if q >= mostUnary {
		w.bits(1<<mostUnary-1, mostUnary)
		w.bits(gap, gapBits)
		return
	}
	w.bits((1<<q-1)<<1, uint(q)+1)
	w.bits(gap&(1<<k-1), uint(k))
}

// end fills the last byte and returns all.
func (w *bitWriter) end() []byte {
	if w.n > 0 {
		w.bits(0, 8-w.n)
	}
	return w.to
}

// ParseCompact reads a compact list, all of it. It takes no bytes but those that Append makes of a Compact, up to the choice of k. The
// error is ErrCompact.
func ParseCompact(b []byte) (c Compact, err error) {
	if len(b) < compactHead+4 || string(b[:len(compactMagic)]) != compactMagic || b[4] > 1 {
		return c, fmt.Errorf("%w: no header", ErrCompact)
	}
	body, sum := b[:len(b)-4], binary.BigEndian.Uint32(b[len(b)-4:])
	if crc32.ChecksumIEEE(body) != sum {
		return c, fmt.Errorf("%w: the checksum differs", ErrCompact)
	}
	c.Demo = b[4] == 1
	c.Version, c.Base = binary.BigEndian.Uint64(b[5:]), binary.BigEndian.Uint64(b[13:])
	at := binary.BigEndian.Uint64(b[21:])
	if at > 1<<40 {
		return Compact{}, fmt.Errorf("%w: no such moment", ErrCompact)
	}
	c.At = time.Unix(int64(at), 0).UTC()
	rest := body[compactHead:]
	for _, numbers := range []*[]uint64{&c.Added, &c.Removed} {
		if *numbers, rest, err = parseGaps(rest); err != nil {
			return Compact{}, err
		}
	}
	if len(rest) > 0 {
		return Compact{}, fmt.Errorf("%w: too long", ErrCompact)
	}
	return c, nil
}

// parseGaps reads what appendGaps wrote and returns what follows.
func parseGaps(b []byte) (numbers []uint64, rest []byte, err error) {
	if len(b) < 8 {
		return nil, nil, fmt.Errorf("%w: cut short", ErrCompact)
	}
	count, b := binary.BigEndian.Uint64(b), b[8:]
	if count == 0 {
		return nil, b, nil
	}
	if len(b) < 17 {
		return nil, nil, fmt.Errorf("%w: cut short", ErrCompact)
	}
	number, k, size := binary.BigEndian.Uint64(b), int(b[8]), binary.BigEndian.Uint64(b[9:])
	b = b[17:]
	switch {
	case size > uint64(len(b)):
		return nil, nil, fmt.Errorf("%w: cut short", ErrCompact)
	case count > mostCompact, count-1 > 8*size, k >= gapParameters, number == 0, number >= numberEnd: // a gap takes a bit at least
		return nil, nil, fmt.Errorf("%w: no such numbers", ErrCompact)
	}
	r := bitReader{from: b[:size]}
	numbers = make([]uint64, 1, count)
	numbers[0] = number
	for range count - 1 {
		number += r.gap(k) + 1
		if r.bad || number >= numberEnd {
			return nil, nil, fmt.Errorf("%w: no such gap", ErrCompact)
		}
		numbers = append(numbers, number)
	}
	if !r.atEnd() {
		return nil, nil, fmt.Errorf("%w: bits are left", ErrCompact)
	}
	return numbers, b[size:], nil
}

// bitReader reads what a bitWriter wrote.
type bitReader struct {
	from []byte
	held uint64 // the next bits, as its highest
	n    uint   // how many
	bad  bool   // there were too few, or no gap is written so
}

// fill holds 57 bits or more, or all that there are.
func (r *bitReader) fill() {
	for r.n <= 56 && len(r.from) > 0 {
		r.held |= uint64(r.from[0]) << (56 - r.n)
		r.from, r.n = r.from[1:], r.n+8
	}
}

// bits returns the next n bits, at most 50.
func (r *bitReader) bits(n uint) uint64 {
	r.fill()
	if n > r.n {
		r.bad = true
		return 0
	}
	v := r.held >> (64 - n)
	r.held, r.n = r.held<<n, r.n-n
	return v
}

func (r *bitReader) gap(k int) uint64 {
	r.fill()
	q := bits.LeadingZeros64(^r.held)
	if q < mostUnary {
		r.bits(uint(q) + 1)
		return uint64(q)<<k | r.bits(uint(k))
	}
	r.bits(mostUnary)
	gap := r.bits(gapBits)
	r.bad = r.bad || gap>>k < mostUnary
	return gap
}

// atEnd reports whether nothing is left but the filling of the last byte.
func (r *bitReader) atEnd() bool { return len(r.from) == 0 && r.n < 8 && r.held == 0 }
