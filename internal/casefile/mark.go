package casefile

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
)

// Marking returns the keyed hash of bytes; see keyring.Ring.MarkCase.
type Marking func([]byte) [16]byte

// Marked returns a case with its mark, which vouches for all else that it says: decisions follow from a case, in the names of those whom it names,
// so that nobody may write one who can write to the store and lacks the keys.
func (c Case) Marked(mark Marking) Case {
	c.Mark = mark(c.says())
	return c
}

// MarkedBy reports whether a case has the mark that Marked gives it.
func (c Case) MarkedBy(mark Marking) bool {
	want := mark(c.says())
	return hmac.Equal(want[:], c.Mark[:])
}

// says returns all that a case says, so that no two say the same.
func (c Case) says() []byte {
	return fmt.Appendf(nil, "%q %d %q %q %q %q %q %q %d %d %d %q %q %q %q %d %x", c.ID, c.Revision, c.Subject, c.Claim, c.Proof, c.Words, c.Lang, c.State,
		c.OpenedAt.Unix(), c.ProvedAt.Unix(), c.ClosedAt.Unix(), c.Outcome, c.Decision, c.By, c.Reason, c.SealedOn, sha256.Sum256(c.Sealed))
}
