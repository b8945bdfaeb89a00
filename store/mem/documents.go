package mem

import (
	"context"
	"fmt"
	"maps"

	"ringfence/internal/casefile"
	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/store/record"
)

// PutDocument implements store.Documents.
func (s *Store) PutDocument(ctx context.Context, d casefile.Document) error {
	d, err := record.AdmitDocument(d)
	if err != nil {
		return err
	}
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if _, kept := s.cases[d.Case]; !kept {
		return fmt.Errorf("%w: case of a document", fault.NotFound)
	}
	id := record.DocumentID(d.Case, d.Name)
	if _, kept := s.documents[id]; kept {
		return fmt.Errorf("%w: document", fault.Exists)
	}
	s.documents[id] = d
	return nil
}

// Documents implements store.Documents.
func (s *Store) Documents(ctx context.Context, ofCase string) ([]casefile.Document, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	var found []casefile.Document
	for _, d := range s.documents {
		if d.Case == ofCase {
			found = append(found, record.CopyDocument(d))
		}
	}
	record.SortDocuments(found)
	return found, nil
}

// CountDocuments implements store.Documents.
func (s *Store) CountDocuments(ctx context.Context, ofCase string) (n int, err error) {
	if err := s.enter(ctx); err != nil {
		return 0, err
	}
	defer s.mu.Unlock()
	for _, d := range s.documents {
		if d.Case == ofCase {
			n++
		}
	}
	return n, nil
}

// EraseDocuments implements store.Documents.
func (s *Store) EraseDocuments(ctx context.Context, before reputation.Date, limit int) (erased int, err error) {
	if err := s.enter(ctx); err != nil {
		return 0, err
	}
	defer s.mu.Unlock()
	for id, d := range s.documents {
		if d.SealedOn < before && erased < limit {
			delete(s.documents, id)
			erased++
		}
	}
	return erased, nil
}

// DropDocuments implements store.Documents.
func (s *Store) DropDocuments(ctx context.Context, ofCase string) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	maps.DeleteFunc(s.documents, func(_ string, d casefile.Document) bool { return d.Case == ofCase })
	return nil
}
