// Package webhook says what is told to whom when something is found: after the Standard Webhooks specification
// (https://www.standardwebhooks.com), version 1.0.0.
//
// A Hook is somebody's address, and what is told there. A message is signed, bears an ID that stays the same however often it is sent, and
// is sent again for about three days until it is taken. Whoever takes none for days is told nothing more until the operator says so.
//
// Everything here is arithmetic: what was found comes in as values, and what is sent comes out.
package webhook

import (
	"time"

	"ringfence/internal/trend"
)

// Event is a kind of message.
type Event string

// The events.
const (
	BurstFound     Event = "burst.found"     // many more reporters tell of a category than in the weeks before
	BriefPublished Event = "brief.published" // a week is over, and its figures are shown
	Test           Event = "webhook.test"    // the operator tries out; nobody subscribes to it
)

// Hook is an address that is told of events, and how far it was told.
type Hook struct {
	Name        string // chosen by the operator; it names the hook in commands and in the log
	Revision    uint64 // 1 more with each change, from 1
	URL         string // where to post; ParseURL says what it may be. It may hold a secret of its receiver, and is in no log
	Private     bool   // it may lie in a private network
	Scope       trend.Scope
	Events      []Event
	Secret      []byte // that signs, sealed by the keyring
	Former      []byte // that signs as well until FormerUntil, sealed by the keyring; nil for none
	FormerUntil time.Time
	MadeAt      time.Time // what happened before is not told

	Deliveries   []Delivery // of what happened within Remembered, in the order in which it did
	PausedUntil  time.Time  // the receiver asked not to be called before
	FailingSince time.Time  // when the first attempt failed since one succeeded; zero while none does
	DisabledAt   time.Time  // from when nothing is told; zero while something is
	Why          Reason     // it is disabled; "" while it is not
}

// Delivery is how far a hook was told of one event.
type Delivery struct {
	ID       string    // of the event, as the store knows it
	At       time.Time // when it happened
	Attempts int
	NextAt   time.Time // when it is tried again; zero once it is settled
	Outcome  Outcome   // "" before the first attempt
}

// Reason is why a hook is disabled.
type Reason string

// The reasons.
const (
	Gone     Reason = "gone"     // its receiver answered 410
	Failing  Reason = "failing"  // all attempts failed for DisabledAfter
	Unsigned Reason = "unsigned" // its secret cannot be opened: the keys are others than it was sealed with
)

// Outcome is what became of an attempt. It is what is counted and kept of an answer.
type Outcome string

// The outcomes.
const (
	Taken       Outcome = "taken"       // 2xx
	Refused     Outcome = "refused"     // any other status
	Unreachable Outcome = "unreachable" // no answer within the time that a receiver has, or none at all
	Forbidden   Outcome = "forbidden"   // the address lies where nothing is posted to
	GivenUp     Outcome = "given_up"    // after the last attempt of the schedule
)
