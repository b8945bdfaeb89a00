package casefile

// Claims returns every claim, in the order in which owners are offered them.
func Claims() []Claim { return []Claim{Wrong, Forged, NewOwner, Erase} }

// Proofs returns every proof, those that take least first.
func Proofs() []Proof { return []Proof{TextFrom, CodeTo, DNS, Documents} }

// Outcomes returns every outcome, those in the owner's favour first.
func Outcomes() []Outcome {
	return []Outcome{Cleared, Accepted, Recycled, Erased, Upheld, Unproved, Lapsed, Withdrawn}
}
