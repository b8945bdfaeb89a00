package bolt

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/transfer"
	"ringfence/store/record"
)

// Sizes of the batches that Walk hands over.
const (
	manySmall = 10_000 // statements, decisions or names
	manyLarge = 500    // reports
)

// Walk implements store.Archive. It is one transaction, and so shows one moment; pages that others free
// meanwhile are used again only when it ends.
func (s *Store) Walk(ctx context.Context, visit func(transfer.Batch) error) error {
	var unvisited error
	err := s.view(ctx, func(tx tx) error {
		hand := func(b transfer.Batch) error {
			if b.Records() == 0 {
				return nil
			}
			if unvisited = errors.Join(ctx.Err(), visit(b)); unvisited != nil {
				return refuse(unvisited)
			}
			return nil
		}
		err := inPages(tx, statementsBucket, manySmall, func(_, v []byte) (reputation.Statement, error) { return record.DecodeStatement(v) },
			func(page []reputation.Statement) error { return hand(transfer.Batch{Statements: page}) })
		if err != nil {
			return err
		}
		err = inPages(tx, decisionsBucket, manySmall, func(_, v []byte) (reputation.Decision, error) { return record.DecodeDecision(v) },
			func(page []reputation.Decision) error { return hand(transfer.Batch{Decisions: page}) })
		if err != nil {
			return err
		}
		err = inPages(tx, testimonyBucket, manyLarge, tx.report, func(page []transfer.Report) error { return hand(transfer.Batch{Reports: page}) })
		if err != nil {
			return err
		}
		return inPages(tx, stopsBucket, manySmall, func(k, _ []byte) (conversation.Name, error) { return conversation.Name(k), nil },
			func(page []conversation.Name) error { return hand(transfer.Batch{Stops: page}) })
	})
	if unvisited != nil {
		return unvisited
	}
	return err
}

// inPages reads a bucket and hands it over a page at a time.
func inPages[T any](tx tx, b bucket, page int, read func(key, value []byte) (T, error), hand func([]T) error) error {
	var some []T
	c := tx.in(b).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		one, err := read(k, v)
		if err != nil {
			return err
		}
		if some == nil {
			some = make([]T, 0, page)
		}
		if some = append(some, one); len(some) < page {
			continue
		}
		if err := hand(some); err != nil {
			return err
		}
		some = nil
	}
	return hand(some)
}

// report returns a report as it stands.
func (tx tx) report(receipt, testimony []byte) (transfer.Report, error) {
	kept, err := record.DecodeFinished(testimony)
	if err != nil {
		return transfer.Report{}, err
	}
	r := transfer.Report{SealedTestimony: kept.SealedTestimony, Subjects: kept.Subjects}
	owed := tx.in(unfinishedBucket).Get(receipt)
	if owed == nil {
		return r, nil
	}
	r.Unfinished = true
	r.SealedTestimony, err = record.DecodeUnfinished(owed)
	return r, err
}

// Restore implements store.Archive.
func (s *Store) Restore(ctx context.Context, reports []transfer.Report) error {
	entries := make([]reportEntry, len(reports))
	for i := range reports {
		var err error
		if entries[i], err = prepareReport(&reports[i]); err != nil {
			return err
		}
	}
	return s.commits.do(ctx, func(tx tx) error {
		for i := range entries {
			if err := entries[i].restore(tx); err != nil {
				return err
			}
		}
		return nil
	})
}

// reportEntry is a report of an archive, encoded.
type reportEntry struct {
	receipt         report.ReceiptHash
	receivedAt      time.Time
	testimony, owed []byte // owed is nil when it is finished
	withdrawn       bool
}

func prepareReport(r *transfer.Report) (e reportEntry, err error) {
	e.receipt, e.receivedAt, e.withdrawn = r.Receipt, r.ReceivedAt, r.Withdrawn
	f := record.Finished{SealedTestimony: r.SealedTestimony, Subjects: r.Subjects}
	if r.Unfinished {
		f = record.Finish(r.SealedTestimony)
		if e.owed, err = record.EncodeUnfinished(r.SealedTestimony); err != nil {
			return e, err
		}
	}
	f.Statements, f.Replaces = nil, report.ReceiptHash{}
	e.testimony, err = record.EncodeFinished(f)
	return e, err
}

func (e *reportEntry) restore(tx tx) error {
	b := tx.in(testimonyBucket)
	if b.Get(e.receipt[:]) != nil {
		return nil
	}
	if err := b.Put(e.receipt[:], e.testimony); err != nil {
		return err
	}
	if err := tx.noteReceived(e.receivedAt, e.receipt); err != nil {
		return err
	}
	if e.owed != nil {
		return tx.in(unfinishedBucket).Put(e.receipt[:], e.owed)
	}
	if !e.withdrawn {
		return nil
	}
	t, err := tx.testimony(e.receipt)
	if err != nil {
		return err
	}
	return tx.withdraw(t)
}

// BeginRestore implements store.Archive.
func (s *Store) BeginRestore(ctx context.Context, archive string) error {
	if archive == "" {
		return errors.New("restore no archive")
	}
	return s.commits.do(ctx, func(tx tx) error {
		switch tx.meta(metaRestoring) {
		case archive:
			return nil
		case "":
			if tx.empty() {
				return tx.in(metaBucket).Put([]byte(metaRestoring), []byte(archive))
			}
		}
		return refuse(fmt.Errorf("%w: other data", fault.Exists))
	})
}

// empty reports whether nothing is kept but conversations and what was published.
func (tx tx) empty() bool {
	for _, b := range []bucket{
		statementsBucket, decisionsBucket, testimonyBucket, projectionsBucket, keysBucket, stopsBucket, weeksBucket, burstsBucket, hooksBucket,
		logBucket, accountsBucket, casesBucket, documentsBucket, proposalsBucket, flagsBucket,
		distrustedBucket, erasuresBucket,
	} {
		if k, _ := tx.in(b).Cursor().First(); k != nil {
			return false
		}
	}
	return true
}

// Restoring implements store.Archive.
func (s *Store) Restoring(ctx context.Context) (archive string, err error) {
	err = s.view(ctx, func(tx tx) error {
		archive = tx.meta(metaRestoring)
		return nil
	})
	return archive, err
}

// EndRestore implements store.Archive.
func (s *Store) EndRestore(ctx context.Context) error {
	return s.commits.do(ctx, func(tx tx) error { return tx.in(metaBucket).Delete([]byte(metaRestoring)) })
}
