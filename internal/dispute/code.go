package dispute

import (
	"crypto/rand"
	"encoding/hex"
	"errors"

	"ringfence/internal/report"
)

// Code is what the owner of a case alone has: it looks like a receipt, and leads to no report.
type Code struct{ slip report.Receipt }

// ErrCode means that a text is no code of a case.
var ErrCode = errors.New("the code of a dispute has 16 letters or digits and a check sign, like 0123-4567-89AB-CDEF-K")

func newCode() Code {
	var bits [10]byte
	_, _ = rand.Read(bits[:]) // never fails, see crypto/rand
	return Code{report.NewReceipt(bits)}
}

// ParseCode reads a code as people type it, see report.ParseReceipt. Anything else is ErrCode.
func ParseCode(s string) (Code, error) {
	slip, err := report.ParseReceipt(s)
	if err != nil {
		return Code{}, ErrCode
	}
	return Code{slip}, nil
}

// String returns the code in groups of four: 0123-4567-89AB-CDEF-K.
func (c Code) String() string { return c.slip.String() }

// ID is what a store knows the case by: hexadecimal SHA-256 of the code.
func (c Code) ID() string {
	hash := c.slip.Hash()
	return hex.EncodeToString(hash[:])
}
