package noticeboard

import (
	"context"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/subject"
	"ringfence/internal/transparency"
)

// Recorded is a decision as the audit log has it.
type Recorded struct {
	Entry auditlog.Entry
	Leaf  auditlog.Hash // of the entry
}

// ledger is what is remembered of the audit log: how often what was done, and which decision about a subject was the last.
type ledger struct {
	size uint64
	done map[act]int
	last map[subject.Key]Recorded
}

// act is what was done in a month.
type act struct {
	action auditlog.Action
	month  time.Time
}

// read goes on where it left off. An entry that cannot be read is counted as none: whoever verifies the log says so.
func (l *ledger) read(ctx context.Context, s Store) error {
	if l.done == nil {
		l.done, l.last = map[act]int{}, map[subject.Key]Recorded{}
	}
	for {
		leaves, err := s.Entries(ctx, l.size, page)
		if err != nil || len(leaves) == 0 {
			return err
		}
		for _, leaf := range leaves {
			l.size++
			e, err := auditlog.ParseLeaf(leaf)
			if err != nil {
				continue
			}
			l.done[act{e.Action, time.Date(e.At.Year(), e.At.Month(), 1, 0, 0, 0, 0, time.UTC)}]++
			if e.Action == auditlog.Decided || e.Action == auditlog.Adopted && e.Kind != auditlog.AdoptedText {
				l.last[e.Subject] = Recorded{e, auditlog.LeafHash(leaf)}
			}
		}
	}
}

// count adds up what is remembered.
func (l *ledger) count(t *transparency.Tally) {
	t.Log(l.size)
	for done, times := range l.done {
		t.Did(done.action, done.month, times)
	}
}
