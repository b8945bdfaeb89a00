package disputes

import (
	"context"
	"errors"

	"ringfence/internal/auditlog"
	"ringfence/internal/casefile"
	"ringfence/internal/fault"
	"ringfence/internal/recorder"
)

// Log is the audit log, which hands out single entries to whom they concern; see recorder.Recorder.
type Log interface {
	OfDecision(id string) (recorder.Place, bool)
	OfCase(id string) (recorder.Place, bool)
	Leaves(ctx context.Context, from uint64, n int) ([][]byte, error)
}

// Entry is an entry of the audit log as whoever it concerns gets it. Its bytes hold its salt: the hash of a zero byte and all of them is the
// leaf, of which anybody can have proved that it is in the log.
type Entry struct {
	Index    uint64        `json:"index"`
	LeafHash auditlog.Hash `json:"leaf_hash"`
	Entry    []byte        `json:"entry,omitempty"` // nil where the store does not show what was written
}

// EntriesOf returns what the log has of a case: the decision that it brought about, and its answer. What the log cannot show now is left
// out: the owner is told all the same how their case stands. Where something else is kept in its place they get the hash of what was written.
func EntriesOf(ctx context.Context, log Log, c *casefile.Case) []Entry {
	entries := []Entry{}
	if log == nil {
		return entries
	}
	for _, find := range []func() (recorder.Place, bool){
		func() (recorder.Place, bool) { return log.OfDecision(c.Decision) },
		func() (recorder.Place, bool) { return log.OfCase(c.ID) },
	} {
		if e := entry(ctx, log, find); e != nil {
			entries = append(entries, *e)
		}
	}
	return entries
}

// entry returns the one that is found, nil where there is none to show.
func entry(ctx context.Context, log Log, find func() (recorder.Place, bool)) *Entry {
	at, found := find()
	if !found {
		return nil
	}
	leaves, err := log.Leaves(ctx, at.Index, 1)
	switch {
	case errors.Is(err, fault.Damaged):
		return &Entry{Index: at.Index, LeafHash: at.Leaf}
	case err != nil || len(leaves) == 0:
		return nil
	}
	return &Entry{at.Index, at.Leaf, leaves[0]}
}
