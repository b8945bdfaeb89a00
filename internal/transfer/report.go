package transfer

import (
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

type reported struct {
	Receipt    string        `json:"receipt"`
	Report     string        `json:"report"`
	ReceivedAt time.Time     `json:"received_at,omitzero"`
	Subjects   []subject.Key `json:"subjects,omitempty"`
	Digest     []byte        `json:"digest,omitempty"`
	SealedOn   string        `json:"sealed_on"`
	Sealed     []byte        `json:"sealed,omitempty"`
	Withdrawn  bool          `json:"withdrawn,omitzero"`
	Unfinished bool          `json:"unfinished,omitzero"`
	Statements []statement   `json:"statements,omitempty"`
	Replaces   string        `json:"replaces,omitempty"`
}

// AppendReport appends a report as a line.
func AppendReport(to []byte, r *Report) ([]byte, error) {
	l := reported{
		Receipt: hex.EncodeToString(r.Receipt[:]), Report: r.Report.String(), ReceivedAt: r.ReceivedAt.UTC(), Digest: r.Digest,
		SealedOn: r.SealedOn.Time().Format(time.DateOnly), Sealed: r.Sealed, Withdrawn: r.Withdrawn, Unfinished: r.Unfinished,
	}
	if !r.Unfinished {
		l.Subjects = r.Subjects
		return write(to, &l)
	}
	for i := range r.Statements {
		l.Statements = append(l.Statements, statementLine(&r.Statements[i]))
	}
	if r.Replaces != (report.ReceiptHash{}) {
		l.Replaces = hex.EncodeToString(r.Replaces[:])
	}
	return write(to, &l)
}

// ParseReport reads what AppendReport wrote.
func ParseReport(line []byte) (Report, error) {
	var l reported
	if err := read(line, &l); err != nil {
		return Report{}, err
	}
	r, err := l.value()
	if err != nil {
		return Report{}, fmt.Errorf("%w: %w", ErrLine, err)
	}
	return r, nil
}

func (l *reported) value() (r Report, err error) {
	untimely := takeTimes(&l.ReceivedAt)
	r.ReceivedAt, r.Digest, r.Sealed, r.Withdrawn, r.Unfinished = l.ReceivedAt, some(l.Digest), some(l.Sealed), l.Withdrawn, l.Unfinished
	if r.Receipt, err = parseReceipt(l.Receipt); err != nil {
		return r, err
	}
	if r.Report, err = report.ParseID(l.Report); err != nil {
		return r, err
	}
	day, err := time.Parse(time.DateOnly, l.SealedOn)
	if err = errors.Join(err, untimely, takeTimes(&day)); err != nil {
		return r, err
	}
	r.SealedOn = reputation.DateOf(day)
	if r.Unfinished {
		return r, l.owed(&r)
	}
	if r.Subjects = some(l.Subjects); l.Statements != nil || l.Replaces != "" {
		return r, errors.New("a finished report owes nothing")
	}
	return r, checkSubjects(r.Subjects)
}

// owed reads what is still to be written of an unfinished report.
func (l *reported) owed(r *Report) (err error) {
	if l.Subjects != nil || r.Withdrawn {
		return errors.New("an unfinished report names no subjects beside its statements, and is not withdrawn")
	}
	for i := range l.Statements {
		s, err := l.Statements[i].value()
		if err != nil {
			return err
		}
		if s.Report != r.Report {
			return errors.New("a statement of another report")
		}
		r.Statements, r.Subjects = append(r.Statements, s), append(r.Subjects, s.Subject)
	}
	if l.Replaces != "" {
		if r.Replaces, err = parseReceipt(l.Replaces); err != nil {
			return err
		}
	}
	return checkSubjects(r.Subjects)
}

// checkSubjects refuses a report about nothing, and one that would come back with fewer subjects.
func checkSubjects(about []subject.Key) error {
	seen := make(map[subject.Key]bool, len(about))
	for _, key := range about {
		if key.IsZero() || seen[key] {
			return errors.New("a report about nothing, or twice about one subject")
		}
		seen[key] = true
	}
	if len(seen) == 0 {
		return errors.New("a report about nothing")
	}
	return nil
}

// some returns nil for an empty list: a store does not tell the two apart.
func some[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}
