// Package recorder writes the audit log. Nothing that the log has to tell of is done before it stands there: whoever does it
// calls Record first, and does nothing when that errs.
//
// Each entry is sealed by the keys of the service, so that nothing stands for an entry that somebody else put into the store. A Recorder has
// the tree of the log in memory and follows what other processes append. From then on the log can only grow: a store
// that shows fewer or other entries than this process saw is fault.Damaged, nothing more is recorded, and so nothing more is decided.
// What a process that starts anew cannot know, whether the store was put back to an older copy before, a checkpoint tells that somebody
// kept elsewhere.
package recorder

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/fault"
	"ringfence/internal/follow"
	"ringfence/internal/moderator"
	"ringfence/internal/registry"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
	"ringfence/internal/trend"
)

// Store keeps the log, and what it tells of; see the package store for the contract of each method.
type Store interface {
	Append(ctx context.Context, at uint64, entry []byte) (won bool, err error)
	Entries(ctx context.Context, from uint64, limit int) ([][]byte, error)
	Logged(ctx context.Context) (uint64, error)
	Decided(ctx context.Context, after subject.Key, limit int) ([]reputation.Decision, error)
	Cases(ctx context.Context, after string, limit int) ([]casefile.Case, error)
	Examples(ctx context.Context) ([]trend.Example, error)
	Accounts(ctx context.Context) ([]moderator.Account, error)
	Proposals(ctx context.Context, after string, limit int) ([]registry.Proposal, error)
	FlagsAll(ctx context.Context, after subject.Key, limit int) ([]brigade.Flag, error)
	DistrustedAll(ctx context.Context) ([]transfer.Distrusted, error)
	Statements(ctx context.Context, about subject.Key) ([]reputation.Statement, error)
	Walk(ctx context.Context, visit func(transfer.Batch) error) error
}

// Keys seal entries and sign checkpoints; see keyring.Ring.
type Keys interface {
	// SealEntry returns the keyed hash that an entry bears of all that it says.
	SealEntry(says []byte) [16]byte
	// MarkCase returns the keyed hash that a dispute bears of all that it says.
	MarkCase(says []byte) [16]byte
	// Signer returns the name that is signed in, which is the origin of the log: it stays as long as the data do, wherever they are served.
	Signer() string
	SignNote(text []byte, now time.Time) ([]byte, error)
	// Verifiers returns the keys that sign at a moment, as those who verify want them.
	Verifiers(now time.Time) ([]string, error)
}

const (
	followEvery = time.Second
	atOnce      = 1000 // entries, or other records, that are read together
	mostTries   = 100  // at a place of its own, while others append
)

// Config is what a Recorder is made of.
type Config struct {
	Store Store
	Keys  Keys // nil where nothing is recorded; what others wrote is then taken as it is
	Clock func() time.Time
}

// Recorder writes the audit log and follows it.
type Recorder struct {
	Config

	reading sync.Mutex // whoever read earlier must not write later
	mu      sync.RWMutex
	tree    auditlog.Tree
	places  map[matter]uint64
	last    time.Time // of the last entry
	owed    int       // entries of what was done before the log was begun, that are still to be written
	asOf    time.Time // when the store was last seen to agree
	damaged error     // how it does not
}

// matter is what entries are found by.
type matter struct{ kind, name string }

const (
	decisions = "decision"
	cases     = "case"
	texts     = "text"
	opened    = "opened" // documents, by whom
	proposals = "proposal"
	declined  = "declined"
)

// matterOf returns what somebody may look for an entry by, and false for most entries.
func matterOf(e *auditlog.Entry) (matter, bool) {
	switch {
	case e.Action == auditlog.Decided, e.Action == auditlog.Adopted && e.Kind != auditlog.AdoptedText:
		return matter{decisions, e.Object}, true
	case e.Action == auditlog.ClosedCase:
		return matter{cases, e.Object}, true
	case e.Action == auditlog.Approved, e.Action == auditlog.Adopted:
		return matter{texts, e.Object}, true
	case e.Action == auditlog.ReadDocument:
		return openedBy(e.Object, e.Kind, e.By), true
	case e.Action == auditlog.Proposed:
		return proposalBy(e.Object, e.By), true
	case e.Action == auditlog.Declined:
		return matter{declined, e.Object}, true
	}
	return matter{}, false
}

func openedBy(ofCase, document, by string) matter {
	return matter{opened, ofCase + "/" + document + "/" + by}
}

// proposalBy is a proposal as somebody made it: what the operator proposed a moderator may propose too.
func proposalBy(id, by string) matter { return matter{proposals, id + " " + by} }

// New returns a Recorder that knows no entry before CatchUp.
func New(c Config) *Recorder { return &Recorder{Config: c, places: map[matter]uint64{}} }

// ErrLocked is what becomes of an entry while the keys that seal it are not open.
var ErrLocked = errors.New("audit log: the keys are not open, and nothing is done that is not written down: name them with --keys")

// Record writes an entry, and fills in its index, its time, its salt and its seal. When it returns nil the entry is durable. When it returns an error
// the entry may have been written, and what it is about is not to be done. A decision that several are about to make under one ID, or that is tried
// again after a crash, has one entry: all are told the first, and make what it says. So has the answer to a dispute.
func (r *Recorder) Record(ctx context.Context, e auditlog.Entry) (auditlog.Entry, error) {
	if r.Keys == nil {
		return auditlog.Entry{}, ErrLocked
	}
	r.reading.Lock()
	defer r.reading.Unlock()
	if err := r.catchUp(ctx); err != nil {
		return auditlog.Entry{}, err
	}
	if err := r.begin(ctx, true); err != nil {
		return auditlog.Entry{}, err
	}
	for range mostTries {
		if was, err := r.tried(ctx, &e); err != nil || was.Action != "" {
			return was, err
		}
		switch written, err := r.write(ctx, e); {
		case err != nil:
			return auditlog.Entry{}, err
		case written != nil:
			return *written, nil
		}
	}
	return auditlog.Entry{}, fmt.Errorf("audit log: others write without end: %w", fault.Unavailable)
}

// tried returns the entry of the same decision, or the same answer to a dispute, by whoever was about to make it before; none where nobody was.
func (r *Recorder) tried(ctx context.Context, e *auditlog.Entry) (auditlog.Entry, error) {
	m, ok := matterOf(e)
	if e.Action != auditlog.Decided && e.Action != auditlog.ClosedCase || !ok {
		return auditlog.Entry{}, nil
	}
	was, err := r.lastOf(ctx, m)
	if err != nil || was.Action != e.Action || was.By != e.By || was.Kind != e.Kind || was.Subject != e.Subject || was.Reason != e.Reason || was.Name != e.Name || was.Undoes != e.Undoes {
		return auditlog.Entry{}, err
	}
	return was, nil
}

// lastOf returns the last entry that something is found by; none where there is none.
func (r *Recorder) lastOf(ctx context.Context, m matter) (auditlog.Entry, error) {
	place, ok := r.place(m)
	if !ok {
		return auditlog.Entry{}, nil
	}
	some, err := r.Entries(ctx, place.Index, 1)
	if err != nil || len(some) == 0 {
		return auditlog.Entry{}, err
	}
	return some[0], nil
}

// Stands reports whether a decision stands in the log as it is. One that does not was not made by this service, or was altered.
func (r *Recorder) Stands(ctx context.Context, d reputation.Decision) (bool, error) {
	if err := r.CatchUp(ctx); err != nil {
		return false, err
	}
	e, err := r.lastOf(ctx, matter{decisions, d.ID})
	return err == nil && e.Action != "" && e.Says(d), err
}

// write appends an entry behind all that are known, and returns nil where another was faster, which is known then.
func (r *Recorder) write(ctx context.Context, e auditlog.Entry) (*auditlog.Entry, error) {
	e.Index, e.At = r.tree.Size(), r.Clock().UTC().Truncate(time.Second)
	if _, err := rand.Read(e.Salt[:]); err != nil {
		return nil, fmt.Errorf("audit log: %w", err)
	}
	e, err := e.Sealed(r.Keys.SealEntry)
	if err != nil {
		return nil, err
	}
	leaf, err := e.Leaf()
	if err != nil {
		return nil, err
	}
	won, err := r.Store.Append(ctx, e.Index, leaf)
	if won && err == nil {
		r.take(&e, auditlog.LeafHash(leaf))
		return &e, nil
	}
	if seen := r.catchUp(ctx); seen != nil {
		return nil, errors.Join(err, seen)
	}
	if is, _ := r.tree.Leaf(e.Index); is == auditlog.LeafHash(leaf) { // it was written although the store could not say so
		return &e, nil
	}
	return nil, err
}

// CatchUp learns of every entry that was appended before it was called. Where those that are known are not all there it returns
// fault.Damaged.
func (r *Recorder) CatchUp(ctx context.Context) error {
	r.reading.Lock()
	defer r.reading.Unlock()
	return r.catchUp(ctx)
}

func (r *Recorder) catchUp(ctx context.Context) error {
	err := r.follow(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case err == nil:
		r.asOf, r.damaged = r.Clock(), nil
	case errors.Is(err, fault.Damaged):
		r.damaged = err
	}
	return err
}

// follow reads on from the last entry that is known, which must be there as it was.
func (r *Recorder) follow(ctx context.Context) error {
	for {
		size := r.tree.Size()
		from := size - min(size, 1)
		some, err := r.Store.Entries(ctx, from, atOnce)
		if err != nil && !errors.Is(err, fault.Damaged) {
			return fmt.Errorf("audit log: %w", err)
		}
		if from < size {
			known, _ := r.tree.Leaf(from)
			if len(some) == 0 || auditlog.LeafHash(some[0]) != known {
				return fmt.Errorf("audit log: the store shows fewer or other entries than the %d that this process saw: %w", size, fault.Damaged)
			}
			some = some[1:]
		}
		for _, leaf := range some {
			e, err := r.read(leaf, r.tree.Size())
			if err != nil {
				return err
			}
			r.take(&e, auditlog.LeafHash(leaf))
		}
		if err != nil {
			return fmt.Errorf("audit log: entry %d is missing though later ones are kept: %w", r.tree.Size(), fault.Damaged)
		}
		if len(some) < atOnce-1 {
			return nil
		}
	}
}

// read returns the entry of a leaf that lies at a place, as this service wrote it there.
func (r *Recorder) read(leaf []byte, at uint64) (auditlog.Entry, error) {
	e, err := auditlog.ParseLeaf(leaf)
	switch {
	case err != nil:
		return auditlog.Entry{}, fmt.Errorf("entry %d: %w", at, err)
	case e.Index != at:
		return auditlog.Entry{}, fmt.Errorf("audit log: entry %d lies in the place of %d: %w", e.Index, at, fault.Damaged)
	case r.Keys != nil && !e.SealedBy(r.Keys.SealEntry):
		return auditlog.Entry{}, fmt.Errorf("audit log: entry %d was not written by this service, or was altered: %w", at, fault.Damaged)
	}
	return e, nil
}

// take learns of the next entry.
func (r *Recorder) take(e *auditlog.Entry, leaf auditlog.Hash) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tree.Append(leaf)
	if m, ok := matterOf(e); ok {
		r.places[m] = e.Index
	}
	r.last, r.owed = e.At, owes(r.owed, e)
}

// Run catches up every second until ctx ends. say is told when that begins to fail and when it works again.
func (r *Recorder) Run(ctx context.Context, say func(error)) {
	follow.Every(ctx, followEvery, r.CatchUp, say)
}

// Status is how the log stands in this process.
type Status struct {
	Size    uint64
	Last    time.Time // of the last entry; zero for none
	AsOf    time.Time // when the store was last seen to agree
	Damaged error     // how the store does not show what this process saw; nil while it does
}

// Status returns how the log stands.
func (r *Recorder) Status() Status {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return Status{r.tree.Size(), r.last, r.asOf, r.damaged}
}
