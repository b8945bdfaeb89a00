package recorder

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/fault"
)

// Place is where an entry stands, which everybody may know: its hash tells nobody what it says.
type Place struct {
	Index uint64
	Leaf  auditlog.Hash
}

// Head returns how many entries there are, and the root of the tree over them.
func (r *Recorder) Head() (size uint64, root auditlog.Hash) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.tree.Head()
}

// Checkpoint returns the checkpoint of the log as it is, signed, or fault.Damaged where the store does not show all that this process
// saw: what is signed must never have to be taken back.
func (r *Recorder) Checkpoint(now time.Time) ([]byte, error) {
	r.mu.RLock()
	damaged := r.damaged
	size, root := r.tree.Head()
	r.mu.RUnlock()
	if damaged != nil {
		return nil, damaged
	}
	return r.Keys.SignNote(auditlog.Checkpoint{Origin: r.Keys.Signer(), Size: size, Root: root}.Text(), now)
}

// Inclusion returns the hash of the entry at an index, and the path that proves that it is among the first size, or
// auditlog.ErrRange.
func (r *Recorder) Inclusion(index, size uint64) (leaf auditlog.Hash, path []auditlog.Hash, err error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if path, err = r.tree.Inclusion(index, size); err == nil {
		leaf, err = r.tree.Leaf(index)
	}
	return leaf, path, err
}

// Consistency returns the proof that the first size entries begin with the first before of them, or auditlog.ErrRange.
func (r *Recorder) Consistency(before, size uint64) ([]auditlog.Hash, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.tree.Consistency(before, size)
}

// OfDecision returns where the entry of a decision stands, and false when there is none.
func (r *Recorder) OfDecision(id string) (Place, bool) { return r.place(matter{decisions, id}) }

// OfCase returns where the entry stands that says how a dispute ended last.
func (r *Recorder) OfCase(id string) (Place, bool) { return r.place(matter{cases, id}) }

// Opened reports whether somebody opened a document of a dispute.
func (r *Recorder) Opened(ofCase, document, by string) bool {
	_, did := r.place(openedBy(ofCase, document, by))
	return did
}

// Proposed returns the entry in which somebody proposed something for the registry, or fault.NotFound: also where it was declined.
func (r *Recorder) Proposed(ctx context.Context, id, by string) (auditlog.Entry, error) {
	if err := r.CatchUp(ctx); err != nil { // another process may have written it a moment ago
		return auditlog.Entry{}, err
	}
	place, ok := r.place(proposalBy(id, by))
	if _, gone := r.place(matter{declined, id}); gone || !ok {
		return auditlog.Entry{}, fmt.Errorf("audit log: no entry of that proposal: %w", fault.NotFound)
	}
	some, err := r.Entries(ctx, place.Index, 1)
	if err != nil {
		return auditlog.Entry{}, err
	}
	return some[0], nil
}

func (r *Recorder) place(m matter) (Place, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	at, ok := r.places[m]
	if !ok {
		return Place{}, false
	}
	leaf, err := r.tree.Leaf(at)
	return Place{at, leaf}, err == nil
}

// Entries returns up to n entries, from an index on. One that the store shows otherwise than this process saw it is fault.Damaged.
func (r *Recorder) Entries(ctx context.Context, from uint64, n int) ([]auditlog.Entry, error) {
	leaves, err := r.Leaves(ctx, from, n)
	if err != nil {
		return nil, err
	}
	entries := make([]auditlog.Entry, len(leaves))
	for i, leaf := range leaves {
		if entries[i], err = r.read(leaf, from+uint64(i)); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// Leaves returns what Entries does as the bytes that are hashed, from which whoever is given one can reckon its hash.
func (r *Recorder) Leaves(ctx context.Context, from uint64, n int) ([][]byte, error) {
	size, _ := r.Head()
	if from >= size || n <= 0 {
		return [][]byte{}, nil
	}
	some, err := r.Store.Entries(ctx, from, min(n, atOnce, int(min(size-from, atOnce))))
	if err != nil && !errors.Is(err, fault.Damaged) {
		return nil, fmt.Errorf("audit log: %w", err)
	}
	for i, leaf := range some {
		if at := from + uint64(i); r.leaf(at) != auditlog.LeafHash(leaf) {
			return nil, fmt.Errorf("audit log: entry %d is not what it was: %w", at, fault.Damaged)
		}
	}
	if err == nil && len(some) == 0 {
		err = fmt.Errorf("audit log: entry %d is not there any more: %w", from, fault.Damaged)
	}
	return some, err
}

// leaf returns the hash of an entry that is known.
func (r *Recorder) leaf(at uint64) auditlog.Hash {
	r.mu.RLock()
	defer r.mu.RUnlock()
	h, err := r.tree.Leaf(at)
	if err != nil {
		return auditlog.Hash{}
	}
	return h
}

// Verifiers returns the keys that sign checkpoints at a moment, as those who verify want them.
func (r *Recorder) Verifiers(now time.Time) ([]string, error) { return r.Keys.Verifiers(now) }
