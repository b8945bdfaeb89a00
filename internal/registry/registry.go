// Package registry is how a number comes onto the registry of official numbers (banks, police, hospitals, exam offices) or off it: one
// moderator proposes with evidence, another approves, and only then there is a Decision. What the operator proposes, a moderator first has to
// propose too.
package registry

import (
	"strings"
	"time"

	"ringfence/internal/subject"
)

// Sector is what kind of body a number belongs to.
type Sector string

// The sectors.
const (
	Bank       Sector = "bank"
	Police     Sector = "police"
	Government Sector = "government"
	Hospital   Sector = "hospital"
	Exam       Sector = "exam"
	School     Sector = "school"
	Telecom    Sector = "telecom"
	Courier    Sector = "courier"
	Utility    Sector = "utility"
	Other      Sector = "other"
)

// State is how far a proposal is.
type State string

// The states.
const (
	Open     State = "open"
	Approved State = "approved"
	Declined State = "declined"
)

// Proposal is what one moderator proposed.
type Proposal struct {
	ID        string // sorts by time of making
	Revision  uint64 // raised by one with every write
	Subject   subject.Key
	Remove    string // ID of the decision that is to be taken back; "" where an entry is proposed
	Name      string // official name of the body
	Sector    Sector
	Evidence  string // where it says so, an https address as a rule; everybody is shown it
	By        string // public name of who proposed, a moderator's or the operator's
	At        time.Time
	State     State
	DecidedBy string // of who approved or declined, who is somebody else
	DecidedAt time.Time
	Decision  string // ID of the Decision that was made
}

// Shell is how the name begins under which whoever has a shell of the machine acts, and that of no moderator.
const Shell = "shell:"

// ByOperator reports whether no moderator has proposed it yet.
func (p Proposal) ByOperator() bool { return strings.HasPrefix(p.By, Shell) }
