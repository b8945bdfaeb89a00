// Package conversation is what one sender of text messages is remembered by, and what is answered. A Memory tells a message that
// was delivered again from a new one, holds a forwarded text for a day, until its sender says which number it came from, and puts
// messages that overtook each other back in the order in which they were sent.
//
// What is to be done with a message follows from the memory alone: the same message heard again, late, twice or by another
// gateway, is to be done as before. A number is answered at once; when the text that it belongs to turns out to have been sent
// before it, what it asked for becomes another report, in a further edition.
//
// A memory holds no number of its sender, and what it holds of a text is redacted, with the numbers that stood in it beside.
//
// All of it is arithmetic: who keeps a Record, and who seals a Memory into one, is for stores and workers.
package conversation

import (
	"time"

	"ringfence/internal/reputation"
)

// How long things are remembered, and how much of one sender.
const (
	PendingFor = 24 * time.Hour   // a forwarded text, until its number is named
	TurnsFor   = 72 * time.Hour   // a message, so that it is known when it is delivered again: gateways try for two days
	MaxTurns   = 64               // a gateway that delivers an older one again has it read anew
	MaxTexts   = 64 << 10         // bytes of forwarded texts, the newest ones; 24 hours and the limit on messages keep most far below
	SameFor    = 10 * time.Minute // the same words by another gateway are the same message
	ApartFor   = 10 * time.Minute // a text that is sent so long after another is not a part of the same
	BehindFor  = 10 * time.Second // a text that comes so long after a number was sent before it, where no gateway tells when
)

// Name is what a record is kept under: a keyed hash, 32 lower-case hexadecimal digits.
type Name string

// Record is what a store keeps: bytes that only the holder of the keys can read, for a while.
type Record struct {
	Name     Name
	Revision uint64          // 1 for the first
	Until    time.Time       // when it is forgotten: made by Ending
	SealedOn reputation.Date // names the key of Sealed
	Sealed   []byte
}

// Ending returns the full hour at or after t. A record ends on one, so that it does not tell when its sender wrote: whoever has a
// carrier's records as well would find by the second whose name it has.
func Ending(t time.Time) time.Time {
	return t.UTC().Add(time.Hour - 1).Truncate(time.Hour)
}
