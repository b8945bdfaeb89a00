package bolt

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
	"ringfence/store/record"
)

// Overturn implements store.Sanctions.
func (s *Store) Overturn(ctx context.Context, about subject.Key, by report.ID) error {
	return s.move(ctx, about, by, (*reputation.Statement).Overturn)
}

// Reinstate implements store.Sanctions.
func (s *Store) Reinstate(ctx context.Context, about subject.Key, by report.ID) error {
	return s.move(ctx, about, by, (*reputation.Statement).Reinstate)
}

// move changes the state of a statement that is kept.
func (s *Store) move(ctx context.Context, about subject.Key, by report.ID, change func(*reputation.Statement) bool) error {
	return s.commits.do(ctx, func(tx tx) error {
		value := tx.in(statementsBucket).Get(under(about, by.String()))
		if value == nil {
			return refuse(fmt.Errorf("%w: statement", fault.NotFound))
		}
		statement, err := record.DecodeStatement(value)
		if err != nil || !change(&statement) {
			return err
		}
		return tx.putStatement(&statement)
	})
}

// putStatement writes a statement over what is kept of it, unprojected.
func (tx tx) putStatement(s *reputation.Statement) error {
	value, err := record.EncodeStatement(*s)
	if err != nil {
		return err
	}
	if err := tx.in(statementsBucket).Put(statementKey(s), value); err != nil {
		return err
	}
	return tx.mark(statementKey(s), s.Version)
}

// Distrust implements store.Sanctions.
func (s *Store) Distrust(ctx context.Context, by reputation.Pseudonym, on reputation.Date) error {
	if err := record.AdmitDistrust(by); err != nil {
		return err
	}
	return s.commits.do(ctx, func(tx tx) error {
		b := tx.in(distrustedBucket)
		if b.Get([]byte(by)) != nil {
			return nil
		}
		return b.Put([]byte(by), dateKey(on))
	})
}

// Trust implements store.Sanctions.
func (s *Store) Trust(ctx context.Context, by reputation.Pseudonym) error {
	if by == "" {
		return ctx.Err()
	}
	return s.commits.do(ctx, func(tx tx) error { return tx.in(distrustedBucket).Delete([]byte(by)) })
}

// Distrusted implements store.Sanctions.
func (s *Store) Distrusted(ctx context.Context, by ...reputation.Pseudonym) (is bool, err error) {
	err = s.view(ctx, func(tx tx) error {
		is = slices.ContainsFunc(by, func(one reputation.Pseudonym) bool {
			return one != "" && tx.in(distrustedBucket).Get([]byte(one)) != nil
		})
		return nil
	})
	return is, err
}

// DistrustedAll implements store.Sanctions.
func (s *Store) DistrustedAll(ctx context.Context) (all []transfer.Distrusted, err error) {
	err = s.view(ctx, func(tx tx) error {
		return tx.in(distrustedBucket).ForEach(func(by, value []byte) error {
			on, err := cutDate(value)
			all = append(all, transfer.Distrusted{By: reputation.Pseudonym(by), On: on})
			return err
		})
	})
	return all, err
}

// Forgive implements store.Sanctions.
func (s *Store) Forgive(ctx context.Context, before reputation.Date) (forgiven int, err error) {
	err = s.commits.do(ctx, func(tx tx) error {
		forgiven = 0
		err := drop(tx.in(distrustedBucket), func(_, value []byte) bool {
			on, err := cutDate(value)
			if err != nil || on >= before {
				return false
			}
			forgiven++
			return true
		})
		if err == nil && forgiven == 0 {
			return refuse(errNobody)
		}
		return err
	})
	if errors.Is(err, errNobody) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return forgiven, nil
}

var errNobody = errors.New("nobody is to be forgiven")

// dateKey writes a day so that days sort as they follow each other.
func dateKey(d reputation.Date) []byte { return binary.BigEndian.AppendUint32(nil, uint32(d)+1<<31) }

// cutDate is the reverse of dateKey.
func cutDate(b []byte) (reputation.Date, error) {
	const size = 4
	if len(b) != size {
		return 0, fmt.Errorf("%w: %w", fault.Damaged, errors.New("a day of another length"))
	}
	return reputation.Date(int32(binary.BigEndian.Uint32(b) - 1<<31)), nil
}
