package casefile

import (
	"slices"
	"time"

	"ringfence/internal/reputation"
)

// How long a case waits for others.
const (
	ProveWithin = 7 * 24 * time.Hour // for its proof, from when it was opened
	ReadWithin  = 30                 // days: for a moderator, from the last document; then nobody can read it any more
)

// The moves of a case. Each returns the case as it is to be marked and written next, with its Revision raised, and whether it may be made.

// Seal puts away what only the service needs to know, anew.
func (c Case) Seal(on reputation.Date, box []byte) Case {
	c.Revision++
	c.SealedOn, c.Sealed = on, box
	return c
}

// Submit has the case wait for a moderator who reads documents, of which the last was sealed on a day.
func (c Case) Submit(on reputation.Date) (Case, bool) {
	if c.Proof != Documents || c.Proved() || c.Answered() || c.State != Waiting && c.State != Submitted {
		return c, false
	}
	c.Revision++
	c.State, c.SealedOn = Submitted, on
	return c, true
}

// Prove says that the subject is the owner's, and which decision is to follow, if one does. Of two who prove at once one wins the next
// revision, so there is one decision; until it is made and the case enforced or closed, the case keeps its state.
func (c Case) Prove(decision string, now time.Time) (Case, bool) {
	if c.Proved() || c.Answered() || c.State != Waiting && c.State != Submitted {
		return c, false
	}
	c.Revision++
	c.ProvedAt, c.Decision = second(now), decision
	return c, true
}

// Enforce has a proved case wait for its answer. Decision is that of the dispute, "" where there may be none.
func (c Case) Enforce(decision string) (Case, bool) {
	if !c.Unsettled() {
		return c, false
	}
	c.Revision++
	c.State, c.Decision = InForce, decision
	return c, true
}

// Close ends a case as a rule does, or its owner. Reason is a note of package dispute.
func (c Case) Close(outcome Outcome, reason string, now time.Time) (Case, bool) {
	if c.State == Closed || c.Answered() {
		return c, false
	}
	c.Outcome, c.Reason, c.ClosedAt = outcome, reason, second(now)
	return c.closed(), true
}

// Answer says how a moderator ends a case, before anything comes of that: of two who answer at once one wins the next revision, so there is one
// answer. Until what follows is done the case keeps its state, and is ended then.
func (c Case) Answer(outcome Outcome, by, reason string, now time.Time) (Case, bool) {
	if !c.MayAnswer(outcome) {
		return c, false
	}
	c.Revision++
	c.Outcome, c.By, c.Reason, c.ClosedAt = outcome, by, reason, second(now)
	return c, true
}

// End closes a case that was answered. Documents that brought about what the owner asked for have proved the subject theirs.
func (c Case) End() (Case, bool) {
	if !c.Answered() {
		return c, false
	}
	if !c.Proved() && c.Outcome != Upheld && c.Outcome != Unproved {
		c.ProvedAt = c.ClosedAt
	}
	return c.closed(), true
}

// Reopen takes an answer back that cannot be given after all.
func (c Case) Reopen() (Case, bool) {
	if !c.Answered() {
		return c, false
	}
	c.Revision++
	c.Outcome, c.By, c.Reason, c.ClosedAt = "", "", "", time.Time{}
	return c, true
}

// closed is a case that is over. Words of somebody who never proved anything were shown to nobody, and anybody could have written them.
func (c Case) closed() Case {
	c.Revision++
	c.State = Closed
	if !c.Proved() {
		c.Words = ""
	}
	return c
}

// Forget takes out what only the service needed to know, once the key of its day is destroyed. A case that was answered is ended first: what follows
// from an answer is known by the revision that it was given in.
func (c Case) Forget(today reputation.Date) (Case, bool) {
	if c.Answered() || len(c.Sealed) == 0 || today <= c.SealedOn+ReadWithin {
		return c, false
	}
	c.Revision++
	c.Sealed = nil
	return c, true
}

func second(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

// Proved reports whether the owner proved that the subject is theirs.
func (c Case) Proved() bool { return !c.ProvedAt.IsZero() }

// Unsettled reports whether the proof came and what follows from it is not written down: somebody is at it, or crashed.
func (c Case) Unsettled() bool { return c.Proved() && (c.State == Waiting || c.State == Submitted) }

// Answered reports whether a moderator answered and what follows from that is not written down: somebody is at it, or crashed.
func (c Case) Answered() bool { return c.State != Closed && c.Outcome != "" }

// Ends returns when a case is over in which nobody does anything more; zero for one that nothing but an answer ends.
func (c Case) Ends() time.Time {
	switch {
	case c.Proved() || c.Answered():
		return time.Time{}
	case c.State == Waiting:
		return c.OpenedAt.Add(ProveWithin)
	case c.State == Submitted:
		return (c.SealedOn + 1 + ReadWithin).Time()
	}
	return time.Time{}
}

// Expired reports whether that time is over.
func (c Case) Expired(now time.Time) bool {
	ends := c.Ends()
	return !ends.IsZero() && !now.Before(ends)
}

// Answers returns what a moderator may answer a case as it stands. Whoever reads documents may answer at once; that they prove nothing
// is an answer only where they are the proof.
func (c Case) Answers() []Outcome {
	switch {
	case c.Unsettled() || c.Answered():
		return nil
	case c.State == Submitted:
		return []Outcome{Cleared, Upheld, Accepted, Recycled, Unproved}
	case c.State == InForce:
		return []Outcome{Cleared, Upheld, Accepted, Recycled}
	}
	return nil
}

// MayAnswer reports whether an outcome is among them.
func (c Case) MayAnswer(o Outcome) bool { return slices.Contains(c.Answers(), o) }

// Public returns a case without what only the service knows. An answer of which nothing came yet is none.
func (c Case) Public() Case {
	c.SealedOn, c.Sealed, c.Mark = 0, nil, [16]byte{}
	if c.Answered() {
		c.Outcome, c.By, c.Reason, c.ClosedAt = "", "", "", time.Time{}
	}
	return c
}
