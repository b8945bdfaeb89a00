package casefile

import "time"

// Objection is what everybody is shown of a dispute that is in force.
type Objection struct {
	Words string // the owner's; "" for none
	Lang  string // in which they are written; "" where nobody knows
	Since time.Time
}
