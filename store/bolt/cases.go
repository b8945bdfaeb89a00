package bolt

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"ringfence/internal/casefile"
	"ringfence/internal/fault"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// openedSize is how long the time in a key in pending and contested is.
const openedSize = 8

// pendingKey returns the key in pending of a case.
func pendingKey(c *casefile.Case) []byte {
	return append(binary.BigEndian.AppendUint64(nil, uint64(c.OpenedAt.Unix())), c.ID...)
}

// contestedKey returns the key in contested of a case.
func contestedKey(c *casefile.Case) []byte {
	return append(binary.BigEndian.AppendUint64(under(c.Subject, ""), ^uint64(c.OpenedAt.Unix())), c.ID...)
}

// PutCase implements store.Cases.
func (s *Store) PutCase(ctx context.Context, c casefile.Case) error {
	c, value, err := prepareCase(c)
	if err != nil {
		return err
	}
	return s.commits.do(ctx, func(tx tx) error {
		if err := tx.put("case", casesBucket, []byte(c.ID), value); err != nil {
			return err
		}
		return tx.listCase(&c)
	})
}

func prepareCase(c casefile.Case) (casefile.Case, []byte, error) {
	c, err := record.AdmitCase(c)
	if err != nil {
		return c, nil, err
	}
	value, err := record.EncodeCase(c)
	return c, value, err
}

// SaveCase implements store.Cases.
func (s *Store) SaveCase(ctx context.Context, c casefile.Case) (won bool, err error) {
	c, value, err := prepareCase(c)
	if err != nil {
		return false, err
	}
	err = s.commits.do(ctx, func(tx tx) error {
		kept, err := tx.caseOf(c.ID)
		if errors.Is(err, fault.NotFound) {
			won = false
			return nil
		}
		if won = err == nil && kept.Revision == c.Revision-1; !won {
			return err
		}
		return errors.Join(tx.unlistCase(&kept), tx.in(casesBucket).Put([]byte(c.ID), value), tx.listCase(&c))
	})
	return won && err == nil, err
}

// listCase puts a case where it is looked for by its subject, and by its age until it is closed.
func (tx tx) listCase(c *casefile.Case) error {
	if err := tx.in(contestedBucket).Put(contestedKey(c), nil); err != nil || c.State == casefile.Closed {
		return err
	}
	return tx.in(pendingBucket).Put(pendingKey(c), nil)
}

func (tx tx) unlistCase(c *casefile.Case) error {
	return errors.Join(tx.in(contestedBucket).Delete(contestedKey(c)), tx.in(pendingBucket).Delete(pendingKey(c)))
}

// caseOf returns the case with this ID.
func (tx tx) caseOf(id string) (casefile.Case, error) {
	value := tx.in(casesBucket).Get([]byte(id))
	if value == nil {
		return casefile.Case{}, fmt.Errorf("%w: case", fault.NotFound)
	}
	return record.DecodeCase(value)
}

// Case implements store.Cases.
func (s *Store) Case(ctx context.Context, id string) (c casefile.Case, err error) {
	err = s.view(ctx, func(tx tx) error {
		c, err = tx.caseOf(id)
		return err
	})
	return c, err
}

// CasesAbout implements store.Cases.
func (s *Store) CasesAbout(ctx context.Context, about subject.Key) (found []casefile.Case, err error) {
	err = s.view(ctx, func(tx tx) error {
		return tx.cluster(contestedBucket).of(about, func(key, _ []byte) error {
			c, err := tx.listed(key)
			found = append(found, c)
			return err
		})
	})
	return found, err
}

// Pending implements store.Cases.
func (s *Store) Pending(ctx context.Context, limit int) (found []casefile.Case, err error) {
	err = s.view(ctx, func(tx tx) error {
		cur := tx.in(pendingBucket).Cursor()
		for k, _ := cur.First(); k != nil && len(found) < limit; k, _ = cur.Next() {
			c, err := tx.listed(k)
			if err != nil {
				return err
			}
			found = append(found, c)
		}
		return nil
	})
	return found, err
}

// listed returns the case that a key names, after its time. One that is listed and not kept is damage.
func (tx tx) listed(key []byte) (casefile.Case, error) {
	if len(key) <= openedSize {
		return casefile.Case{}, fmt.Errorf("%w cases: %w", fault.Damaged, errKey)
	}
	c, err := tx.caseOf(string(key[openedSize:]))
	if errors.Is(err, fault.NotFound) {
		return c, fmt.Errorf("%w: a case that is listed is not kept", fault.Damaged)
	}
	return c, err
}

// Cases implements store.Cases.
func (s *Store) Cases(ctx context.Context, after string, limit int) (found []casefile.Case, err error) {
	err = s.view(ctx, func(tx tx) error {
		found, err = afterID(tx, casesBucket, after, limit, record.DecodeCase)
		return err
	})
	return found, err
}
