package transfer

import (
	"errors"
	"fmt"
)

// Entry is an entry of the audit log in its place. Its bytes are the leaf of a Merkle tree, so they travel as they are.
type Entry struct {
	Index uint64
	Leaf  []byte
}

type entry struct {
	Index uint64 `json:"index"`
	Leaf  []byte `json:"leaf"`
}

// AppendEntry appends an entry of the audit log as a line.
func AppendEntry(to []byte, e *Entry) ([]byte, error) { return write(to, (*entry)(e)) }

// ParseEntry reads what AppendEntry wrote.
func ParseEntry(line []byte) (Entry, error) {
	var l entry
	if err := read(line, &l); err != nil {
		return Entry{}, err
	}
	if len(l.Leaf) == 0 || l.Index >= maxRevision {
		return Entry{}, fmt.Errorf("%w: %w", ErrLine, errors.New("an entry of nothing, or past the last place"))
	}
	return Entry(l), nil
}
