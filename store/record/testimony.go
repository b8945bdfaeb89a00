package record

import (
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

type testimony struct {
	Receipt    []byte     `bson:"_id"`
	Replaces   []byte     `bson:"p,omitempty"`
	Report     []byte     `bson:"i"`
	ReceivedAt int64      `bson:"r,minsize,omitempty"`
	Digest     []byte     `bson:"h,omitempty"`
	Subjects   []string   `bson:"s,omitempty"`
	Statements []bson.Raw `bson:"n,omitempty"`
	SealedOn   int32      `bson:"d"`
	Sealed     []byte     `bson:"x,omitempty"`
	Withdrawn  bool       `bson:"w,omitempty"`
	Vouched    bool       `bson:"v,omitempty"`
}

// Finished is a report whose statements are kept apart from its testimony, and the subjects they are about
// in the order of the report. Its own Statements are nil and its Replaces is zero.
type Finished struct {
	reputation.SealedTestimony
	Subjects []subject.Key
	Vouched  bool // somebody did, and it was not withdrawn since
}

// Yields reports whether a report that is filed takes the place of f.
func (f Finished) Yields(to reputation.SealedTestimony) bool {
	return !f.Withdrawn && !(f.Vouched && to.Unvouched)
}

// Finish returns t without its statements and what it replaced.
func Finish(t reputation.SealedTestimony) Finished {
	f := Finished{SealedTestimony: t}
	for _, s := range t.Statements {
		f.Subjects = append(f.Subjects, s.Subject)
	}
	f.Statements, f.Replaces, f.Unvouched = nil, report.ReceiptHash{}, false
	return f
}

// Standing returns f as it stands, with its statements in the order of the report: those that are kept, and in the
// place of one that is not what the report owes.
func (f Finished) Standing(kept func(subject.Key) (reputation.Statement, bool, error), owed []reputation.Statement) (reputation.SealedTestimony, error) {
	t := f.SealedTestimony
	for _, about := range f.Subjects {
		s, ok, err := kept(about)
		if err != nil {
			return reputation.SealedTestimony{}, err
		}
		if !ok {
			i := slices.IndexFunc(owed, func(o reputation.Statement) bool { return o.Subject == about })
			if i < 0 {
				continue
			}
			s = owed[i]
		}
		t.Statements = append(t.Statements, s)
	}
	return t, nil
}

// EncodeFinished writes f.
func EncodeFinished(f Finished) ([]byte, error) {
	doc := testimonyDocument(f.SealedTestimony)
	doc.Vouched = f.Vouched
	for _, about := range f.Subjects {
		doc.Subjects = append(doc.Subjects, about.String())
	}
	return encode("testimony", doc)
}

// DecodeFinished reads what EncodeFinished wrote.
func DecodeFinished(b []byte) (Finished, error) {
	var doc testimony
	if err := decode("testimony", b, &doc); err != nil {
		return Finished{}, err
	}
	t, err := doc.value()
	if err != nil {
		return Finished{}, damaged("testimony", err)
	}
	f := Finished{SealedTestimony: t, Vouched: doc.Vouched}
	for _, s := range doc.Subjects {
		about, err := subject.ParseKey(s)
		if err != nil {
			return Finished{}, damaged("testimony", err)
		}
		f.Subjects = append(f.Subjects, about)
	}
	return f, nil
}

// EncodeUnfinished writes a report together with the statements that are still to be written and the report
// that is still to be withdrawn.
func EncodeUnfinished(t reputation.SealedTestimony) ([]byte, error) {
	doc := testimonyDocument(t)
	if t.Replaces != (report.ReceiptHash{}) {
		doc.Replaces = t.Replaces[:]
	}
	for _, s := range t.Statements {
		b, err := EncodeStatement(s)
		if err != nil {
			return nil, err
		}
		doc.Statements = append(doc.Statements, b)
	}
	return encode("testimony", doc)
}

// DecodeUnfinished reads what EncodeUnfinished wrote.
func DecodeUnfinished(b []byte) (reputation.SealedTestimony, error) {
	var doc testimony
	if err := decode("testimony", b, &doc); err != nil {
		return reputation.SealedTestimony{}, err
	}
	t, err := doc.value()
	if err != nil {
		return reputation.SealedTestimony{}, damaged("testimony", err)
	}
	switch len(doc.Replaces) {
	case 0:
	case len(t.Replaces):
		t.Replaces = report.ReceiptHash(doc.Replaces)
	default:
		return reputation.SealedTestimony{}, damaged("testimony", fmt.Errorf("replaces %d bytes", len(doc.Replaces)))
	}
	for i := range doc.Statements {
		s, err := DecodeStatement(doc.Statements[i])
		if err != nil {
			return reputation.SealedTestimony{}, err
		}
		t.Statements = append(t.Statements, s)
	}
	return t, nil
}

func testimonyDocument(t reputation.SealedTestimony) testimony {
	return testimony{
		Receipt:    t.Receipt[:],
		Report:     t.Report[:],
		ReceivedAt: count(t.ReceivedAt, secondsPerMinute),
		Digest:     t.Digest,
		SealedOn:   int32(t.SealedOn),
		Sealed:     t.Sealed,
		Withdrawn:  t.Withdrawn,
	}
}

// value returns the testimony without its statements.
func (doc *testimony) value() (reputation.SealedTestimony, error) {
	t := reputation.SealedTestimony{
		ReceivedAt: moment(doc.ReceivedAt, secondsPerMinute),
		Digest:     slices.Clone(doc.Digest),
		SealedOn:   reputation.Date(doc.SealedOn),
		Sealed:     slices.Clone(doc.Sealed),
		Withdrawn:  doc.Withdrawn,
	}
	if len(doc.Receipt) != len(report.ReceiptHash{}) || len(doc.Report) != len(report.ID{}) {
		return t, fmt.Errorf("a receipt hash of %d bytes, a report ID of %d", len(doc.Receipt), len(doc.Report))
	}
	t.Receipt, t.Report = report.ReceiptHash(doc.Receipt), report.ID(doc.Report)
	return t, nil
}
