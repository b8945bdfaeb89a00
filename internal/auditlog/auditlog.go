// Package auditlog says what is written down of those who decide, and makes it impossible to change afterwards without a trace: entries are the
// leaves of a Merkle tree (RFC 6962), whose head is published, signed, as a checkpoint (C2SP tlog-checkpoint). Whoever keeps a checkpoint
// can have it proved later that the log still begins with all that it stood for.
//
// An entry names who did what to what, and never a reporter, a text or an address. Each has a salt, so that the hash of an entry that is
// published tells nobody what it is about, and a seal, which is a keyed hash of all the rest: who can write to the store, and no more, can
// write no entry that the service takes for its own.
package auditlog

import (
	"crypto/hmac"
	"crypto/sha256"
	"time"

	"ringfence/internal/registry"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Action is what somebody did.
type Action string

// The actions. Those about a decision are written before it is made; an entry therefore says that it was about to be done.
const (
	Began   Action = "began"   // the log was begun; Object is how many entries follow of what was done before
	Adopted Action = "adopted" // done before the log was begun: as Decided, or with the Kind AdoptedText as Approved

	Decided Action = "decided" // a Decision: Kind is its kind, Object its ID

	ReadTexts     Action = "read_texts"     // texts that wait for approval were shown; Object is how many at most
	Approved      Action = "approved"       // a text: Object is the SHA-256 of the receipt, as examples.Text.Name
	TookBack      Action = "took_back"      // an approved text: Object is its ID, Undoes the Object of the entry that approved it
	ReadCase      Action = "read_case"      // a dispute, with what its owner wrote: Object is the case's ID
	ReadDocument  Action = "read_document"  // a document of a dispute: Object is the case's ID
	Admitted      Action = "admitted"       // the documents of a dispute were taken for its proof: Object is the case's ID
	ClosedCase    Action = "closed_case"    // a dispute got its answer: Kind is the outcome, Object the case's ID
	ReadSubject   Action = "read_subject"   // the statements about a subject, one by one
	Overturned    Action = "overturned"     // a statement about Subject: Object is the report's ID
	Reinstated    Action = "reinstated"     // likewise
	Distrusted    Action = "distrusted"     // whoever sent a report: Object is the report's ID
	Trusted       Action = "trusted"        // likewise
	Proposed      Action = "proposed"       // an entry of the registry, or with the Kind Removal that it go: Object is the proposal's ID, Kind the sector
	Declined      Action = "declined"       // likewise; a second moderator's approval is Decided
	Dismissed     Action = "dismissed"      // a flag on Subject that a brigade may be at work
	ChangedPeople Action = "changed_people" // moderators: Kind is added, settled, password, disabled, enabled, reset or role, Object the account's name, Reason the role that it gets
	KeysRotated   Action = "keys_rotated"   // Object is signing for those that sign, "" for the others that can be
	KeysDestroyed Action = "keys_destroyed" // Object says which; where it is signing, another was made
	Abandoned     Action = "abandoned"      // what an entry says was about to be done was not, as Reason explains: Object is its index, Words the hash of all that is missing of it
)

// Kinds of some entries.
const (
	AdoptedText = "text"    // of an Adopted text
	Removal     = "removal" // of a Proposed one, that something on the registry be taken back
)

// Entry is one line of the log.
type Entry struct {
	Index   uint64    // its place, from 0
	At      time.Time // to the second
	By      string    // public name of who did it: a moderator's, "owner", or what the shell's user said
	Action  Action
	Kind    string      // further, for some actions
	Subject subject.Key // zero where it is about none
	Object  string      // what it is about, for most actions
	Reason  string      // as the public is shown it; "" for none
	Salt    [16]byte    // random
	Seal    [16]byte    // by the keys of the service, see Sealed

	// Of a Decision, so that all of it stands here; the last two also of a proposal.
	Made   time.Time // when, to the second
	Name   string    // official name of the body that it registers
	Undoes string    // ID of the decision that it takes back

	// Of a text that is shown, or was.
	Words Hash // SHA-256 of it, so that no other can take its place; zero for none

	// Of an account that is changed.
	Sessions uint32 // its Sessions from then on, so that no older copy of it can take its place; 0 for none
}

// OfDecision returns what an entry says of a decision, that is about to be made or was.
func OfDecision(action Action, d reputation.Decision) Entry {
	return Entry{
		Action: action, By: d.By, Kind: string(d.Kind), Subject: d.Subject, Object: d.ID, Reason: d.Reason,
		Made: d.At.UTC().Truncate(time.Second), Name: d.Name, Undoes: d.Undoes,
	}
}

// Says reports whether an entry stands for a decision as it is now.
func (e Entry) Says(d reputation.Decision) bool {
	want := OfDecision(e.Action, d)
	want.Index, want.At, want.Salt, want.Seal = e.Index, e.At, e.Salt, e.Seal
	return e == want
}

// OfProposal returns what an entry says of a proposal for the registry, that is about to be made or was.
func OfProposal(p registry.Proposal) Entry {
	e := Entry{Action: Proposed, By: p.By, Kind: string(p.Sector), Subject: p.Subject, Object: p.ID, Reason: p.Evidence, Name: p.Name, Undoes: p.Remove}
	if p.Remove != "" {
		e.Kind = Removal
	}
	return e
}

// Proposes reports whether an entry stands for a proposal as it is now.
func (e Entry) Proposes(p registry.Proposal) bool {
	want := OfProposal(p)
	want.Index, want.At, want.Salt, want.Seal = e.Index, e.At, e.Salt, e.Seal
	return e == want
}

// Sealing returns the keyed hash of bytes; see keyring.Ring.SealEntry.
type Sealing func([]byte) [16]byte

// Sealed returns an entry with its seal, which vouches for all else that it says, and where.
func (e Entry) Sealed(seal Sealing) (Entry, error) {
	e.Seal = [16]byte{}
	says, err := e.Leaf()
	if err == nil {
		e.Seal = seal(says)
	}
	return e, err
}

// SealedBy reports whether an entry has the seal that Sealed gives it.
func (e Entry) SealedBy(seal Sealing) bool {
	again, err := e.Sealed(seal)
	return err == nil && hmac.Equal(again.Seal[:], e.Seal[:])
}

// WordsOf returns what an entry says of a text.
func WordsOf(text string) Hash { return sha256.Sum256([]byte(text)) }
