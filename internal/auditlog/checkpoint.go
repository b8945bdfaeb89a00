package auditlog

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/mod/sumdb/note"

	"ringfence/internal/fault"
)

// Checkpoint stands for a log as it was at one size.
type Checkpoint struct {
	Origin string // of which log; see Text
	Size   uint64
	Root   Hash
}

// Text returns what is signed of a checkpoint, after https://c2sp.org/tlog-checkpoint: three lines. The origin is the name of the
// key that signs, as that wants it, and not the address of the site: a checkpoint that somebody keeps holds on though the site moves.
func (c Checkpoint) Text() []byte {
	return fmt.Appendf(nil, "%s\n%d\n%s\n", c.Origin, c.Size, c.Root)
}

// ParseCheckpoint reads the text of a checkpoint. Lines after the third are for others and passed over.
func ParseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) < 3 || !strings.HasSuffix(text, "\n") || lines[0] == "" || strings.ContainsFunc(lines[0], unicode.IsSpace) {
		return Checkpoint{}, errCheckpoint
	}
	size, err := strconv.ParseUint(lines[1], 10, 64)
	if err != nil || strconv.FormatUint(size, 10) != lines[1] || size > math.MaxInt64 {
		return Checkpoint{}, errCheckpoint
	}
	root, err := ParseHash(lines[2])
	if err != nil {
		return Checkpoint{}, errCheckpoint
	}
	return Checkpoint{Origin: lines[0], Size: size, Root: root}, nil
}

var errCheckpoint = fmt.Errorf("this is no checkpoint of an audit log: %w", fault.Damaged)

// ErrUnsigned comes with a checkpoint that none of the given keys signed: what it says is read, and nobody vouches for it.
var ErrUnsigned = errors.New("none of the known keys signed this checkpoint")

// Open reads a checkpoint that was signed as a note by one of these keys, each written as a note verifier key. One that another key signed comes
// with ErrUnsigned; one that a known key is said to have signed and did not, is fault.Damaged.
func Open(signed []byte, keys ...string) (Checkpoint, error) {
	var known []note.Verifier
	for _, k := range keys {
		v, err := note.NewVerifier(k)
		if err != nil {
			return Checkpoint{}, fmt.Errorf("%q is no verifier key: %w", k, fault.Damaged)
		}
		known = append(known, v)
	}
	var unverified *note.UnverifiedNoteError
	n, err := note.Open(signed, note.VerifierList(known...))
	switch {
	case errors.As(err, &unverified):
		c, err := ParseCheckpoint(unverified.Note.Text)
		if err != nil {
			return Checkpoint{}, err
		}
		return c, ErrUnsigned
	case err != nil:
		return Checkpoint{}, errCheckpoint
	}
	return ParseCheckpoint(n.Text)
}
