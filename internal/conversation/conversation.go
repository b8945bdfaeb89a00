// Package conversation is what one sender of text messages is remembered by, and what is answered. A memory tells a message that
// was delivered again from a new one, and holds a forwarded text for a day, until its sender says which number it came from.
//
// All of it is arithmetic: who keeps a Record, and who seals a Memory into one, is for stores and workers.
package conversation

import (
	"time"

	"ringfence/internal/reputation"
)

// How long things are remembered.
const (
	PendingFor = 24 * time.Hour // a forwarded text, until its number is named
	TurnsFor   = 72 * time.Hour // a message, so that it is known when it is delivered again: gateways try for two days
	MaxTurns   = 64             // of one sender: a gateway that delivers an older one again has it read anew
)

// Name is what a record is kept under: a keyed hash, 32 lower-case hexadecimal digits.
type Name string

// Record is what a store keeps: bytes that only the holder of the keys can read, for a while.
type Record struct {
	Name     Name
	Revision uint64          // 1 for the first
	Until    time.Time       // when it is forgotten, to the second
	SealedOn reputation.Date // names the key of Sealed
	Sealed   []byte
}
