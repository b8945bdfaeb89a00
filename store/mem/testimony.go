package mem

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// File implements store.Testimony.
func (s *Store) File(ctx context.Context, t reputation.SealedTestimony) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if err := s.begin(t); err != nil {
		return err
	}
	s.finish(t.Receipt)
	return nil
}

// begin stores the testimony of a report and leaves it unfinished.
func (s *Store) begin(t reputation.SealedTestimony) error {
	t, err := record.Admit(t)
	if err != nil {
		return err
	}
	if _, ok := s.testimony[t.Receipt]; ok {
		return fmt.Errorf("%w: report", fault.Exists)
	}
	if t.Replaces != (report.ReceiptHash{}) {
		if old, ok := s.testimony[t.Replaces]; !ok || !old.Yields(t) {
			return fmt.Errorf("%w: report to be replaced", fault.NotFound)
		}
	}
	s.testimony[t.Receipt] = record.Finish(t)
	s.unfinished[t.Receipt] = t
	return nil
}

// finish writes the statements of a report if it is unfinished, and withdraws what it replaces.
func (s *Store) finish(receipt report.ReceiptHash) {
	t, ok := s.unfinished[receipt]
	if !ok {
		return
	}
	s.add(t.Statements)
	delete(s.unfinished, receipt)
	if old, ok := s.testimony[t.Replaces]; ok {
		s.withdraw(old)
	}
}

// Unfinished implements store.Testimony.
func (s *Store) Unfinished(ctx context.Context, limit int) ([]reputation.SealedTestimony, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	found := make([]reputation.SealedTestimony, 0, len(s.unfinished))
	for _, t := range s.unfinished {
		t = copyTestimony(t)
		t.Statements = slices.Clone(t.Statements)
		found = append(found, t)
	}
	slices.SortFunc(found, func(a, b reputation.SealedTestimony) int { return bytes.Compare(a.Receipt[:], b.Receipt[:]) })
	return first(found, limit), nil
}

// Complete implements store.Testimony.
func (s *Store) Complete(ctx context.Context, receipt report.ReceiptHash) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if _, ok := s.testimony[receipt]; !ok {
		return fmt.Errorf("%w: report", fault.NotFound)
	}
	s.finish(receipt)
	return nil
}

// Testimony implements store.Testimony.
func (s *Store) Testimony(ctx context.Context, receipt report.ReceiptHash) (reputation.SealedTestimony, error) {
	if err := s.enter(ctx); err != nil {
		return reputation.SealedTestimony{}, err
	}
	defer s.mu.Unlock()
	kept, ok := s.testimony[receipt]
	if !ok {
		return reputation.SealedTestimony{}, fmt.Errorf("%w: report", fault.NotFound)
	}
	return s.asItStands(kept), nil
}

// asItStands returns a report with its statements.
func (s *Store) asItStands(kept record.Finished) reputation.SealedTestimony {
	t, _ := kept.Standing(func(about subject.Key) (reputation.Statement, bool, error) {
		statement, ok := s.statements[about][kept.Report]
		return statement, ok, nil
	}, s.unfinished[kept.Receipt].Statements)
	return copyTestimony(t)
}

// Received implements store.Testimony, in one batch.
func (s *Store) Received(ctx context.Context, from, before time.Time, visit func([]reputation.SealedTestimony) error) error {
	found, err := s.receivedIn(ctx, record.Minute(from), record.Minute(before))
	if err != nil || len(found) == 0 {
		return err
	}
	return visit(found)
}

func (s *Store) receivedIn(ctx context.Context, from, before int64) (found []reputation.SealedTestimony, err error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	for _, kept := range s.testimony {
		if at := record.Minute(kept.ReceivedAt); from <= at && at < before {
			found = append(found, s.asItStands(kept))
		}
	}
	slices.SortFunc(found, func(a, b reputation.SealedTestimony) int {
		return cmp.Or(a.ReceivedAt.Compare(b.ReceivedAt), bytes.Compare(a.Receipt[:], b.Receipt[:]))
	})
	return found, nil
}

// Withdraw implements store.Testimony.
func (s *Store) Withdraw(ctx context.Context, receipt report.ReceiptHash) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	kept, ok := s.testimony[receipt]
	if !ok {
		return fmt.Errorf("%w: report", fault.NotFound)
	}
	s.withdraw(kept)
	return nil
}

// withdraw takes a report back and forgets who made it.
func (s *Store) withdraw(kept record.Finished) {
	s.finish(kept.Receipt)
	for _, about := range kept.Subjects {
		statement, ok := s.statements[about][kept.Report]
		if !ok {
			continue
		}
		statement.Reporter, statement.Person = "", ""
		if statement.Withdraw() {
			s.mark(about, record.StatementMark(&statement))
		}
		s.statements[about][kept.Report] = statement
	}
	kept.Withdrawn, kept.Sealed, kept.Digest, kept.Vouched = true, nil, nil, false
	s.testimony[kept.Receipt] = kept
	delete(s.examples, kept.Receipt)
}

// Vouch implements store.Testimony.
func (s *Store) Vouch(ctx context.Context, receipt report.ReceiptHash, by []reputation.Statement) error {
	if err := record.AdmitVouching(by); err != nil {
		return err
	}
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	kept, ok := s.testimony[receipt]
	if !ok || kept.Withdrawn {
		return fmt.Errorf("%w: report", fault.NotFound)
	}
	s.finish(receipt)
	for i := range by {
		about := by[i].Subject
		if statement := s.statements[about][kept.Report]; statement.Vouch(&by[i]) {
			s.statements[about][kept.Report] = statement
			s.mark(about, record.StatementMark(&statement))
			kept.Vouched = true
		}
	}
	s.testimony[receipt] = kept
	return nil
}

func copyTestimony(t reputation.SealedTestimony) reputation.SealedTestimony {
	t.Digest, t.Sealed = slices.Clone(t.Digest), slices.Clone(t.Sealed)
	return t
}

// first returns at most limit elements.
func first[T any](all []T, limit int) []T { return all[:min(len(all), max(limit, 0))] }
