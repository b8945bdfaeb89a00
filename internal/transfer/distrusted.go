package transfer

import "ringfence/internal/reputation"

// Distrusted is a reporter whose statements do not count.
type Distrusted struct {
	By reputation.Pseudonym
	On reputation.Date
}
