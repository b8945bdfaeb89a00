package auditlog

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is that of a leaf, of a node or of a whole tree: SHA-256, of a leaf after a zero byte and of a node after a one (RFC 6962,
// 2.1). It is written in base64.
type Hash = tlog.Hash

// LeafHash returns the hash of a leaf.
func LeafHash(leaf []byte) Hash { return tlog.RecordHash(leaf) }

// ParseHash reads a hash in base64.
func ParseHash(s string) (Hash, error) {
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil || len(b) != tlog.HashSize {
		return Hash{}, errors.New("auditlog: a hash is 32 bytes in base64")
	}
	return Hash(b), nil
}

// Refusals of proofs.
var (
	// ErrRange means that a proof was asked for that the tree is not large enough for.
	ErrRange = errors.New("the log has no such entry or size")
	// ErrProof means that a proof does not prove it.
	ErrProof = errors.New("the proof does not hold")
)

// Tree is the Merkle tree of a log in memory: some 64 bytes an entry. It only grows. It is not safe for concurrent use.
type Tree struct {
	size   int64
	hashes []Hash // as tlog stores them
}

// reader gives tlog the hashes that it asks for.
func (t *Tree) reader() tlog.HashReader { return tlog.HashReaderFunc(t.read) }

func (t *Tree) read(indexes []int64) ([]Hash, error) {
	read := make([]Hash, len(indexes))
	for i, at := range indexes {
		if at < 0 || at >= int64(len(t.hashes)) {
			return nil, ErrRange
		}
		read[i] = t.hashes[at]
	}
	return read, nil
}

// Append adds the hash of the next leaf.
func (t *Tree) Append(leaf Hash) {
	grown, err := tlog.StoredHashesForRecordHash(t.size, leaf, t.reader())
	if err != nil { // the tree has every hash that is asked for
		panic(fmt.Sprintf("auditlog: %v", err))
	}
	t.hashes = append(t.hashes, grown...)
	t.size++
}

// Size returns of how many leaves the tree is.
func (t *Tree) Size() uint64 { return uint64(t.size) }

// Root returns the hash of the first leaves, or ErrRange when there are fewer.
func (t *Tree) Root(size uint64) (Hash, error) {
	n, err := t.within(size)
	if err != nil {
		return Hash{}, err
	}
	return tlog.TreeHash(n, t.reader())
}

// Head returns how large the tree is and its hash.
func (t *Tree) Head() (size uint64, root Hash) {
	root, err := t.Root(t.Size())
	if err != nil {
		panic(fmt.Sprintf("auditlog: %v", err))
	}
	return t.Size(), root
}

// Leaf returns the hash of the leaf at an index, or ErrRange.
func (t *Tree) Leaf(index uint64) (Hash, error) {
	if index >= t.Size() {
		return Hash{}, ErrRange
	}
	return t.hashes[tlog.StoredHashIndex(0, int64(index))], nil
}

// Inclusion returns the audit path (RFC 6962, 2.1.1) from the leaf at an index to the hash of the first size leaves.
func (t *Tree) Inclusion(index, size uint64) ([]Hash, error) {
	n, err := t.within(size)
	if err != nil || index >= size {
		return nil, ErrRange
	}
	return tlog.ProveRecord(n, int64(index), t.reader())
}

// Consistency returns the proof (RFC 6962, 2.1.2) that the first size leaves begin with the first before of them. That everything begins
// with nothing, and is what it is, needs none.
func (t *Tree) Consistency(before, size uint64) ([]Hash, error) {
	n, err := t.within(size)
	switch {
	case err != nil || before > size:
		return nil, ErrRange
	case before == 0 || before == size:
		return []Hash{}, nil
	}
	return tlog.ProveTree(n, int64(before), t.reader())
}

// within returns a size that the tree has reached.
func (t *Tree) within(size uint64) (int64, error) {
	if size > t.Size() {
		return 0, ErrRange
	}
	return int64(size), nil
}

// CheckInclusion returns ErrProof unless a path proves that the leaf at an index has this hash in the tree of a checkpoint.
func CheckInclusion(path []Hash, index uint64, leaf Hash, c Checkpoint) error {
	if c.Size > math.MaxInt64 || index >= c.Size {
		return ErrProof
	}
	if tlog.CheckRecord(path, int64(c.Size), c.Root, int64(index), leaf) != nil {
		return ErrProof
	}
	return nil
}

// CheckConsistency returns ErrProof unless a path proves that the log of a checkpoint begins with all that an earlier one stood for.
func CheckConsistency(path []Hash, before, after Checkpoint) error {
	switch {
	case before.Origin != after.Origin || before.Size > after.Size || after.Size > math.MaxInt64:
		return ErrProof
	case before.Size == 0 || before.Size == after.Size:
		if len(path) != 0 || before.Size == after.Size && before.Root != after.Root || before.Size == 0 && before.Root != empty() {
			return ErrProof
		}
		return nil
	case tlog.CheckTree(path, int64(after.Size), after.Root, int64(before.Size), before.Root) != nil:
		return ErrProof
	}
	return nil
}

// empty returns the hash of the log that has no entry.
func empty() Hash {
	_, root := new(Tree).Head()
	return root
}
