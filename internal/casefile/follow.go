package casefile

// Follow is what a proof brings about.
type Follow string

// What follows.
const (
	ToContest Follow = "contest" // it is in force, and is still to be answered
	ToAnswer  Follow = "answer"  // nothing until it is answered, since it was disputed lately or a moderator confirmed what is shown
	ToRecycle Follow = "recycle" // what was said before the new owner counts no longer, and it is closed
	ToErase   Follow = "erase"   // what was said counts no longer, and it is closed
	ToUphold  Follow = "uphold"  // it is closed, and what is shown stays
)

// Follows returns all that may follow from a proof.
func Follows() []Follow { return []Follow{ToContest, ToAnswer, ToRecycle, ToErase, ToUphold} }
