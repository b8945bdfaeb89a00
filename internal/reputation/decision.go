package reputation

import (
	"cmp"
	"slices"
	"time"

	"ringfence/internal/subject"
)

// DecisionKind says what a Decision does.
type DecisionKind string

const (
	Confirm     DecisionKind = "confirm"      // a moderator: this is a scam
	Clear       DecisionKind = "clear"        // a moderator: this is not
	Dispute     DecisionKind = "dispute"      // someone proved control of the number and contests
	AcceptClaim DecisionKind = "accept_claim" // a moderator believes the owner that others forge the number
	Register    DecisionKind = "register"     // the number belongs to a bank, police, hospital, exam office ...
	Recycle     DecisionKind = "recycle"      // a new owner: statements received until At no longer count, those of its minute among them
	Forget      DecisionKind = "forget"       // the owner of a number that is not listed: likewise
	Undo        DecisionKind = "undo"         // takes back the decision that Undoes names
)

// Decision is an act about a subject by a person with the right to it. It is never edited.
type Decision struct {
	ID      string // sorts by time of making
	Subject subject.Key
	Kind    DecisionKind
	At      time.Time
	By      string // public name of the moderator, or "owner"; of both moderators, with " + " between, for an entry of the registry
	Name    string // official name of the body, with Register
	Reason  string // shown to the public; with Register the evidence
	Undoes  string // ID, with Undo
}

// Standing is what the decisions about a subject amount to. Rulings expire, so it is read at a moment.
type Standing struct {
	Ruling     DecisionKind // Confirm, Clear or ""
	RuledAt    time.Time
	RuledFor   string // the moderator's reason, which is shown
	Official   bool
	DisputedAt time.Time // zero when there is no dispute or it lapsed
	Claimed    bool      // AcceptClaim stands
	RecycledAt time.Time // statements received until then do not count: there is a new owner

	// ForgottenAt is when the owner of a number that was not listed had forgotten what was said: statements received until then do not count.
	ForgottenAt time.Time
}

// since returns the moment from which statements count.
func (s Standing) since() time.Time {
	if s.ForgottenAt.After(s.RecycledAt) {
		return s.ForgottenAt
	}
	return s.RecycledAt
}

// RulingAt returns the moderator's ruling in force at now, or "".
func (s Standing) RulingAt(now time.Time) DecisionKind {
	if s.Ruling != "" && now.Before(s.RuledAt.Add(RulingLasts)) {
		return s.Ruling
	}
	return ""
}

// standing adds up decisions. Whether a dispute lapsed depends on the statements after it and is found by
// the caller.
func standing(decisions []Decision) Standing {
	ordered := slices.Clone(decisions)
	order(ordered)
	undone := undone(ordered)
	var s Standing
	var asked time.Time // when its owner last disputed it or had it forgotten, also when that no longer stands
	for _, d := range ordered {
		owners := d.Kind == Dispute || d.Kind == Forget
		if undone[d.ID] || owners && !asked.IsZero() && d.At.Before(asked.Add(DisputeEvery)) {
			continue
		}
		s.apply(d)
		switch {
		case owners && (s.DisputedAt.Equal(d.At) || s.ForgottenAt.Equal(d.At)):
			asked = d.At
		case d.Kind == Recycle: // what a former owner did does not bind the new one
			asked = time.Time{}
		}
	}
	return s
}

// order sorts decisions as they were made.
func order(decisions []Decision) {
	slices.SortFunc(decisions, func(a, b Decision) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
}

// undone returns the decisions that were taken back, by ID. Taking back can be taken back.
func undone(ordered []Decision) map[string]bool {
	var gone map[string]bool // for most subjects nobody decided anything
	for _, d := range slices.Backward(ordered) {
		if d.Kind == Undo && !gone[d.ID] {
			if gone == nil {
				gone = make(map[string]bool)
			}
			gone[d.Undoes] = true
		}
	}
	return gone
}

// MayDispute reports whether a dispute at now would stand: a number can be disputed once in 180 days, and
// not while a moderator's confirmation is in force.
func MayDispute(decisions []Decision, now time.Time) bool {
	s := standing(append(slices.Clone(decisions), Decision{Kind: Dispute, At: now}))
	return s.DisputedAt.Equal(now)
}

// MayForget reports whether an owner's asking at now that what was said be forgotten would stand: as often as a dispute and counted with those, and not
// while a moderator's confirmation is in force. Whether the number is listed the caller knows.
func MayForget(decisions []Decision, now time.Time) bool {
	s := standing(append(slices.Clone(decisions), Decision{Kind: Forget, At: now}))
	return s.ForgottenAt.Equal(now)
}

// Undone reports whether the decision with this ID was taken back.
func Undone(decisions []Decision, id string) bool {
	ordered := slices.Clone(decisions)
	order(ordered)
	return undone(ordered)[id]
}

// MayRecycle reports whether a number of this country (ISO 3166-1) has been quiet for long enough that it
// can have been given to somebody else: 45 days in the US, where numbers go round faster, 90 elsewhere.
func MayRecycle(t *Tally, country string, now time.Time) bool {
	quiet := 90 * 24 * time.Hour
	if country == "US" {
		quiet = 45 * 24 * time.Hour
	}
	return t.LastSeen.IsZero() || !now.Before(t.LastSeen.Add(quiet))
}

func (s *Standing) apply(d Decision) {
	switch d.Kind {
	case Confirm, Clear:
		s.Ruling, s.RuledAt, s.RuledFor = d.Kind, d.At, d.Reason
		if d.Kind == Confirm {
			s.DisputedAt = time.Time{} // control is not innocence
		}
	case Dispute:
		if s.RulingAt(d.At) != Confirm {
			s.DisputedAt = d.At
		}
	case AcceptClaim:
		s.Claimed = true
	case Register:
		s.Official = true
	case Recycle:
		*s = Standing{Official: s.Official, RecycledAt: d.At}
	case Forget:
		if s.RulingAt(d.At) != Confirm {
			s.DisputedAt, s.ForgottenAt = time.Time{}, d.At
		}
	case Undo:
	}
}
