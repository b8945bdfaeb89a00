// Package private is how somebody asks about a number without telling which: by a range, whose few hundred numbers they compare by
// themselves, or by a compact list, for which nobody is asked. It has both formats, for those who write and for those who read.
//
// # Ranges
//
// The numbers of the world are cut into blocks of a hundred, each a number without its last two digits. SHA-256 of a block, as
// +120255501, begins with the 16 bits of its prefix, written as 4 hexadecimal digits; the next 40 bits are the block's ID. A
// number's ID is the first 40 bits of SHA-256 of the number, as +12025550143. Whoever asks sends the prefix alone.
//
// The answer is the same for all who ask, and its length tells only into which of a few classes the range falls. So neither the service
// nor whoever watches the line learns which number is meant: one in 65,536 of all numbers shares its prefix, about 27,000 of China's mobile
// numbers in use. An ID hides nothing from who has a range: he can try every number there is and learn which are listed, as anyone may who
// looks every number up.
//
// A range does not hide:
//
//   - that somebody asked, when, and from which address;
//   - that it is the prefix that he asked for before;
//   - a number of a country that has few: where a million are in use, 15 share a prefix;
//   - which of the numbers that just called him it was, from whoever knows of the calls;
//   - whose contacts they are when many prefixes come from one address: a few fit hardly any other list;
//   - what is asked with an API key, which links all of it.
//
// Only numbers have ranges: there are so few short codes, and names and domains are so easily guessed, that a hash would give them away.
package private

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"

	"ringfence/internal/subject"
)

// Prefixes is how many prefixes there are.
const Prefixes = 1 << 16

// Prefix is what is asked for in place of a number.
type Prefix uint16

// String returns 4 lower-case hexadecimal digits.
func (p Prefix) String() string {
	return hex.EncodeToString(binary.BigEndian.AppendUint16(nil, uint16(p)))
}

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

// MarshalText returns what String does.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads exactly what MarshalText wrote.
func (id *ID) UnmarshalText(text []byte) error {
	var read ID
	if len(text) != hex.EncodedLen(len(read)) {
		return errID
	}
	if _, err := hex.Decode(read[:], text); err != nil || read.String() != string(text) {
		return errID
	}
	*id = read
	return nil
}

var errID = errors.New("an ID is 10 lower-case hexadecimal digits")

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
func BlockOf[T string | []byte](block T) (Prefix, ID) {
	sum := sha256.Sum256([]byte(block))
	return Prefix(binary.BigEndian.Uint16(sum[:])), ID(sum[2:7])
}
