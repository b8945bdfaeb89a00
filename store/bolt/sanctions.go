package bolt

import (
	"bytes"
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
func (s *Store) Distrust(ctx context.Context, d transfer.Distrusted) error {
	if err := record.AdmitDistrust(d); err != nil {
		return err
	}
	return s.commits.do(ctx, func(tx tx) error {
		b := tx.in(distrustedBucket)
		if value := b.Get([]byte(d.By)); value != nil && d.Of != "" {
			if kept, err := cutDistrusted([]byte(d.By), value); err != nil || kept.Of == "" {
				return err
			}
		}
		return b.Put([]byte(d.By), distrustedValue(&d))
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
func (s *Store) Distrusted(ctx context.Context, by ...reputation.Pseudonym) (found []transfer.Distrusted, err error) {
	err = s.view(ctx, func(tx tx) error {
		found = nil
		for _, one := range slices.Compact(slices.Sorted(slices.Values(by))) {
			value := tx.in(distrustedBucket).Get([]byte(one))
			if one == "" || value == nil {
				continue
			}
			d, err := cutDistrusted([]byte(one), value)
			if err != nil {
				return err
			}
			found = append(found, d)
		}
		return nil
	})
	return found, err
}

// distrustedValue is the record of a name on the list.
func distrustedValue(d *transfer.Distrusted) []byte {
	value := dateKey(d.On)
	if d.Of == "" {
		return value
	}
	return append(append(value, 0), d.Of...)
}

// cutDistrusted is the reverse of distrustedValue.
func cutDistrusted(by, value []byte) (transfer.Distrusted, error) {
	day, of, _ := bytes.Cut(value[min(len(value), sizeOfDate):], []byte{0})
	on, err := cutDate(append(value[:min(len(value), sizeOfDate):sizeOfDate], day...))
	return transfer.Distrusted{By: reputation.Pseudonym(by), On: on, Of: reputation.Pseudonym(of)}, err
}

// DistrustedAll implements store.Sanctions.
func (s *Store) DistrustedAll(ctx context.Context) (all []transfer.Distrusted, err error) {
	err = s.view(ctx, func(tx tx) error {
		return tx.in(distrustedBucket).ForEach(func(by, value []byte) error {
			d, err := cutDistrusted(by, value)
			all = append(all, d)
			return err
		})
	})
	return all, err
}

// Forgive implements store.Sanctions.
func (s *Store) Forgive(ctx context.Context, before reputation.Date) (forgiven int, err error) {
	err = s.commits.do(ctx, func(tx tx) error {
		forgiven = 0
		err := drop(tx.in(distrustedBucket), func(by, value []byte) bool {
			d, err := cutDistrusted(by, value)
			if err != nil || d.On >= before {
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

const sizeOfDate = 4 // bytes

// dateKey writes a day so that days sort as they follow each other.
func dateKey(d reputation.Date) []byte { return binary.BigEndian.AppendUint32(nil, uint32(d)+1<<31) }

// cutDate is the reverse of dateKey.
func cutDate(b []byte) (reputation.Date, error) {
	if len(b) != sizeOfDate {
		return 0, fmt.Errorf("%w: %w", fault.Damaged, errors.New("a day of another length"))
	}
	return reputation.Date(int32(binary.BigEndian.Uint32(b) - 1<<31)), nil
}
