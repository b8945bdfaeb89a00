package bolt

import (
	"context"
	"errors"
	"fmt"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/store/record"
)

// filing is a report on its way into the file. All of it is encoded beforehand, by its caller, so that the
// one writer has little to do.
type filing struct {
	report     reputation.SealedTestimony
	testimony  []byte
	statements []statementEntry
}

// statementEntry is a statement and the keys it is found under.
type statementEntry struct {
	key, value []byte
	version    uint32
	said       []byte // nil when there is no reporter
}

func prepareFiling(t reputation.SealedTestimony) (*filing, error) {
	t, err := record.Admit(t)
	if err != nil {
		return nil, err
	}
	f := &filing{report: t}
	if f.testimony, err = record.EncodeFinished(record.Finish(t)); err != nil {
		return nil, err
	}
	for i := range t.Statements {
		e, err := prepareStatement(&t.Statements[i])
		if err != nil {
			return nil, err
		}
		f.statements = append(f.statements, e)
	}
	return f, nil
}

func prepareStatement(s *reputation.Statement) (e statementEntry, err error) {
	e.key, e.version = statementKey(s), s.Version
	if e.value, err = record.EncodeStatement(*s); err != nil {
		return e, err
	}
	if s.Reporter != "" {
		e.said, err = saidKey(s)
	}
	return e, err
}

// testify writes the testimony of a report that is not yet kept.
func (f *filing) testify(tx tx) error {
	b := tx.in(testimonyBucket)
	if b.Get(f.report.Receipt[:]) != nil {
		return refuse(fmt.Errorf("%w: report", fault.Exists))
	}
	if f.replaces() {
		old, err := tx.testimony(f.report.Replaces)
		if err != nil {
			return err
		}
		if !old.Yields(f.report) {
			return refuse(fmt.Errorf("%w: report to be replaced", fault.NotFound))
		}
	}
	if err := b.Put(f.report.Receipt[:], f.testimony); err != nil {
		return err
	}
	return tx.noteReceived(f.report.ReceivedAt, f.report.Receipt)
}

func (f *filing) replaces() bool { return f.report.Replaces != report.ReceiptHash{} }

// begin writes the testimony and notes that the statements are owed.
func (f *filing) begin(tx tx) error {
	if err := f.testify(tx); err != nil {
		return err
	}
	owed, err := record.EncodeUnfinished(f.report)
	if err != nil {
		return err
	}
	return tx.in(unfinishedBucket).Put(f.report.Receipt[:], owed)
}

// finish writes the statements and withdraws the report that they replace.
func (f *filing) finish(tx tx) error {
	if err := f.state(tx); err != nil || !f.replaces() {
		return err
	}
	old, err := tx.testimony(f.report.Replaces)
	if errors.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return tx.withdraw(old)
}

// state writes the statements, unprojected. One that is kept already stays as it is.
func (f *filing) state(tx tx) error {
	_, err := tx.state(f.statements)
	return err
}

func (tx tx) state(entries []statementEntry) (added int, err error) {
	statements := tx.in(statementsBucket)
	for _, e := range entries {
		if statements.Get(e.key) != nil {
			continue
		}
		if err := statements.Put(e.key, e.value); err != nil {
			return added, err
		}
		if err := tx.mark(e.key, e.version); err != nil {
			return added, err
		}
		added++
		if e.said == nil {
			continue
		}
		if err := tx.in(reportersBucket).Put(e.said, nil); err != nil {
			return added, err
		}
	}
	return added, nil
}

// Add implements store.Statements.
func (s *Store) Add(ctx context.Context, statements []reputation.Statement) (added int, err error) {
	entries := make([]statementEntry, len(statements))
	for i := range statements {
		if entries[i], err = prepareStatement(&statements[i]); err != nil {
			return 0, err
		}
	}
	err = s.commits.do(ctx, func(tx tx) error {
		if len(entries) >= bulk {
			tx.pack(statementsBucket, unprojectedBucket)
		}
		var err error
		added, err = tx.state(entries)
		return err
	})
	if err != nil {
		return 0, err
	}
	return added, nil
}
