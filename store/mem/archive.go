package mem

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/transfer"
	"ringfence/store/record"
)

// Walk implements store.Archive. It shows one moment, in one batch.
func (s *Store) Walk(ctx context.Context, visit func(transfer.Batch) error) error {
	b, err := s.everything(ctx)
	if err != nil {
		return err
	}
	return visit(b)
}

func (s *Store) everything(ctx context.Context) (b transfer.Batch, err error) {
	if err := s.enter(ctx); err != nil {
		return b, err
	}
	defer s.mu.Unlock()
	for _, about := range slices.SortedFunc(maps.Keys(s.statements), byKey) {
		b.Statements = append(b.Statements, s.statementsAbout(about)...)
	}
	for _, about := range slices.SortedFunc(maps.Keys(s.decisions), byKey) {
		b.Decisions = append(b.Decisions, s.decisionsAbout(about)...)
	}
	for _, receipt := range slices.SortedFunc(maps.Keys(s.testimony), func(a, b report.ReceiptHash) int { return slices.Compare(a[:], b[:]) }) {
		kept := s.testimony[receipt]
		r := transfer.Report{SealedTestimony: copyTestimony(kept.SealedTestimony), Subjects: slices.Clone(kept.Subjects)}
		if owed, ok := s.unfinished[receipt]; ok {
			r.Unfinished, r.Statements, r.Replaces = true, slices.Clone(owed.Statements), owed.Replaces
		}
		b.Reports = append(b.Reports, r)
	}
	b.Stops = slices.Sorted(maps.Keys(s.stopped))
	return b, nil
}

// Restore implements store.Archive.
func (s *Store) Restore(ctx context.Context, reports []transfer.Report) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	for _, r := range reports {
		if _, kept := s.testimony[r.Receipt]; kept {
			continue
		}
		t := copyTestimony(r.SealedTestimony)
		if r.Unfinished {
			t.Statements = slices.Clone(r.Statements)
			s.unfinished[r.Receipt] = t
			s.testimony[r.Receipt] = record.Finish(t)
			continue
		}
		finished := record.Finished{SealedTestimony: t, Subjects: slices.Clone(r.Subjects)}
		finished.Statements, finished.Replaces = nil, report.ReceiptHash{}
		s.testimony[r.Receipt] = finished
		if r.Withdrawn {
			s.withdraw(finished)
		}
	}
	return nil
}

// BeginRestore implements store.Archive.
func (s *Store) BeginRestore(ctx context.Context, archive string) error {
	if archive == "" {
		return errors.New("restore no archive")
	}
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if s.restoring == archive {
		return nil
	}
	kept := len(s.statements) + len(s.decisions) + len(s.testimony) + len(s.projections) + len(s.keys) + len(s.stopped)
	kept += len(s.weeks) + len(s.bursts) + len(s.hooks)
	kept += len(s.distrusted) + len(s.erasures) + len(s.log) + len(s.accounts) + len(s.cases) + len(s.documents) + len(s.proposals) + len(s.flags)
	if s.restoring != "" || kept > 0 {
		return fmt.Errorf("%w: other data", fault.Exists)
	}
	s.restoring = archive
	return nil
}

// Restoring implements store.Archive.
func (s *Store) Restoring(ctx context.Context) (string, error) {
	if err := s.enter(ctx); err != nil {
		return "", err
	}
	defer s.mu.Unlock()
	return s.restoring, nil
}

// EndRestore implements store.Archive.
func (s *Store) EndRestore(ctx context.Context) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	s.restoring = ""
	return nil
}
