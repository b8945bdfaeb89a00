package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/store/record"
)

// Unfinished implements store.Testimony.
func (s *Store) Unfinished(ctx context.Context, limit int) ([]reputation.SealedTestimony, error) {
	if limit <= 0 {
		return nil, ctx.Err()
	}
	before := s.filings.receipts() // some may be struck out between being read and being asked for again
	documents, err := s.all(ctx, query{in: testimonies, by: byOwed, filter: bson.M{fieldOwed: bson.M{"$gt": ""}}, limit: limit})
	if err != nil {
		return nil, err
	}
	now := s.filings.receipts()
	found := make([]reputation.SealedTestimony, 0, len(documents))
	for _, raw := range documents {
		t, err := record.DecodeUnfinished(raw)
		if err != nil {
			return nil, err
		}
		if !before[t.Receipt] && !now[t.Receipt] { // or else it is finished in a moment
			found = append(found, t)
		}
	}
	return found, nil
}

// Complete implements store.Testimony.
func (s *Store) Complete(ctx context.Context, receipt report.ReceiptHash) error {
	raw, err := s.testimony(ctx, receipt)
	if err != nil {
		return err
	}
	return s.complete(ctx, raw)
}

// Testimony implements store.Testimony.
func (s *Store) Testimony(ctx context.Context, receipt report.ReceiptHash) (reputation.SealedTestimony, error) {
	if err := s.filings.settle(ctx); err != nil {
		return reputation.SealedTestimony{}, err
	}
	raw, err := s.testimony(ctx, receipt)
	if err != nil {
		return reputation.SealedTestimony{}, err
	}
	kept, err := record.DecodeFinished(raw)
	if err != nil {
		return reputation.SealedTestimony{}, err
	}
	said, err := s.saidByID(ctx, statementIDs(kept))
	if err != nil {
		return reputation.SealedTestimony{}, err
	}
	return asItStands(raw, kept, said)
}

// Withdraw implements store.Testimony.
func (s *Store) Withdraw(ctx context.Context, receipt report.ReceiptHash) error {
	if err := s.filings.settle(ctx); err != nil {
		return err
	}
	raw, err := s.testimony(ctx, receipt)
	if err != nil {
		return err
	}
	return s.withdraw(ctx, raw)
}

// testimony returns what is kept under a receipt.
func (s *Store) testimony(ctx context.Context, receipt report.ReceiptHash) (bson.Raw, error) {
	return s.one(ctx, query{in: testimonies, by: byID, filter: kept(receipt)})
}

func kept(receipt report.ReceiptHash) bson.M { return bson.M{"_id": receipt[:]} }

// withdraw takes a report back and forgets who made it: its statements first, so that one whose testimony is
// withdrawn has no statement left to withdraw.
func (s *Store) withdraw(ctx context.Context, raw bson.Raw) error {
	t, err := record.DecodeFinished(raw)
	if err != nil || t.Withdrawn {
		return err
	}
	if err := s.complete(ctx, raw); err != nil {
		return err
	}
	if _, err := s.bulk(ctx, truth, withdrawals(t)); err != nil {
		return err
	}
	_, err = s.update(ctx, testimonies, kept(t.Receipt), bson.M{
		"$set":   bson.M{"w": true},
		"$unset": bson.M{"x": "", "h": "", fieldClaimed: "", "n": "", fieldOwed: "", fieldVouched: "", fieldExample: ""},
	})
	return err
}

// withdrawals are the writes that withdraw the statements of a report that are live or overturned, and forget who made them. The two
// go together, since a live one may come to be somebody's at any moment. Both states are one write, since between two it may go from
// the one to the other.
func withdrawals(t record.Finished) (writes []driver.WriteModel) {
	for _, about := range sorted(t.Subjects) {
		one := bson.M{"_id": record.StatementID(about, t.Report), fieldSubject: about.String()}
		withdrawn := moved(about, reputation.Withdrawn)
		forgotten := bson.M{fieldReporter: "", fieldPerson: ""}
		withdrawn["$unset"] = forgotten
		writes = append(writes,
			change(inState(about, record.StatementID(about, t.Report), reputation.Live, reputation.Overturned), withdrawn),
			change(one, bson.M{"$unset": forgotten}))
	}
	return writes
}
