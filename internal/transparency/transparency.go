// Package transparency counts how the service itself acts: how many owners contest, what becomes of it and how long they wait, what moderators
// decide and read, and what was erased because its time was over. It counts cases, decisions, entries of the audit log and erasures, and knows
// of none of them more than its month.
package transparency

import (
	"slices"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/casefile"
	"ringfence/internal/erasure"
	"ringfence/internal/reputation"
)

// Kinds returns the kinds of decisions that are counted, in the order in which tables have them.
func Kinds() []reputation.DecisionKind {
	return []reputation.DecisionKind{reputation.Confirm, reputation.Clear, reputation.Dispute, reputation.AcceptClaim, reputation.Recycle,
		reputation.Forget, reputation.Register, Unregister, reputation.Undo}
}

// Unregister is how an Undo that takes a number off the registry is counted.
const Unregister reputation.DecisionKind = "unregister"

// Actions returns the actions of the audit log that are counted: those that are no decision, and of which people who report or contest
// would want to know.
func Actions() []auditlog.Action {
	return []auditlog.Action{auditlog.ReadTexts, auditlog.ReadCase, auditlog.ReadDocument, auditlog.Admitted, auditlog.ReadSubject, auditlog.Approved, auditlog.TookBack,
		auditlog.Overturned, auditlog.Reinstated, auditlog.Distrusted, auditlog.Trusted}
}

// Month is what was done in one month (UTC).
type Month struct {
	Begins    time.Time
	Opened    int // cases
	Proved    int
	Closed    int
	Outcomes  map[casefile.Outcome]int
	Answered  int           // cases that a moderator closed
	Median    time.Duration // that those waited for the moderator; 0 when there are none
	Decisions map[reputation.DecisionKind]int
	Actions   map[auditlog.Action]int
	Erased    erasure.Account // sums; its day is the zero one
}

// Pending is how many cases are not closed.
type Pending struct {
	Waiting   int       // for a proof
	Submitted int       // documents, which a moderator has to look at
	InForce   int       // proved, and not yet answered
	Oldest    time.Time // since when the one waits that a moderator has let wait longest; zero for none
}

// Figures are what was counted.
type Figures struct {
	AsOf    time.Time
	Months  []Month // without a gap, the oldest first; the last is the one that goes on
	Pending Pending
	Median  time.Duration // over all answered cases of the last 12 months
	Logged  uint64        // entries of the audit log
}

// mostMonths are told at most: what is said to be of earlier ones is of a clock that was wrong.
const mostMonths = 120

// Tally adds up. It is not safe for concurrent use.
type Tally struct {
	now     time.Time
	months  map[time.Time]*Month
	waits   map[time.Time][]time.Duration
	pending Pending
	logged  uint64
}

// NewTally returns a Tally of what was done until now. What is of later moments, because some clock is wrong, counts in the month that goes on.
func NewTally(now time.Time) *Tally {
	return &Tally{now: now, months: map[time.Time]*Month{}, waits: map[time.Time][]time.Duration{}}
}

// monthOf returns the beginning of the month of a moment.
func monthOf(t time.Time) time.Time {
	t = t.UTC()
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}

func (t *Tally) in(at time.Time) *Month {
	begins := monthOf(at)
	if last := monthOf(t.now); begins.After(last) {
		begins = last
	}
	m, ok := t.months[begins]
	if !ok {
		m = &Month{Begins: begins, Outcomes: map[casefile.Outcome]int{}, Decisions: map[reputation.DecisionKind]int{}, Actions: map[auditlog.Action]int{}}
		t.months[begins] = m
	}
	return m
}

// Case counts a case in the months in which it was opened, proved and closed.
func (t *Tally) Case(c *casefile.Case) {
	t.in(c.OpenedAt).Opened++
	if !c.ProvedAt.IsZero() {
		t.in(c.ProvedAt).Proved++
	}
	since := waitsSince(c)
	switch c.State {
	case casefile.Waiting:
		t.pending.Waiting++
	case casefile.Submitted:
		t.pending.Submitted++
		t.pending.lets(since)
	case casefile.InForce:
		t.pending.InForce++
		t.pending.lets(since)
	case casefile.Closed:
		t.closed(c)
	}
}

// lets has a moderator let somebody wait since a moment.
func (p *Pending) lets(since time.Time) {
	if p.Oldest.IsZero() || since.Before(p.Oldest) {
		p.Oldest = since
	}
}

func (t *Tally) closed(c *casefile.Case) {
	m := t.in(c.ClosedAt)
	m.Closed++
	m.Outcomes[c.Outcome]++
	if c.By != "" {
		m.Answered++
		t.waits[m.Begins] = append(t.waits[m.Begins], max(1, c.ClosedAt.Sub(waitsSince(c)))) // who was answered at once waited too
	}
}

// waitsSince is from when on somebody waits for a moderator: from the proof; whoever sends documents, from when they opened the case, because
// that it is theirs is written down no earlier than a moderator says so.
func waitsSince(c *casefile.Case) time.Time {
	if c.Proof == casefile.Documents || c.ProvedAt.IsZero() {
		return c.OpenedAt
	}
	return c.ProvedAt
}

// Decisions counts all decisions about one or more subjects. Those about one must come at once: what takes another back is told apart by it.
func (t *Tally) Decisions(all []reputation.Decision) {
	registers := map[string]bool{}
	for _, d := range all {
		if d.Kind == reputation.Register {
			registers[d.ID] = true
		}
	}
	for _, d := range all {
		kind := d.Kind
		if kind == reputation.Undo && registers[d.Undoes] {
			kind = Unregister
		}
		t.in(d.At).Decisions[kind]++
	}
}

// Did counts what was done so many times in the month of a moment, if it is one of Actions.
func (t *Tally) Did(a auditlog.Action, at time.Time, times int) {
	if slices.Contains(Actions(), a) {
		t.in(at).Actions[a] += times
	}
}

// Log says how many entries the audit log has.
func (t *Tally) Log(size uint64) { t.logged = size }

// Erasure counts what was erased on a day.
func (t *Tally) Erasure(a erasure.Account) {
	sum := &t.in(a.Day.Time()).Erased
	sum.Texts += a.Texts
	sum.Documents += a.Documents
	sum.Links += a.Links
	sum.Conversations += a.Conversations
	sum.Keys += a.Keys
}

// Figures returns what was counted.
func (t *Tally) Figures() Figures {
	last := monthOf(t.now)
	f := Figures{AsOf: t.now, Pending: t.pending, Logged: t.logged}
	begins, first := last, last.AddDate(0, 1-mostMonths, 0)
	for at := range t.months {
		if at.Before(begins) && !at.Before(first) {
			begins = at
		}
	}
	var lately []time.Duration
	for ; !begins.After(last); begins = begins.AddDate(0, 1, 0) {
		m := *t.in(begins) // one in which nothing was done too
		m.Median = median(t.waits[begins])
		if begins.After(last.AddDate(0, -12, 0)) {
			lately = append(lately, t.waits[begins]...)
		}
		f.Months = append(f.Months, m)
	}
	f.Median = median(lately)
	return f
}

// median returns the middle one, or the mean of the two in the middle; 0 of none.
func median(all []time.Duration) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	upper := sorted[len(sorted)/2]
	if len(sorted)%2 == 1 {
		return upper
	}
	return (sorted[len(sorted)/2-1] + upper) / 2
}
