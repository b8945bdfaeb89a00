package mongo

import (
	"context"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/store/record"
)

// Vouch implements store.Testimony. What it is about to do is written down first, where whoever sweeps finds it.
func (s *Store) Vouch(ctx context.Context, receipt report.ReceiptHash, by []reputation.Statement) error {
	if err := record.AdmitVouching(by); err != nil {
		return err
	}
	if err := s.filings.settle(ctx); err != nil {
		return err
	}
	for {
		t, err := s.completed(ctx, receipt)
		if err != nil {
			return err
		}
		raised, err := s.raised(ctx, t, by)
		if err != nil {
			return err
		}
		if len(raised) == 0 { // perhaps since another report took its place before its statements were read
			_, err := s.completed(ctx, receipt)
			return err
		}
		owes, err := s.oweVouching(ctx, receipt, raised)
		if err != nil {
			return err
		}
		if owes { // or else it was withdrawn or vouched for since, and is looked at again
			return s.finishVouching(ctx, t, by)
		}
	}
}

// completed finishes a report if it is unfinished, and returns what is kept of it unless it was withdrawn, or will be by the
// report that claimed it.
func (s *Store) completed(ctx context.Context, receipt report.ReceiptHash) (record.Finished, error) {
	raw, err := s.testimony(ctx, receipt)
	if err != nil {
		return record.Finished{}, err
	}
	t, err := record.DecodeFinished(raw)
	if err != nil {
		return t, err
	}
	if _, _, claimed := raw.Lookup(fieldClaimed).BinaryOK(); t.Withdrawn || claimed {
		return t, fmt.Errorf("%w: report", fault.NotFound)
	}
	return t, s.complete(ctx, raw)
}

// raised returns those statements of a report that change, as they will be, in the order of their subjects.
func (s *Store) raised(ctx context.Context, t record.Finished, by []reputation.Statement) (raised []reputation.Statement, err error) {
	said, err := s.saidByID(ctx, statementIDs(t))
	if err != nil {
		return nil, err
	}
	for _, about := range sorted(t.Subjects) {
		of := slices.IndexFunc(by, func(one reputation.Statement) bool { return one.Subject == about })
		document, kept := said[record.StatementID(about, t.Report)]
		if of < 0 || !kept {
			continue
		}
		statement, err := record.DecodeStatement(document)
		if err != nil {
			return nil, err
		}
		if statement.Vouch(&by[of]) {
			raised = append(raised, statement)
		}
	}
	return raised, nil
}

// oweVouching notes what a report is about to say, and reports whether it did: not where something is owed already, or another
// report claims its place. A claim that minds looks at the same document, so that one of the two comes first.
func (s *Store) oweVouching(ctx context.Context, receipt report.ReceiptHash, raised []reputation.Statement) (bool, error) {
	documents := make(bson.A, len(raised))
	for i := range raised {
		b, err := record.EncodeStatement(raised[i])
		if err != nil {
			return false, err
		}
		documents[i] = bson.Raw(b)
	}
	free := bson.M{"_id": receipt[:], "w": bson.M{"$ne": true}, fieldOwed: nil, fieldClaimed: nil}
	return s.update(ctx, testimonies, free, bson.M{"$set": bson.M{fieldOwed: owesVouching, "n": documents, fieldVouched: true}})
}

// finishVouching raises what can still be raised, and strikes out what was owed.
func (s *Store) finishVouching(ctx context.Context, t record.Finished, by []reputation.Statement) error {
	raised, err := s.raised(ctx, t, by)
	if err != nil {
		return err
	}
	writes := make([]driver.WriteModel, len(raised))
	for i := range raised {
		if writes[i], err = restate(&raised[i]); err != nil {
			return err
		}
	}
	if _, err := s.bulk(ctx, truth, writes); err != nil {
		return err
	}
	return s.struck(ctx, t.Receipt, owesVouching)
}

// restate is the write of a live statement over the version before it, unprojected.
func restate(s *reputation.Statement) (driver.WriteModel, error) {
	b, err := record.EncodeStatement(*s)
	if err != nil {
		return nil, err
	}
	fields, err := bson.Raw(b).Elements()
	if err != nil {
		return nil, err
	}
	set := bson.M{fieldAwaits: s.Subject.String()}
	for _, f := range fields {
		if f.Key() != "_id" {
			set[f.Key()] = f.Value()
		}
	}
	before := bson.M{
		"_id": record.StatementID(s.Subject, s.Report), fieldSubject: s.Subject.String(),
		"s": string(reputation.Live), "v": int64(s.Version) - 1,
	}
	return change(before, bson.M{"$set": set}), nil
}
