package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"ringfence/internal/casefile"
	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/store/record"
)

// documentKey returns the key of a document; without a name, what those of all documents of its case begin with.
func documentKey(ofCase, name string) []byte {
	return append(append([]byte(ofCase), separator), name...)
}

// boxedSize is how long the day in a key in boxed is.
const boxedSize = 4

// boxedKey returns the key in boxed of a document; without one, what those that were sealed on that day begin with.
func boxedKey(on reputation.Date, document []byte) []byte {
	return append(binary.BigEndian.AppendUint32(nil, uint32(on)+1<<31), document...)
}

// PutDocument implements store.Documents.
func (s *Store) PutDocument(ctx context.Context, d casefile.Document) error {
	d, err := record.AdmitDocument(d)
	if err != nil {
		return err
	}
	value, err := record.EncodeDocument(d)
	if err != nil {
		return err
	}
	key := documentKey(d.Case, d.Name)
	return s.commits.do(ctx, func(tx tx) error {
		if tx.in(casesBucket).Get([]byte(d.Case)) == nil {
			return refuse(fmt.Errorf("%w: case of a document", fault.NotFound))
		}
		if err := tx.put("document", documentsBucket, key, value); err != nil {
			return err
		}
		return tx.in(boxedBucket).Put(boxedKey(d.SealedOn, key), nil)
	})
}

// Documents implements store.Documents.
func (s *Store) Documents(ctx context.Context, ofCase string) (found []casefile.Document, err error) {
	err = s.view(ctx, func(tx tx) error {
		found, err = tx.documents(ofCase)
		return err
	})
	record.SortDocuments(found)
	return found, err
}

// CountDocuments implements store.Documents.
func (s *Store) CountDocuments(ctx context.Context, ofCase string) (n int, err error) {
	of := documentKey(ofCase, "")
	err = s.view(ctx, func(tx tx) error {
		c := tx.in(documentsBucket).Cursor()
		for k, _ := c.Seek(of); bytes.HasPrefix(k, of); k, _ = c.Next() {
			n++
		}
		return nil
	})
	return n, err
}

// documents returns the documents of a case, ordered by name.
func (tx tx) documents(ofCase string) (found []casefile.Document, err error) {
	of, c := documentKey(ofCase, ""), tx.in(documentsBucket).Cursor()
	for k, v := c.Seek(of); bytes.HasPrefix(k, of); k, v = c.Next() {
		d, err := record.DecodeDocument(v)
		if err != nil {
			return nil, err
		}
		found = append(found, d)
	}
	return found, nil
}

// EraseDocuments implements store.Documents.
func (s *Store) EraseDocuments(ctx context.Context, before reputation.Date, limit int) (erased int, err error) {
	end := boxedKey(before, nil)
	err = s.commits.do(ctx, func(tx tx) error {
		var over [][]byte
		c := tx.in(boxedBucket).Cursor()
		for k, _ := c.First(); k != nil && bytes.Compare(k, end) < 0 && len(over) < limit; k, _ = c.Next() {
			if len(k) <= boxedSize {
				return fmt.Errorf("%w boxed: %w", fault.Damaged, errKey)
			}
			over = append(over, bytes.Clone(k))
		}
		erased = len(over)
		for _, k := range over {
			if err := errors.Join(tx.in(documentsBucket).Delete(k[boxedSize:]), tx.in(boxedBucket).Delete(k)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return erased, nil
}

// DropDocuments implements store.Documents. It finds those that cannot be read by what they are kept under.
func (s *Store) DropDocuments(ctx context.Context, ofCase string) error {
	of := documentKey(ofCase, "")
	return s.commits.do(ctx, func(tx tx) error {
		var keys [][]byte
		c := tx.in(documentsBucket).Cursor()
		for k, _ := c.Seek(of); bytes.HasPrefix(k, of); k, _ = c.Next() {
			keys = append(keys, bytes.Clone(k))
		}
		if len(keys) == 0 {
			return nil
		}
		for _, k := range keys {
			if err := tx.in(documentsBucket).Delete(k); err != nil {
				return err
			}
		}
		return drop(tx.in(boxedBucket), func(k, _ []byte) bool { return bytes.HasPrefix(k[min(boxedSize, len(k)):], of) })
	})
}
