// Package gateway does what people ask for by text message, whichever way the message came: it reports, asks, withdraws, and
// remembers what one sender said for as long as a conversation takes.
//
// A message first becomes a turn of its sender's memory. Then what it asks for is done, under a key that the turn has, and then
// it is answered. So a crash in between loses nothing: nobody was told, and the message, delivered again, is the same turn.
//
// Whose memory it is depends on who says so. A gateway that proves what it delivers speaks for the owner of the phone; what
// others deliver is remembered apart, and can neither complete nor stop nor replace what the owner said.
//
// It promises: a message for which Take returned nil is on disk, in all that it was to change; the same message delivered again,
// late, twice at once or by another gateway changes nothing more and is answered with the same receipt; a sender's number is
// written nowhere, only keyed hashes of it are.
package gateway

import (
	"errors"
	"time"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Received is one message as a gateway delivered it.
type Received struct {
	Gateway string      // its name, as twilio
	Signed  bool        // the gateway proved that it is the one, and so whose phone the message is from
	ID      string      // the gateway's name of the message; "" where it has none, and then From, Body and Sent stand for it
	From    subject.Key // an E.164 number
	Body    string
	Sent    time.Time // when it was sent, as the gateway says; zero where it does not
}

// Speaker is who speaks in the message: the owner of the phone where the gateway proves whose it is.
func (r Received) Speaker() reputation.Speaker {
	if r.Signed {
		return reputation.ByPhone(r.From)
	}
	return reputation.ByUnsignedGateway(r.Gateway, r.From)
}

// ErrPermanent means that a reply cannot be sent, however often it is tried.
var ErrPermanent = errors.New("the gateway refuses the reply for good")
