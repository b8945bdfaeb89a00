package noticeboard

import (
	"context"
	"errors"
	"slices"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transparency"
)

// Recorded is a decision as the audit log has it.
type Recorded struct {
	Entry auditlog.Entry
	Leaf  auditlog.Hash // of the entry
}

// unmade is after which time nobody waits for a decision any more that the log says was about to be made.
const unmade = time.Hour

// ledger is what is remembered of the audit log: how often what was done, and which decision about a subject was the last.
type ledger struct {
	size  uint64
	done  map[act]int
	last  map[subject.Key]Recorded
	about map[subject.Key][]Recorded // entries of decisions that were about to be made, and nobody looked yet whether they were
}

// act is what was done in a month.
type act struct {
	action auditlog.Action
	month  time.Time
}

// read goes on where it left off. What somebody else put among the entries, and what comes after it, is counted as none, and everything else
// goes on: whoever verifies the log says so.
func (l *ledger) read(ctx context.Context, from Log) error {
	if l.done == nil {
		l.done, l.last, l.about = map[act]int{}, map[subject.Key]Recorded{}, map[subject.Key][]Recorded{}
	}
	err := from.CatchUp(ctx)
	for err == nil || altered(err) {
		var some []auditlog.Entry
		if some, err = from.Entries(ctx, l.size, page); len(some) == 0 || err != nil {
			break
		}
		for _, e := range some {
			if err := l.take(e); err != nil {
				return err
			}
		}
	}
	if altered(err) {
		return nil
	}
	return err
}

// altered tells an entry that this service did not write, or cannot read, from a store that is away.
func altered(err error) bool { return errors.Is(err, fault.Damaged) || errors.Is(err, fault.Newer) }

// take remembers an entry.
func (l *ledger) take(e auditlog.Entry) error {
	leaf, err := e.Leaf()
	if err != nil {
		return err
	}
	l.size++
	l.done[act{e.Action, time.Date(e.At.Year(), e.At.Month(), 1, 0, 0, 0, 0, time.UTC)}]++
	if e.Action == auditlog.Decided || e.Action == auditlog.Adopted && e.Kind != auditlog.AdoptedText {
		l.about[e.Subject] = append(l.about[e.Subject], Recorded{e, auditlog.LeafHash(leaf)})
	}
	return nil
}

// made learns which decisions about a subject there are. What an owner said of it is shown while their dispute is in force, and by others.
func (l *ledger) made(about subject.Key, decisions []reputation.Decision, now time.Time) {
	entries := l.about[about]
	for i, r := range slices.Backward(entries) {
		if !slices.ContainsFunc(decisions, func(d reputation.Decision) bool { return d.ID == r.Entry.Object }) {
			continue
		}
		if r.Entry.Kind == string(reputation.Dispute) {
			r.Entry.Reason = ""
		}
		l.last[about], entries = r, entries[i+1:]
		break
	}
	entries = slices.DeleteFunc(entries, func(r Recorded) bool { return now.Sub(r.Entry.At) > unmade })
	if l.about[about] = entries; len(entries) == 0 {
		delete(l.about, about)
	}
}

// look finds out what became of what was about to be decided.
func (l *ledger) look(ctx context.Context, s Store, now time.Time) error {
	for about := range l.about {
		decisions, err := s.Decisions(ctx, about)
		if err != nil {
			return err
		}
		l.made(about, decisions, now)
	}
	return nil
}

// count adds up what is remembered.
func (l *ledger) count(t *transparency.Tally) {
	t.Log(l.size)
	for done, times := range l.done {
		t.Did(done.action, done.month, times)
	}
}
