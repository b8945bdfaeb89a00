// Package private is how somebody asks about a number without telling which: by a range, whose few hundred numbers they compare by
// themselves, or by a compact list, for which nobody is asked. It has both formats, for those who write and for those who read.
//
// # Ranges
//
// The numbers of the world are cut into blocks of a hundred, each a number without its last two digits. SHA-256 of a block, as
// +120255501, begins with the 16 bits of its prefix, written as 4 hexadecimal digits; the next 40 bits are the block's ID. A
// number's ID is the first 40 bits of SHA-256 of the number, as +12025550143. Whoever asks sends the prefix alone.
package private

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Prefixes is how many prefixes there are.
const Prefixes = 1 << 16

// Prefix is what is asked for in place of a number.
type Prefix uint16

// String returns 4 lower-case hexadecimal digits.
func (p Prefix) String() string { return hex.EncodeToString(binary.BigEndian.AppendUint16(nil, uint16(p))) }

// ParsePrefix reads exactly 4 lower-case hexadecimal digits.
func ParsePrefix(s string) (Prefix, bool) {
	var p Prefix
	if len(s) != 4 {
		return 0, false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			p = p<<4 | Prefix(c-'0')
		case 'a' <= c && c <= 'f':
			p = p<<4 | Prefix(c-'a'+10)
		default:
			return 0, false
		}
	}
	return p, true
}

// ID tells the numbers, or the blocks, of one prefix apart: 40 bits.
type ID [5]byte

// String returns 10 lower-case hexadecimal digits.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// Place is where what is known of a number is found.
type Place struct {
	Prefix        Prefix
	Block, Number ID
}

// PlaceOf returns the place of a number. It is false for what is in no block: other kinds, and numbers of fewer than 8 digits.
func PlaceOf(key subject.Key) (p Place, ok bool) {
	block, ok := key.Block()
	if !ok {
		return p, false
	}
	p.Prefix, p.Block = BlockOf(block)
	sum := sha256.Sum256([]byte(key.String()))
	copy(p.Number[:], sum[:])
	return p, true
}

// BlockOf returns the prefix and the ID of a block, which is written as +120255501.
func BlockOf(block string) (Prefix, ID) {
	sum := sha256.Sum256([]byte(block))
	return Prefix(binary.BigEndian.Uint16(sum[:])), ID(sum[2:7])
}

// Number is a listed number, or padding, whose Verdict is unknown.
type Number struct {
	ID      ID
	Verdict reputation.Verdict
	Score   int // 0 to 99: two digits, so that every number is as long as another
}

// Range is what is known of the numbers of one prefix.
type Range struct {
	Prefix  Prefix
	Numbers []Number
	Open    []ID // blocks in which a number that nobody reported would be weighed by its neighbours
}
