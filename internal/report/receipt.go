package report

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math/big"
	"strings"
)

// ID names one report: 128 bits, random or derived from an idempotency key.
type ID [16]byte

// String returns the ID as 32 lower-case hexadecimal digits.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

var errID = errors.New("a report ID is 32 lower-case hexadecimal digits")

// ParseID reads what String prints.
func ParseID(s string) (ID, error) {
	var id ID
	if len(s) != hex.EncodedLen(len(id)) || s != strings.ToLower(s) {
		return ID{}, errID
	}
	if _, err := hex.Decode(id[:], []byte(s)); err != nil {
		return ID{}, errID
	}
	return id, nil
}

// Receipt is the code a reporter gets, and the only way back to a report: 80 bits as sixteen symbols of
// Crockford's base32 and one check symbol (https://www.crockford.com/base32.html). It is never stored,
// only its Hash is.
type Receipt struct{ bits [10]byte }

// ReceiptHash is SHA-256 of a receipt's 80 bits: what the store knows a report by.
type ReceiptHash [sha256.Size]byte

// ErrReceipt means that a text is no receipt code.
var ErrReceipt = errors.New("a receipt code has 16 letters or digits and a check sign, like 0123-4567-89AB-CDEF-K")

const (
	receiptSymbols = 16
	crockford      = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	checkSymbols   = crockford + "*~$=U"
)

// NewReceipt makes a receipt of 80 bits.
func NewReceipt(bits [10]byte) Receipt { return Receipt{bits} }

// Hash returns what the store keeps in place of the code.
func (r Receipt) Hash() ReceiptHash { return sha256.Sum256(r.bits[:]) }

// String returns the code in groups of four: 0123-4567-89AB-CDEF-K.
func (r Receipt) String() string {
	n := new(big.Int).SetBytes(r.bits[:])
	var b strings.Builder
	for i := range receiptSymbols {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		shift := uint(5 * (receiptSymbols - 1 - i))
		b.WriteByte(crockford[new(big.Int).Rsh(n, shift).Uint64()&31])
	}
	b.WriteByte('-')
	b.WriteByte(r.check())
	return b.String()
}

// check is the remainder of the 80-bit number by 37.
func (r Receipt) check() byte {
	rem := 0
	for _, b := range r.bits {
		rem = (rem*256 + int(b)) % len(checkSymbols)
	}
	return checkSymbols[rem]
}

// ParseReceipt reads a code as people type it: any case, with or without hyphens and spaces, O for 0 and
// I or L for 1. A wrong check sign is ErrReceipt.
func ParseReceipt(s string) (Receipt, error) {
	s = plain(s)
	if len(s) != receiptSymbols+1 {
		return Receipt{}, ErrReceipt
	}
	r, err := ofSymbols(s[:receiptSymbols])
	if err != nil || s[receiptSymbols] != r.check() {
		return Receipt{}, ErrReceipt
	}
	return r, nil
}

// ParseUnchecked reads a code whose check sign was left out: some are hard to find on a telephone's keys.
func ParseUnchecked(s string) (Receipt, error) {
	if s = plain(s); len(s) != receiptSymbols {
		return Receipt{}, ErrReceipt
	}
	return ofSymbols(s)
}

// plain returns a code as it is printed, without hyphens.
func plain(s string) string {
	return strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(s))
}

// ofSymbols reads sixteen symbols.
func ofSymbols(s string) (Receipt, error) {
	n := new(big.Int)
	for _, c := range []byte(s) {
		v := strings.IndexByte(crockford, c)
		if v < 0 {
			return Receipt{}, ErrReceipt
		}
		n.Or(n.Lsh(n, 5), big.NewInt(int64(v)))
	}
	var r Receipt
	n.FillBytes(r.bits[:])
	return r, nil
}
