package webhook

import "time"

// Delivery is how far a hook was told of one event.
type Delivery struct {
	ID       string    // of what happened, see Happening
	At       time.Time // when it happened
	Attempts int       // since it happened, or since the hook was enabled
	NextAt   time.Time // when it is sent again; zero once it is settled
	Outcome  Outcome   // of the last attempt; "" before the first
}

// Outcome is what became of an attempt, and all that is kept of an answer.
type Outcome string

// The outcomes.
const (
	Taken       Outcome = "taken"       // 2xx
	Refused     Outcome = "refused"     // any other status
	Unreachable Outcome = "unreachable" // no answer, or none in time
	Forbidden   Outcome = "forbidden"   // the address is one that nothing is posted to
	Unsigned    Outcome = "unsigned"    // the keys that are here do not open its secret, so nothing was posted
)

// Outcomes returns all of them.
func Outcomes() []Outcome { return []Outcome{Taken, Refused, Unreachable, Forbidden, Unsigned} }

// Answer is what came of posting a message.
type Answer struct {
	Outcome    Outcome
	Status     int           // 0 where nobody answered
	RetryAfter time.Duration // 0 where none was asked for
}
