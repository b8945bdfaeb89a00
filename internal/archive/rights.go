package archive

import (
	"bytes"
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"ringfence/internal/casefile"
	"ringfence/internal/fault"
	"ringfence/internal/moderator"
	"ringfence/internal/registry"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
)

// pagesOf is how many records of one kind are in memory at a time.
const pagesOf = 200

// rights writes what stands for the rights of people: who moderates, disputes, the registry, flags, what was erased, and the audit log
// at last. An entry of the log is written before what it is about is done, so that what was carried before has its entry.
func (e *exporter) rights(ctx context.Context, from Source) error {
	for _, write := range []func(context.Context, Source) error{
		e.accounts, e.cases, e.documents, e.proposals, e.flags, e.distrusted, e.erasures, e.log,
	} {
		if err := write(ctx, from); err != nil {
			return err
		}
	}
	return nil
}

func (e *exporter) accounts(ctx context.Context, from Source) error {
	all, err := from.Accounts(ctx)
	if err != nil {
		return err
	}
	return each(e, accounts, all, transfer.AppendAccount)
}

// cases writes all cases, before the first of their documents.
func (e *exporter) cases(ctx context.Context, from Source) error {
	for after := ""; ; {
		some, err := from.Cases(ctx, after, pagesOf)
		if err != nil {
			return err
		}
		if len(some) == 0 {
			return e.w.flush(cases)
		}
		if err := each(e, cases, some, transfer.AppendCase); err != nil {
			return err
		}
		after = some[len(some)-1].ID
	}
}

// documents writes the documents of all cases. Those of a case that was opened since all were written Import passes over.
func (e *exporter) documents(ctx context.Context, from Source) error {
	for after := ""; ; {
		some, err := from.Cases(ctx, after, pagesOf)
		if err != nil || len(some) == 0 {
			return err
		}
		for i := range some {
			sent, err := from.Documents(ctx, some[i].ID)
			if err != nil {
				return err
			}
			if err := each(e, documents, sent, transfer.AppendDocument); err != nil {
				return err
			}
		}
		after = some[len(some)-1].ID
	}
}

func (e *exporter) proposals(ctx context.Context, from Source) error {
	for after := ""; ; {
		some, err := from.Proposals(ctx, after, pagesOf)
		if err != nil || len(some) == 0 {
			return err
		}
		if err := each(e, proposals, some, transfer.AppendProposal); err != nil {
			return err
		}
		after = some[len(some)-1].ID
	}
}

func (e *exporter) flags(ctx context.Context, from Source) error {
	for after := (subject.Key{}); ; {
		some, err := from.FlagsAll(ctx, after, pagesOf)
		if err != nil || len(some) == 0 {
			return err
		}
		if err := each(e, flags, some, transfer.AppendFlag); err != nil {
			return err
		}
		after = some[len(some)-1].Subject
	}
}

func (e *exporter) distrusted(ctx context.Context, from Source) error {
	all, err := from.DistrustedAll(ctx)
	if err != nil {
		return err
	}
	return each(e, distrusted, all, transfer.AppendDistrusted)
}

func (e *exporter) erasures(ctx context.Context, from Source) error {
	all, err := from.Erasures(ctx, 0)
	if err != nil {
		return err
	}
	return each(e, erasures, all, transfer.AppendErasure)
}

// log writes the audit log. One with a gap cannot be carried: what is after it would stand in other places.
func (e *exporter) log(ctx context.Context, from Source) error {
	for next := uint64(0); ; {
		some, err := from.Entries(ctx, next, pagesOf)
		if err != nil {
			return fmt.Errorf("the audit log: %w", err)
		}
		if len(some) == 0 {
			return nil
		}
		entries := make([]transfer.Entry, len(some))
		for i, leaf := range some {
			entries[i] = transfer.Entry{Index: next + uint64(i), Leaf: leaf}
		}
		if err := each(e, log, entries, transfer.AppendEntry); err != nil {
			return err
		}
		next += uint64(len(some))
	}
}

// writeRights writes what is of these kinds in a batch. What is there already stays.
func writeRights(ctx context.Context, to Target, b transfer.Batch) error {
	err := several(ctx, b.Accounts, func(ctx context.Context, a moderator.Account) error {
		return unless(fault.Exists, to.PutAccount(ctx, a))
	})
	if err == nil {
		err = several(ctx, b.Cases, func(ctx context.Context, c casefile.Case) error { return unless(fault.Exists, to.PutCase(ctx, c)) })
	}
	if err == nil {
		err = several(ctx, b.Documents, func(ctx context.Context, d casefile.Document) error {
			return unless(fault.NotFound, unless(fault.Exists, to.PutDocument(ctx, d)))
		})
	}
	if err == nil {
		err = several(ctx, b.Proposals, func(ctx context.Context, p registry.Proposal) error {
			return unless(fault.Exists, to.PutProposal(ctx, p))
		})
	}
	if err == nil {
		err = several(ctx, b.Flags, to.SaveFlag)
	}
	if err == nil {
		err = several(ctx, b.Distrusted, to.Distrust)
	}
	if err == nil {
		err = several(ctx, b.Erasures, to.SaveErasure)
	}
	if err != nil {
		return err
	}
	for i := range b.Log {
		if err := appendEntry(ctx, to, &b.Log[i]); err != nil {
			return err
		}
	}
	return nil
}

// several writes records of one kind, some at a time.
func several[T any](ctx context.Context, records []T, write func(context.Context, T) error) error {
	some, ctx := errgroup.WithContext(ctx)
	some.SetLimit(atOnce)
	for _, one := range records {
		some.Go(func() error { return write(ctx, one) })
	}
	return some.Wait()
}

// appendEntry writes an entry of the audit log in its place, unless it is there already.
func appendEntry(ctx context.Context, to Target, e *transfer.Entry) error {
	won, err := to.Append(ctx, e.Index, e.Leaf)
	if err != nil || won {
		return err
	}
	there, err := to.Entries(ctx, e.Index, 1)
	switch {
	case err != nil:
		return err
	case len(there) == 0:
		return damaged("its audit log has no entry before %d", e.Index)
	case !bytes.Equal(there[0], e.Leaf):
		return fmt.Errorf("%w: another entry %d of the audit log", fault.Exists, e.Index)
	}
	return nil
}
