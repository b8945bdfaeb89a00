package sanction

import (
	"context"
	"sync"

	"ringfence/internal/auditlog"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// atOnce is how many entries of the audit log are asked for at a time.
const atOnce = 1000

// pointed is a report about a subject that a moderator pointed at.
type pointed struct {
	about  subject.Key
	report string // as the log has it
}

// word is what was said last of a report, and when.
type word struct {
	did auditlog.Action
	on  reputation.Date
}

// ledger is what the audit log said last of each report that a moderator pointed at: of itself, and of its sender. It is safe for
// concurrent use.
type ledger struct {
	mu      sync.Mutex
	next    uint64 // entry to read
	reports map[pointed]word
	senders map[pointed]auditlog.Action
}

func newLedger() *ledger {
	return &ledger{reports: map[pointed]word{}, senders: map[pointed]auditlog.Action{}}
}

// catchUp reads the entries that this process knows and the ledger does not.
func (l *ledger) catchUp(ctx context.Context, from Recorder) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		some, err := from.Entries(ctx, l.next, atOnce)
		if err != nil || len(some) == 0 {
			return err
		}
		for i := range some {
			at := pointed{some[i].Subject, some[i].Object}
			switch did := some[i].Action; did {
			case auditlog.Overturned, auditlog.Reinstated:
				l.reports[at] = word{did, reputation.DateOf(some[i].At)}
			case auditlog.Distrusted, auditlog.Trusted:
				l.senders[at] = did
			}
		}
		l.next += uint64(len(some))
	}
}

// overturned reports whether a moderator took this very report out of the count, and none put it back.
func (l *ledger) overturned(about subject.Key, id report.ID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.reports[pointed{about, id.String()}].did == auditlog.Overturned
}

// reinstated reports whether a moderator put this very report back into the count, on a day or after it, and none took it out since.
func (l *ledger) reinstated(about subject.Key, id report.ID, since reputation.Date) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	last := l.reports[pointed{about, id.String()}]
	return last.did == auditlog.Reinstated && last.on >= since
}

// sender returns whether the sender of a report was distrusted, or trusted again, by this very report; "" for neither.
func (l *ledger) sender(about subject.Key, id report.ID) auditlog.Action {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.senders[pointed{about, id.String()}]
}
