package mem

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// Statements implements store.Statements.
func (s *Store) Statements(ctx context.Context, about subject.Key) ([]reputation.Statement, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	return s.statementsAbout(about), nil
}

func (s *Store) statementsAbout(about subject.Key) []reputation.Statement {
	return slices.SortedFunc(maps.Values(s.statements[about]), func(a, b reputation.Statement) int {
		return slices.Compare(a.Report[:], b.Report[:])
	})
}

// Tally implements store.Statements.
func (s *Store) Tally(ctx context.Context, about []subject.Key, asOf time.Time) ([]reputation.Reading, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	readings := make([]reputation.Reading, 0, len(about))
	for _, key := range about {
		readings = append(readings, reputation.Reading{
			Subject: key,
			Tally:   reputation.Fold(s.statementsAbout(key), s.decisionsAbout(key), asOf),
			Marks:   s.marks(key),
		})
	}
	return readings, nil
}

func (s *Store) marks(about subject.Key) (marks []reputation.Mark) {
	for _, name := range slices.Sorted(maps.Keys(s.unprojected[about])) {
		marks = append(marks, reputation.Mark{Record: name, Version: s.unprojected[about][name]})
	}
	return marks
}

// Unprojected implements store.Statements.
func (s *Store) Unprojected(ctx context.Context, limit int) ([]subject.Key, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	return first(slices.SortedFunc(maps.Keys(s.unprojected), byKey), limit), nil
}

// History implements store.Statements.
func (s *Store) History(ctx context.Context, by reputation.Pseudonym, n int) ([]reputation.Statement, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	var found []reputation.Statement
	for _, about := range s.statements {
		for _, statement := range about {
			if by != "" && statement.Reporter == by {
				found = append(found, statement)
			}
		}
	}
	slices.SortFunc(found, func(a, b reputation.Statement) int {
		return cmp.Or(b.ReceivedAt.Compare(a.ReceivedAt), byKey(a.Subject, b.Subject), slices.Compare(a.Report[:], b.Report[:]))
	})
	return first(found, n), nil
}

// Subjects implements store.Statements.
func (s *Store) Subjects(ctx context.Context, after subject.Key, limit int) ([]subject.Key, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	known := map[subject.Key]bool{}
	for key := range s.statements {
		known[key] = true
	}
	for key := range s.decisions {
		known[key] = true
	}
	for key := range s.projections {
		known[key] = true
	}
	maps.DeleteFunc(known, func(key subject.Key, _ bool) bool { return byKey(key, after) <= 0 })
	return first(slices.SortedFunc(maps.Keys(known), byKey), limit), nil
}

func byKey(a, b subject.Key) int { return cmp.Compare(a.String(), b.String()) }

// Add implements store.Statements.
func (s *Store) Add(ctx context.Context, statements []reputation.Statement) (added int, err error) {
	if err := s.enter(ctx); err != nil {
		return 0, err
	}
	defer s.mu.Unlock()
	return s.add(statements), nil
}

func (s *Store) add(statements []reputation.Statement) (added int) {
	for _, statement := range statements {
		about := s.statements[statement.Subject]
		if about == nil {
			about = map[report.ID]reputation.Statement{}
			s.statements[statement.Subject] = about
		}
		if _, kept := about[statement.Report]; !kept {
			about[statement.Report] = statement
			s.mark(statement.Subject, record.StatementMark(&statement))
			added++
		}
	}
	return added
}
