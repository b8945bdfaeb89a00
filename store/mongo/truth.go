package mongo

import (
	"fmt"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// A record of truth is kept under the subject's key and what its mark calls it: "+12025550143|4f...", or
// "+12025550143|decision/1". So a mark leads to its record, and both kinds come in one read.

// decisionPrefix begins what the mark of a decision calls it.
var decisionPrefix = record.DecisionMark(&reputation.Decision{}).Record

// recordID returns the _id of the record of a subject that its mark calls so.
func recordID(about subject.Key, name string) string { return record.DecisionID(about, name) }

// statementDocument is a statement as it is first kept.
func statementDocument(s reputation.Statement, replaces string) (bson.Raw, error) {
	b, err := record.EncodeStatement(s)
	if err != nil {
		return nil, err
	}
	more := bson.M{fieldSubject: s.Subject.String(), fieldAwaits: s.Subject.String()}
	if replaces != "" {
		more[fieldReplaces] = replaces
	}
	return with(b, more)
}

// decisionDocument is a decision as it is first kept. It has a version like a statement, always 1.
func decisionDocument(d reputation.Decision) (bson.Raw, error) {
	b, err := record.EncodeDecision(d)
	if err != nil {
		return nil, err
	}
	mark := record.DecisionMark(&d)
	named, err := named(b, recordID(d.Subject, mark.Record))
	if err != nil {
		return nil, err
	}
	return with(named, bson.M{fieldSubject: d.Subject.String(), fieldAwaits: d.Subject.String(), "v": int32(mark.Version)})
}

// said is all that is kept about a subject.
type said struct {
	statements []reputation.Statement
	decisions  []reputation.Decision
	marks      []reputation.Mark
	replaced   []string // reports whose statement no longer counts
}

// add reads one more record, given in the order of their _ids.
func (s *said) add(raw bson.Raw) error {
	about, err := text(raw, fieldSubject)
	if err != nil {
		return err
	}
	id, err := text(raw, "_id")
	if err != nil {
		return err
	}
	mark, err := s.read(raw, strings.TrimPrefix(id, about+"|"), about)
	if err != nil {
		return err
	}
	if _, err := raw.LookupErr(fieldAwaits); err == nil {
		s.marks = append(s.marks, mark)
	}
	if replaced, ok := raw.Lookup(fieldReplaces).StringValueOK(); ok {
		s.replaced = append(s.replaced, replaced)
	}
	return nil
}

// read takes a record to the others of its kind and returns its mark.
func (s *said) read(raw bson.Raw, name, about string) (reputation.Mark, error) {
	id, ok := strings.CutPrefix(name, decisionPrefix)
	if !ok {
		statement, err := record.DecodeStatement(raw)
		s.statements = append(s.statements, statement)
		return record.StatementMark(&statement), err
	}
	raw, err := named(raw, about+"|"+id)
	if err != nil {
		return reputation.Mark{}, fmt.Errorf("%w: %w", fault.Damaged, err)
	}
	d, err := record.DecodeDecision(raw)
	if err == nil && d.At.UnixNano() <= earliest {
		err = fmt.Errorf("%w: a decision that was made at no time", fault.Damaged) // which Decided would not find
	}
	s.decisions = append(s.decisions, d)
	return record.DecisionMark(&d), err
}

// settle makes the statements of replaced reports what they are about to become.
func (s *said) settle() {
	for _, report := range s.replaced {
		for i := range s.statements {
			if one := &s.statements[i]; (one.State == reputation.Live || one.State == reputation.Overturned) && one.Report.String() == report {
				one.State = reputation.Withdrawn
			}
		}
	}
}
