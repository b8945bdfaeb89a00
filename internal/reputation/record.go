package reputation

import (
	"slices"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/subject"
)

// SealedTestimony is the record of one report beside its statements: its testimony, encrypted under the
// key of the day, and what leads from a receipt to the statements. It is known by the receipt's hash.
type SealedTestimony struct {
	Receipt    report.ReceiptHash
	Replaces   report.ReceiptHash // a report that is withdrawn in the same stroke; zero for none
	Unvouched  bool               // only if nobody vouched for that one; asked of a store, and not kept
	Report     report.ID
	ReceivedAt time.Time   // to the minute
	Digest     []byte      // keyed hash of the submission, to tell a retry from another report under its key
	Statements []Statement // as accepted
	SealedOn   Date        // names the key of Sealed
	Sealed     []byte      // nil once withdrawn or expired
	Withdrawn  bool
}

// Against returns what a report says against its subjects that still counts: nothing once it was withdrawn, or a moderator took all of
// it out of the count.
func (t *SealedTestimony) Against() (said []*Statement) {
	if t.Withdrawn {
		return nil
	}
	for i := range t.Statements {
		if s := &t.Statements[i]; s.State == Live && s.Polarity == report.Bad {
			said = append(said, s)
		}
	}
	return said
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

// Cursor is a place in the order in which projections were written. Only the store that made it reads it;
// the zero Cursor is the beginning.
type Cursor string

// Save is a projection to be written if the one kept has the revision before it, the marks that the write
// settles, and the subjects whose projections it makes due as of its AsOf.
type Save struct {
	Projection Projection
	Marks      []Mark
	Hastens    []subject.Key
}

// Debut is what is said about a subject that may be new, the first revision of the projection that this makes,
// and the subjects whose projections that makes due as of its AsOf.
type Debut struct {
	Statements []Statement
	Projection Projection
	Hastens    []subject.Key
}

// Neighbour is what a projection says to the other numbers of its block.
type Neighbour struct {
	Subject    subject.Key
	Revision   uint64
	Line       subject.Line
	Neighbours float64 // as in the projection
	Child      Child
}

// Neighbour returns that part of p.
func (p *Projection) Neighbour() Neighbour {
	return Neighbour{p.Subject, p.Revision, p.Line, p.Neighbours, p.Tally.Child}
}

// Revisions returns the sum of the revisions of neighbours: every write of one raises it.
func Revisions(of []Neighbour) (sum uint64) {
	for i := range of {
		sum += of[i].Revision
	}
	return sum
}

// Blocks returns the blocks that the subjects of debuts lie in, each once and in their order.
func Blocks(debuts []Debut) (names []string) {
	for i := range debuts {
		name, ok := debuts[i].Projection.Subject.Block()
		if ok && (len(names) == 0 || names[len(names)-1] != name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// ChildrenOf returns the children of one block.
func ChildrenOf(block []Neighbour) *Children {
	children := &Children{}
	for i := range block {
		children[block[i].Subject.LastTwo()] = &block[i].Child
	}
	return children
}
