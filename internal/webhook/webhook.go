// Package webhook says what is told to whom when trends tell something: after the Standard Webhooks specification, version 1.0.0
// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
//
// A Hook is somebody's address and what is told there. A message is signed, bears an ID that is the same however often it is sent, and is
// sent again over three days until it is taken: whoever drops the IDs that came before gets each once. Whoever takes nothing for days, or
// says that the address is gone, is told nothing more until the operator says so.
//
// Everything here is arithmetic: what was found, what was answered and what time it is come in as values.
package webhook

import "time"

// Event is a kind of message.
type Event string

// The events.
const (
	BurstFound     Event = "burst.found"     // far more reporters tell of a category than in the weeks before
	BurstGrew      Event = "burst.grew"      // a burst has come to have a higher band of reporters than was told
	BriefPublished Event = "brief.published" // a week is over, and its brief can be read
	Test           Event = "webhook.test"    // the operator tries a hook out; it is no event to subscribe to
)

// Events returns those that one can subscribe to.
func Events() []Event { return []Event{BurstFound, BurstGrew, BriefPublished} }

const day = 24 * time.Hour

// Remembered is for how long it is kept what became of an event: whoever enables a hook again within it has told what it missed.
const Remembered = 7 * day

// RotatedFor is for how long messages are signed with the secret before the present one as well.
const RotatedFor = day

// MostDeliveries is of how many events a hook remembers what became of them: those of a week are far fewer, as a scope has one brief a
// week and at most one burst in each category, which doubles a few times.
const MostDeliveries = 512
