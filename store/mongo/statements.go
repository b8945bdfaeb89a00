package mongo

import (
	"cmp"
	"context"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// Add implements store.Statements.
func (s *Store) Add(ctx context.Context, statements []reputation.Statement) (added int, err error) {
	if err := s.filings.settle(ctx); err != nil {
		return 0, err
	}
	ordered := slices.Clone(statements)
	slices.SortStableFunc(ordered, func(a, b reputation.Statement) int {
		return cmp.Or(byKey(a.Subject, b.Subject), slices.Compare(a.Report[:], b.Report[:]))
	})
	writes := make([]driver.WriteModel, len(ordered))
	for i := range ordered {
		document, err := statementDocument(ordered[i], "")
		if err != nil {
			return 0, err
		}
		writes[i] = driver.NewInsertOneModel().SetDocument(document)
	}
	d, err := s.bulk(ctx, truth, writes)
	return d.inserted, err
}

// Statements implements store.Statements.
func (s *Store) Statements(ctx context.Context, about subject.Key) ([]reputation.Statement, error) {
	found, err := s.said(ctx, []subject.Key{about})
	if err != nil {
		return nil, err
	}
	return found[about].statements, nil
}

// tallied is how many subjects are read at once.
const tallied = 200

// Tally implements store.Statements. Each subject is added up here, by reputation.Fold, and not by the server:
// the README says why.
func (s *Store) Tally(ctx context.Context, about []subject.Key, asOf time.Time) ([]reputation.Reading, error) {
	readings := make([]reputation.Reading, 0, len(about))
	for some := range slices.Chunk(about, tallied) {
		found, err := s.said(ctx, some)
		if err != nil {
			return nil, err
		}
		for _, key := range some {
			f := found[key]
			readings = append(readings, reputation.Reading{
				Subject: key, Tally: reputation.Fold(f.statements, f.decisions, asOf), Marks: slices.Clone(f.marks),
			})
		}
	}
	return readings, nil
}

// said returns all that is kept about each of these subjects.
func (s *Store) said(ctx context.Context, about []subject.Key) (map[subject.Key]*said, error) {
	if err := s.filings.settle(ctx); err != nil {
		return nil, err
	}
	found := make(map[subject.Key]*said, len(about))
	byText := make(map[string]*said, len(about))
	names := make([]string, 0, len(about))
	for _, key := range about {
		if found[key] == nil {
			found[key] = &said{}
			byText[key.String()] = found[key]
			names = append(names, key.String())
		}
	}
	slices.Sort(names)
	documents, err := s.all(ctx, query{
		in: truth, by: bySubject, filter: bson.M{fieldSubject: bson.M{"$in": names}}, sort: ascending(fieldSubject, "_id"),
	})
	if err != nil {
		return nil, err
	}
	for _, raw := range documents {
		name, err := text(raw, fieldSubject)
		if err != nil {
			return nil, err
		}
		if err := byText[name].add(raw); err != nil {
			return nil, err
		}
	}
	for _, f := range found {
		f.settle()
	}
	return found, nil
}

// History implements store.Statements.
func (s *Store) History(ctx context.Context, by reputation.Pseudonym, n int) ([]reputation.Statement, error) {
	if err := s.filings.settle(ctx); err != nil {
		return nil, err
	}
	if by == "" || n <= 0 {
		return nil, ctx.Err()
	}
	documents, err := s.all(ctx, query{
		in: truth, by: byReporter, filter: bson.M{"u": string(by)}, sort: newestFirst(), limit: n,
	})
	if err != nil {
		return nil, err
	}
	found := make([]reputation.Statement, 0, len(documents))
	for _, raw := range documents {
		statement, err := record.DecodeStatement(raw)
		if err != nil {
			return nil, err
		}
		found = append(found, statement)
	}
	return found, nil
}

func byKey(a, b subject.Key) int { return cmp.Compare(a.String(), b.String()) }
