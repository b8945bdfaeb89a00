package bolt

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/trend"
	"ringfence/store/record"
)

// PutExample implements store.Examples.
func (s *Store) PutExample(ctx context.Context, e trend.Example) error {
	e, err := record.AdmitExample(e)
	if err != nil {
		return err
	}
	value, err := record.EncodeExample(e)
	if err != nil {
		return err
	}
	return s.commits.do(ctx, func(tx tx) error {
		stands, err := tx.stands(e.Receipt)
		if err != nil {
			return err
		}
		if !stands {
			return refuse(fmt.Errorf("%w: report of an example", fault.NotFound))
		}
		all, err := tx.examples()
		if err != nil {
			return err
		}
		if slices.ContainsFunc(all, func(other trend.Example) bool { return other.Receipt == e.Receipt || other.ID == e.ID }) {
			return refuse(fmt.Errorf("%w: example", fault.Exists))
		}
		return tx.in(examplesBucket).Put(e.Receipt[:], value)
	})
}

// Examples implements store.Examples. One whose report was withdrawn by a program that does not know examples is left out.
func (s *Store) Examples(ctx context.Context) (found []trend.Example, err error) {
	err = s.view(ctx, func(tx tx) error {
		all, err := tx.examples()
		if err != nil {
			return err
		}
		for _, e := range all {
			stands, err := tx.stands(e.Receipt)
			if err != nil {
				return err
			}
			if stands {
				found = append(found, e)
			}
		}
		return nil
	})
	record.SortExamples(found)
	return found, err
}

// ShownExamples implements store.Examples. One whose report cannot be read is left out.
func (s *Store) ShownExamples(ctx context.Context) (shown []trend.Example, err error) {
	err = s.view(ctx, func(tx tx) error {
		all, err := tx.examples()
		if err != nil {
			return err
		}
		var reports []reputation.SealedTestimony
		for _, e := range all {
			r, err := tx.reported(e.Receipt)
			switch {
			case errors.Is(err, fault.NotFound) || errors.Is(err, fault.Damaged):
			case err != nil:
				return err
			default:
				reports = append(reports, r)
			}
		}
		shown = record.ShownExamples(all, reports)
		return nil
	})
	return shown, err
}

// DropExample implements store.Examples.
func (s *Store) DropExample(ctx context.Context, id string) error {
	return s.commits.do(ctx, func(tx tx) error {
		all, err := tx.examples()
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(e trend.Example) bool { return e.ID == id })
		if i < 0 {
			return refuse(fmt.Errorf("%w: example", fault.NotFound))
		}
		return tx.in(examplesBucket).Delete(all[i].Receipt[:])
	})
}

// examples returns all examples in the order of their reports' receipt hashes. They are few: a moderator read each of them.
func (tx tx) examples() (all []trend.Example, err error) {
	err = tx.in(examplesBucket).ForEach(func(_, value []byte) error {
		e, err := record.DecodeExample(value)
		all = append(all, e)
		return err
	})
	return all, err
}

// stands reports whether a report is kept and not withdrawn.
func (tx tx) stands(receipt report.ReceiptHash) (bool, error) {
	t, err := tx.testimony(receipt)
	if errors.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil && !t.Withdrawn, err
}
