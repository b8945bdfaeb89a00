package reputation

import (
	"time"

	"ringfence/internal/report"
	"ringfence/internal/subject"
)

// SealedTestimony is the record of one report beside its statements: its testimony, encrypted under the
// key of the day, and what leads from a receipt to the statements. It is known by the receipt's hash.
type SealedTestimony struct {
	Receipt    report.ReceiptHash
	Replaces   report.ReceiptHash // a report that is withdrawn in the same stroke; zero for none
	Report     report.ID
	ReceivedAt time.Time   // to the minute
	Digest     []byte      // keyed hash of the submission, to tell a retry from another report under its key
	Statements []Statement // as accepted
	SealedOn   Date        // names the key of Sealed
	Sealed     []byte      // nil once withdrawn or expired
	Withdrawn  bool
}

// Reading is a subject's tally and the marks of what went into it without having been projected before.
type Reading struct {
	Subject subject.Key
	Tally   Tally
	Marks   []Mark
}

// Mark names a statement or decision in the version that was read.
type Mark struct {
	Record  string // within its subject
	Version uint32
}

// Projection is what a store keeps of a subject so that lookups need not read statements. It is computed
// from truth and disposable.
type Projection struct {
	Subject    subject.Key
	Revision   uint64 // raised by one with every write; 0 means there is none yet
	Formula    int    // FormulaVersion it was computed with
	AsOf       time.Time
	Due        time.Time // when it must be computed again though nothing new is said; zero is never
	Line       subject.Line
	Neighbours float64 // B as of AsOf
	Tally      Tally
}

// Save is a projection to be written if the one kept has the revision before it, and the marks that the
// write settles.
type Save struct {
	Projection Projection
	Marks      []Mark
}

// Children returns what the numbers of one block add to it, by their last two digits.
func Children(block []Projection) map[int]*Child {
	children := make(map[int]*Child, len(block))
	for i := range block {
		children[block[i].Subject.LastTwo()] = &block[i].Tally.Child
	}
	return children
}
