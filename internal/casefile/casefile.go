// Package casefile is a dispute on paper: what the owner of a number, account or domain says against what is shown of it, how they
// proved that it is theirs, and what became of it. Package dispute moves cases; this one says what they are.
//
// A case is known by the SHA-256 of its code, which its owner alone has. What could name the owner beyond the subject itself (documents,
// codes and times of texts) is sealed under the key of its day, and erased with it after 30 days. Words of a case that nobody proved are
// gone when it is closed. Each bears a mark by the keys of the service, for all that it says: from one without nothing follows.
package casefile

import (
	"time"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Claim is what an owner says.
type Claim string

// The claims.
const (
	Wrong    Claim = "wrong"     // what is reported did not happen, or is no fraud
	Forged   Claim = "forged"    // others show this number as theirs
	NewOwner Claim = "new_owner" // the number was somebody else's before
	Erase    Claim = "erase"     // nothing is said against it: what is held of a number that is not listed is to go
)

// Proof is how an owner shows that a subject is theirs.
type Proof string

// The proofs.
const (
	TextFrom  Proof = "text_from" // a code texted from the number to a gateway that proves whose phone a message is from
	CodeTo    Proof = "code_to"   // a code texted to the number, and typed into the page
	DNS       Proof = "dns"       // a TXT record of the domain
	Documents Proof = "documents" // documents that a moderator looks at: landlines, 400, 95xxx, ports of text messages, accounts
)

// State is how far a case is.
type State string

// The states.
const (
	Waiting   State = "waiting"   // for the proof; it expires after 7 days
	Submitted State = "submitted" // documents wait for a moderator
	InForce   State = "in_force"  // proved: the number is off ranges and lists, and a moderator is to decide
	Closed    State = "closed"    // it has its Outcome
)

// Outcome is what became of a case.
type Outcome string

// The outcomes.
const (
	Cleared   Outcome = "cleared"   // a moderator cleared the subject
	Upheld    Outcome = "upheld"    // what is shown stays: the dispute is no longer in force
	Accepted  Outcome = "accepted"  // the claim that others forge the number
	Recycled  Outcome = "recycled"  // what was said before the new owner no longer counts
	Erased    Outcome = "erased"    // what was held no longer counts
	Unproved  Outcome = "unproved"  // documents did not prove it, or no proof came in time
	Lapsed    Outcome = "lapsed"    // many who do not know each other reported it since
	Withdrawn Outcome = "withdrawn" // by the owner
)

// Case is one dispute.
type Case struct {
	ID       string // hexadecimal SHA-256 of the code
	Revision uint64 // raised by one with every write
	Subject  subject.Key
	Claim    Claim
	Proof    Proof
	Words    string // the owner's, redacted; shown to the public while the dispute is in force. "" for none
	Lang     string // "zh-CN" or "en": in which the owner reads
	State    State
	OpenedAt time.Time // to the second, as all times of a case
	ProvedAt time.Time // zero until it is
	ClosedAt time.Time // zero until it is
	Outcome  Outcome
	Decision string // ID of the Dispute that is in force, or was
	By       string // public name of the moderator who closed it; "" where a rule did
	Reason   string // the moderator's, which the owner reads, and the public where it changes what is shown; where a rule closed it, a note of package dispute that says why

	SealedOn reputation.Date // names the key of Sealed
	Sealed   []byte          // codes and tries of the proof, which only the service needs: nobody can read it after 30 days, and it is taken out

	Mark [16]byte // by the keys of the service, see Marked
}

// Document is a file that an owner sent to prove a case.
type Document struct {
	Case     string // ID
	Name     string // random, within the case
	Type     string // media type: application/pdf, image/jpeg or image/png
	Size     int    // bytes, before it was sealed
	SentAt   time.Time
	SealedOn reputation.Date
	Box      []byte // sealed
}
