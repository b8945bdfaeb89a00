package bolt

import (
	"context"
	"fmt"
	"slices"

	"ringfence/internal/crashpoint"
	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// File implements store.Testimony. Testimony and statements go into one transaction, so a report is left
// unfinished only where a test arms the crash point between the two.
func (s *Store) File(ctx context.Context, t reputation.SealedTestimony) error {
	f, err := prepareFiling(t)
	if err != nil {
		return err
	}
	if crashpoint.Armed(crashpoint.TestimonyStored) {
		if err := s.commits.do(ctx, f.begin); err != nil {
			return err
		}
		crashpoint.Reach(crashpoint.TestimonyStored)
		return s.Complete(ctx, t.Receipt)
	}
	return s.commits.do(ctx, func(tx tx) error {
		if err := f.testify(tx); err != nil {
			return err
		}
		return f.finish(tx)
	})
}

// Unfinished implements store.Testimony.
func (s *Store) Unfinished(ctx context.Context, limit int) (found []reputation.SealedTestimony, err error) {
	err = s.view(ctx, func(tx tx) error {
		c := tx.in(unfinishedBucket).Cursor()
		for k, v := c.First(); k != nil && len(found) < limit; k, v = c.Next() {
			t, err := record.DecodeUnfinished(v)
			if err != nil {
				return err
			}
			found = append(found, t)
		}
		return nil
	})
	return found, err
}

// Complete implements store.Testimony.
func (s *Store) Complete(ctx context.Context, receipt report.ReceiptHash) error {
	return s.commits.do(ctx, func(tx tx) error {
		if _, err := tx.testimony(receipt); err != nil {
			return err
		}
		return tx.complete(receipt)
	})
}

// Testimony implements store.Testimony.
func (s *Store) Testimony(ctx context.Context, receipt report.ReceiptHash) (t reputation.SealedTestimony, err error) {
	err = s.view(ctx, func(tx tx) (err error) {
		t, err = tx.reported(receipt)
		return err
	})
	return t, err
}

// reported returns the report with a receipt as it stands.
func (tx tx) reported(receipt report.ReceiptHash) (reputation.SealedTestimony, error) {
	kept, err := tx.testimony(receipt)
	if err != nil {
		return reputation.SealedTestimony{}, err
	}
	return tx.asItStands(kept)
}

// Withdraw implements store.Testimony.
func (s *Store) Withdraw(ctx context.Context, receipt report.ReceiptHash) error {
	return s.commits.do(ctx, func(tx tx) error {
		t, err := tx.testimony(receipt)
		if err != nil {
			return err
		}
		return tx.withdraw(t)
	})
}

// Vouch implements store.Testimony.
func (s *Store) Vouch(ctx context.Context, receipt report.ReceiptHash, by []reputation.Statement) error {
	if err := record.AdmitVouching(by); err != nil {
		return err
	}
	return s.commits.do(ctx, func(tx tx) error {
		t, err := tx.testimony(receipt)
		if err != nil {
			return err
		}
		if t.Withdrawn {
			return refuse(fmt.Errorf("%w: report", fault.NotFound))
		}
		return tx.vouch(t, by)
	})
}

// vouch finishes a report, and makes what a visitor says in it that of somebody who is known.
func (tx tx) vouch(t record.Finished, by []reputation.Statement) error {
	if err := tx.complete(t.Receipt); err != nil {
		return err
	}
	said, err := tx.asItStands(t)
	if err != nil {
		return err
	}
	for i := range said.Statements {
		s := &said.Statements[i]
		of := slices.IndexFunc(by, func(one reputation.Statement) bool { return one.Subject == s.Subject })
		if of < 0 || !s.Vouch(&by[of]) {
			continue
		}
		if err := tx.restate(s); err != nil {
			return err
		}
		t.Vouched = true
	}
	if !t.Vouched {
		return nil
	}
	return tx.putTestimony(t)
}

// restate writes a statement over what is kept of it, unprojected and under its reporter.
func (tx tx) restate(s *reputation.Statement) error {
	e, err := prepareStatement(s)
	if err != nil {
		return err
	}
	if err := tx.in(statementsBucket).Put(e.key, e.value); err != nil {
		return err
	}
	if err := tx.mark(e.key, e.version); err != nil {
		return err
	}
	return tx.in(reportersBucket).Put(e.said, nil)
}

// testimony returns what is kept under a receipt. Its NotFound is for a change that wrote nothing yet.
func (tx tx) testimony(receipt report.ReceiptHash) (record.Finished, error) {
	b := tx.in(testimonyBucket).Get(receipt[:])
	if b == nil {
		return record.Finished{}, refuse(fmt.Errorf("%w: report", fault.NotFound))
	}
	return record.DecodeFinished(b)
}

func (tx tx) putTestimony(t record.Finished) error {
	b, err := record.EncodeFinished(t)
	if err != nil {
		return err
	}
	return tx.in(testimonyBucket).Put(t.Receipt[:], b)
}

// asItStands returns a report with its statements.
func (tx tx) asItStands(kept record.Finished) (reputation.SealedTestimony, error) {
	var owed reputation.SealedTestimony
	if b := tx.in(unfinishedBucket).Get(kept.Receipt[:]); b != nil {
		var err error
		if owed, err = record.DecodeUnfinished(b); err != nil {
			return owed, err
		}
	}
	return kept.Standing(func(about subject.Key) (s reputation.Statement, ok bool, err error) {
		b := tx.in(statementsBucket).Get(under(about, kept.Report.String()))
		if b != nil {
			s, err = record.DecodeStatement(b)
		}
		return s, b != nil, err
	}, owed.Statements)
}

// complete finishes a report if it is unfinished.
func (tx tx) complete(receipt report.ReceiptHash) error {
	unfinished := tx.in(unfinishedBucket)
	b := unfinished.Get(receipt[:])
	if b == nil {
		return nil
	}
	t, err := record.DecodeUnfinished(b)
	if err != nil {
		return err
	}
	f, err := prepareFiling(t)
	if err != nil {
		return err
	}
	if err := f.finish(tx); err != nil {
		return err
	}
	return unfinished.Delete(receipt[:])
}

// withdraw takes a report back and forgets who made it.
func (tx tx) withdraw(t record.Finished) error {
	if err := tx.complete(t.Receipt); err != nil {
		return err
	}
	said, err := tx.asItStands(t)
	if err != nil {
		return err
	}
	for i := range said.Statements {
		if err := tx.withdrawStatement(&said.Statements[i]); err != nil {
			return err
		}
	}
	if err := tx.in(examplesBucket).Delete(t.Receipt[:]); err != nil {
		return err
	}
	t.Withdrawn, t.Sealed, t.Digest, t.Vouched = true, nil, nil, false
	return tx.putTestimony(t)
}

func (tx tx) withdrawStatement(s *reputation.Statement) error {
	if s.Reporter != "" {
		key, err := saidKey(s)
		if err != nil {
			return err
		}
		if err := tx.in(reportersBucket).Delete(key); err != nil {
			return err
		}
	}
	s.Reporter, s.Person = "", ""
	if s.Withdraw() {
		if err := tx.mark(statementKey(s), s.Version); err != nil {
			return err
		}
	}
	b, err := record.EncodeStatement(*s)
	if err != nil {
		return err
	}
	return tx.in(statementsBucket).Put(statementKey(s), b)
}
