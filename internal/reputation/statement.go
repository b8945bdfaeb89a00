package reputation

import (
	"cmp"
	"math"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/subject"
)

// Tier says how well the service knows that a report comes from one person of their own.
type Tier string

const (
	Anonymous Tier = "anonymous" // a web form, an unsigned gateway, a key without user
	Verified  Tier = "verified"  // a phone number or campus account was proved
	Partner   Tier = "partner"   // an API key with user, or the operator's import
	Trusted   Tier = "trusted"   // granted by a moderator
)

// Established reports whether reports of this tier can carry a verdict of scam.
func (t Tier) Established() bool { return t != Anonymous }

// Weight is w of a tier. A partner's can be raised by contract, see Weigh.
func (t Tier) Weight() float64 {
	switch t {
	case Anonymous:
		return 0.4
	case Verified, Partner:
		return 0.6
	case Trusted:
		return 1.5
	}
	return 0
}

// Weigh returns the weight of a report: w divided by one more than how many of the reporter's last 16
// reports were overturned.
func Weigh(w float64, overturned int) float64 { return w / float64(1+overturned) }

// State is what became of a statement.
type State string

const (
	Live       State = "live"
	Withdrawn  State = "withdrawn"  // by its reporter
	Overturned State = "overturned" // by a moderator
	Superseded State = "superseded" // frozen by retention; until then superseding is computed
	Closed     State = "closed"     // belongs to an earlier owner of the number
)

// Pseudonym is a keyed hash that stands for a reporter; empty for one who cannot be recognised again.
type Pseudonym string

// Statement is one report about one subject. Only State, Version, Reporter and Person ever change, and once what Vouch names.
type Statement struct {
	Subject    subject.Key
	Report     report.ID
	ReceivedAt time.Time // the server's, to the minute
	At         time.Time // t: when it happened, to the hour, see EventTime
	Mass       float64   // w * 2^((t-L)/T), see Mass
	Polarity   report.Polarity
	Category   report.Category
	Tier       Tier
	Own        uint8     // bucket of the reporter's network for this subject, below Buckets
	Block      uint8     // bucket of the reporter's network for this subject's block
	Province   string    // ISO 3166; "" when not known
	Reporter   Pseudonym // "" when the reporter cannot be recognised again
	Person     Pseudonym // that of an earlier epoch under which the reporter first spoke about the subject; "" if none
	APIKey     string    // public name of the API key it came through; "" without one
	State      State
	Version    uint32 // raised by every change of State and by Vouch; a projection notes which it read
}

// Speaks returns the pseudonym that stands for the statement's reporter across epochs; "" for nobody.
func (s *Statement) Speaks() Pseudonym { return cmp.Or(s.Person, s.Reporter) }

// ByVisitor reports whether s came from a visitor without proof, so that nothing says who it was: it is anonymous, nobody's
// and came through no API key.
func (s *Statement) ByVisitor() bool {
	return s.Tier == Anonymous && s.Speaks() == "" && s.APIKey == ""
}

// Vouch gives s, what a visitor said, all that follows from who speaks: Tier, Mass, Own, Block, Reporter and Person as by has
// them, which says the same of the same subject by somebody who can be recognised. It raises Version and returns true.
// It happens once: where s is not live or not a visitor's, nothing changes, and it is false.
func (s *Statement) Vouch(by *Statement) bool {
	if s.State != Live || !s.ByVisitor() {
		return false
	}
	s.Tier, s.Mass, s.Own, s.Block, s.Reporter, s.Person = by.Tier, by.Mass, by.Own, by.Block, by.Reporter, by.Person
	s.Version++
	return true
}

// EventTime returns t: the earlier of occurred and received, at most seven days before received, rounded
// down to the hour, since exact call times joined with call records would name the reporter. A zero
// occurred means received.
func EventTime(occurred, received time.Time) time.Time {
	t := received
	if !occurred.IsZero() && occurred.Before(received) {
		t = occurred
	}
	if oldest := received.Add(-maxBackdate); t.Before(oldest) {
		t = oldest
	}
	return t.UTC().Truncate(time.Hour)
}

// Mass returns the forward-decayed mass of weight w at event time t: its value as of Landmark.
func Mass(w float64, polarity report.Polarity, t time.Time) float64 {
	return w * math.Exp2(halfLives(t, polarity))
}

// presentValue is the factor that turns masses into values at now.
func presentValue(polarity report.Polarity, now time.Time) float64 {
	return math.Exp2(-halfLives(now, polarity))
}

func halfLives(t time.Time, polarity report.Polarity) float64 {
	halfLife := halfLifeBad
	if polarity == report.Fine {
		halfLife = halfLifeFine
	}
	return t.Sub(Landmark).Hours() / halfLife.Hours()
}
