package conversation

import (
	"encoding/hex"
	"errors"
)

// nameSize is how many bytes of a keyed hash a Name writes down.
const nameSize = 16

// ParseName reads a Name: 32 lower-case hexadecimal digits and nothing else.
func ParseName(s string) (Name, error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != nameSize || hex.EncodeToString(b) != s {
		return "", errors.New("a name is 32 lower-case hexadecimal digits")
	}
	return Name(s), nil
}
