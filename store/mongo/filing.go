package mongo

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"ringfence/internal/crashpoint"
	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// What a report still owes. It claims the report it replaces before it writes a statement.
const (
	owesClaim      = "claim"
	owesStatements = "statements"
	owesVouching   = "vouching" // see Vouch
)

// File implements store.Testimony. What is durable with the testimony is not waited for any longer: the statements of a
// report that replaces none are written a moment later, together with those of others, and whoever reads here waits for
// them. Should that fail, or this process be killed, the report is unfinished, and whoever sweeps completes it.
func (s *Store) File(ctx context.Context, t reputation.SealedTestimony) error {
	one := s.filings.begin(t.Receipt)
	t, err := s.begin(ctx, t)
	if err == nil {
		crashpoint.Reach(crashpoint.TestimonyStored)
	}
	if err != nil || replaces(t) {
		defer s.filings.end(one)
		defer s.filings.say(one)
		if err != nil {
			return err
		}
		if err := s.claimOrRenounce(ctx, t); err != nil {
			return err
		}
		return s.finish(ctx, t)
	}
	many := s.filings.keep(one)
	go s.finishLater(context.WithoutCancel(ctx), one, t)
	if many {
		_ = await(ctx, one.said) // who gives up waiting has it filed all the same
	}
	return nil
}

// finishLater does what a report owes when nobody waits for it.
func (s *Store) finishLater(ctx context.Context, one *filing, t reputation.SealedTestimony) {
	err := s.finishStatements(ctx, t)
	s.filings.say(one)
	if err != nil {
		s.filings.end(one)
		return
	}
	s.strikes.add(one)
}

func replaces(t reputation.SealedTestimony) bool { return t.Replaces != report.ReceiptHash{} }

// begin writes the testimony of a report that is not yet kept, and in it what it owes.
func (s *Store) begin(ctx context.Context, t reputation.SealedTestimony) (reputation.SealedTestimony, error) {
	t, err := record.Admit(t)
	if err != nil {
		return t, err
	}
	document, err := unfinishedDocument(t)
	if err != nil {
		return t, err
	}
	return t, s.testimonies.do(ctx, keyed{key: string(t.Receipt[:]), write: driver.NewInsertOneModel().SetDocument(document)})
}

// unfinishedDocument is a testimony as it will be kept, with what is struck out when it is finished.
func unfinishedDocument(t reputation.SealedTestimony) (bson.Raw, error) {
	finished, err := record.EncodeFinished(record.Finish(t))
	if err != nil {
		return nil, err
	}
	unfinished, err := record.EncodeUnfinished(t)
	if err != nil {
		return nil, err
	}
	owed := bson.M{fieldOwed: owesStatements, "n": bson.Raw(unfinished).Lookup("n")}
	if replaces(t) {
		owed[fieldOwed], owed["p"] = owesClaim, t.Replaces[:]
	}
	return with(finished, owed)
}

// claimOrRenounce claims the report that t replaces. When that is gone, or another was faster, t goes as if it had
// never been there, with fault.NotFound; but not when somebody took t for one that a crash left and is completing it.
func (s *Store) claimOrRenounce(ctx context.Context, t reputation.SealedTestimony) error {
	won, err := s.claim(ctx, t)
	if err != nil || won {
		return err
	}
	renounced := false
	err = s.trip(ctx, short, func(ctx context.Context) error {
		result, err := s.in(testimonies).DeleteOne(ctx, bson.M{"_id": t.Receipt[:], fieldOwed: owesClaim})
		renounced = err == nil && result.DeletedCount > 0
		return err
	})
	if err == nil && renounced {
		return fmt.Errorf("%w: report to be replaced", fault.NotFound)
	}
	return err
}

// claim makes t the one that replaces what it replaces, unless that is gone or claimed, and reports whether it is.
// A report that was cut short is let pass: it was accepted when the other still counted.
func (s *Store) claim(ctx context.Context, t reputation.SealedTestimony) (won bool, err error) {
	if t.Replaces == t.Receipt { // it was not kept before itself
		return false, nil
	}
	free := bson.M{"_id": t.Replaces[:], "w": bson.M{"$ne": true}, fieldClaimed: bson.M{"$in": bson.A{nil, t.Receipt[:]}}}
	if t.Unvouched {
		free[fieldVouched] = bson.M{"$ne": true}
	}
	won, err = s.update(ctx, testimonies, free, bson.M{"$set": bson.M{fieldClaimed: t.Receipt[:]}})
	if err != nil || !won {
		return false, err
	}
	return true, s.proceed(ctx, t)
}

// proceed notes that t owes its statements and no claim. From here on it cannot be renounced.
func (s *Store) proceed(ctx context.Context, t reputation.SealedTestimony) error {
	_, err := s.update(ctx, testimonies, bson.M{"_id": t.Receipt[:], fieldOwed: owesClaim},
		bson.M{"$set": bson.M{fieldOwed: owesStatements}})
	return err
}

// complete finishes a report if it is unfinished.
func (s *Store) complete(ctx context.Context, raw bson.Raw) error {
	owed, _ := raw.Lookup(fieldOwed).StringValueOK()
	if owed == "" {
		return nil
	}
	t, err := record.DecodeUnfinished(raw)
	if err != nil {
		return err
	}
	if owed == owesVouching {
		kept, err := record.DecodeFinished(raw)
		if err != nil {
			return err
		}
		return s.finishVouching(ctx, kept, t.Statements)
	}
	if owed == owesClaim {
		if won, err := s.claim(ctx, t); err != nil {
			return err
		} else if !won {
			if err := s.proceed(ctx, t); err != nil {
				return err
			}
		}
	}
	return s.finish(ctx, t)
}

// finish does what a report owes: it writes the statements, withdraws the report that they replace, and
// strikes out what was owed.
func (s *Store) finish(ctx context.Context, t reputation.SealedTestimony) error {
	if err := s.finishStatements(ctx, t); err != nil {
		return err
	}
	return s.struck(ctx, t.Receipt, owesStatements)
}

// struck strikes out what a report owed, if it is that and not what it came to owe since.
func (s *Store) struck(ctx context.Context, receipt report.ReceiptHash, owed string) error {
	_, err := s.update(ctx, testimonies, bson.M{"_id": receipt[:], fieldOwed: owed}, struckOut())
	return err
}

func (s *Store) finishStatements(ctx context.Context, t reputation.SealedTestimony) error {
	if !replaces(t) || t.Replaces == t.Receipt {
		return s.say(ctx, t.Statements, "")
	}
	old, err := s.testimony(ctx, t.Replaces)
	if errors.Is(err, fault.NotFound) {
		return s.say(ctx, t.Statements, "")
	}
	if err != nil {
		return err
	}
	replaced, err := record.DecodeFinished(old)
	if err != nil {
		return err
	}
	if err := s.say(ctx, t.Statements, replaced.Report.String()); err != nil {
		return err
	}
	if err := s.withdraw(ctx, old); err != nil {
		return err
	}
	var writes []driver.WriteModel
	for _, about := range sorted(record.Finish(t).Subjects) {
		one := bson.M{"_id": record.StatementID(about, t.Report), fieldSubject: about.String()}
		writes = append(writes, change(one, bson.M{"$unset": bson.M{fieldReplaces: ""}}))
	}
	_, err = s.bulk(ctx, truth, writes)
	return err
}

// say writes the statements of one report, unprojected. One that is kept already stays as it is.
func (s *Store) say(ctx context.Context, statements []reputation.Statement, replaces string) error {
	writes := make([]keyed, len(statements))
	for i := range statements {
		document, err := statementDocument(statements[i], replaces)
		if err != nil {
			return err
		}
		writes[i] = keyed{
			key:   record.StatementID(statements[i].Subject, statements[i].Report),
			write: driver.NewInsertOneModel().SetDocument(document),
		}
	}
	err := s.truth.do(ctx, writes...)
	if errors.Is(err, fault.Exists) {
		return nil
	}
	return err
}

// sorted returns subjects in the order of their keys.
func sorted(about []subject.Key) []subject.Key { return slices.SortedFunc(slices.Values(about), byKey) }
