package keyring

import (
	"time"

	"ringfence/internal/reputation"
)

// SealCase encrypts what a dispute keeps to itself, as a document of its owner, under the key of the day of now, as Seal does testimony. Its
// size tells no more than a multiple of 512 bytes. Only the same name opens it: the ID of a case, or of a document within it.
func (r *Ring) SealCase(plain []byte, name string, now time.Time) (reputation.Date, []byte, error) {
	return r.seal(padded(plain), caseOf(name), now)
}

// OpenCase decrypts what SealCase made. It returns fault.NotFound when the key of its day was destroyed, and fault.Damaged when the bytes
// are not what was sealed under that name.
func (r *Ring) OpenCase(day reputation.Date, box []byte, name string) ([]byte, error) {
	return r.unpadded(day, box, caseOf(name))
}

// caseOf keeps disputes apart from notes and testimony, which are sealed under the same keys.
func caseOf(name string) []byte { return []byte("case/" + name) }
