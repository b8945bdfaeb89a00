// Package brigade finds campaigns against a number: many who were never heard of before, from few networks, in a short span. It is
// arithmetic; what it finds is for a moderator to look at, and changes no verdict by itself.
package brigade

import (
	"time"

	"ringfence/internal/subject"
)

// Flag says that a brigade may have been at work on a subject.
type Flag struct {
	Subject   subject.Key
	FoundAt   time.Time // to the second, as all times of a flag
	LastAt    time.Time // when it was last found
	Since     time.Time // first of the statements, to the hour
	Until     time.Time // last of them
	Reports   int       // statements in the span
	New       int       // of those, by somebody who had said nothing before, or whom nobody can recognise
	Networks  int       // network buckets that they came from
	Dismissed time.Time // when a moderator looked and found none; zero for not. What comes after is flagged anew
	By        string    // public name of that moderator
}
