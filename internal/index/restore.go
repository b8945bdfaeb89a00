package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// errVersion means that a snapshot was written by another version of the program.
var errVersion = errors.New("it is of another version")

// readSnapshot reads what writeSnapshot wrote. It looks at nothing before the checksum is right.
func readSnapshot(file io.Reader) (*base, reputation.Cursor, error) {
	all, err := io.ReadAll(file)
	if err != nil {
		return nil, "", err
	}
	const sumSize = 4
	if len(all) < len(magic)+sumSize || string(all[:len(magic)]) != magic {
		return nil, "", errVersion
	}
	body, sum := all[:len(all)-sumSize], binary.LittleEndian.Uint32(all[len(all)-sumSize:])
	if crc32.Checksum(body, castagnoli) != sum {
		return nil, "", fmt.Errorf("it is %w or cut short", fault.Damaged)
	}
	r := &unpacker{rest: body[len(magic):]}
	if r.u32() != reputation.FormulaVersion {
		return nil, "", errVersion
	}
	cursor := reputation.Cursor(r.text())
	b := r.base()
	if r.short || len(r.rest) > 0 {
		return nil, "", fmt.Errorf("it is %w", fault.Damaged)
	}
	return b, cursor, nil
}

// unpacker takes bytes apart. When they do not suffice it is short, and all that follows is zero.
type unpacker struct {
	rest  []byte
	short bool
}

func (r *unpacker) take(n int) []byte {
	if n < 0 || n > len(r.rest) {
		r.short, r.rest = true, nil
		return make([]byte, min(max(n, 0), 8))
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *unpacker) byte() byte     { return r.take(1)[0] }
func (r *unpacker) u16() uint16    { return binary.LittleEndian.Uint16(r.take(2)) }
func (r *unpacker) u32() uint32    { return binary.LittleEndian.Uint32(r.take(4)) }
func (r *unpacker) u64() uint64    { return binary.LittleEndian.Uint64(r.take(8)) }
func (r *unpacker) float() float64 { return math.Float64frombits(r.u64()) }
func (r *unpacker) text() string   { return string(r.take(int(r.u32()))) }

// count reads a count of things of at least so many bytes each, which must still fit.
func (r *unpacker) count(each int) int {
	n := r.u64()
	if n > uint64(len(r.rest)/each) {
		r.short, r.rest = true, nil
		return 0
	}
	return int(n)
}

func (r *unpacker) base() *base {
	n := r.count(8 + 8 + 2)
	b := &base{numbers: make([]uint64, n), packed: make([]reputation.Packed, n), first: make([]day, n)}
	for i, raw := 0, r.take(8*n); i < n; i++ {
		b.numbers[i] = binary.LittleEndian.Uint64(raw[8*i:])
	}
	for i, raw := 0, r.take(8*n); i < n; i++ {
		b.packed[i] = reputation.Packed(binary.LittleEndian.Uint64(raw[8*i:]))
	}
	for i, raw := 0, r.take(2*n); i < n; i++ {
		b.first[i] = day(binary.LittleEndian.Uint16(raw[2*i:]))
	}
	details := r.count(8 + 4)
	b.details = make(map[uint64]string, details)
	for range details {
		number := r.u64()
		b.details[number] = r.text()
	}
	others := r.count(4 + 8 + 2 + 4)
	b.others = make(map[subject.Key]entry, others)
	for range others {
		key, err := subject.ParseKey(r.text())
		r.short = r.short || err != nil
		b.others[key] = entry{reputation.Packed(r.u64()), day(r.u16()), r.text()}
	}
	crowds := r.count(4 + 4)
	b.crowds = make(map[string]crowd, crowds)
	for range crowds {
		block := r.text()
		b.crowds[block] = r.crowd()
	}
	return b
}

func (r *unpacker) crowd() crowd {
	n := int(r.u32())
	if n > 100 {
		r.short = true
		return nil
	}
	c := make(crowd, n)
	for i := range c {
		c[i] = kid{number: r.byte(), bad: r.float(), fine: r.float()}
		c[i].networks = make([]networkMass, r.byte())
		for j := range c[i].networks {
			c[i].networks[j] = networkMass{r.byte() % reputation.Buckets, r.float()}
		}
	}
	return c
}
