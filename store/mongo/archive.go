package mongo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
	"ringfence/store/record"
)

const (
	walked = 500       // testimonies that Walk reads at once
	young  = time.Hour // before Walk began; what was received since may have come after its subjects were read
)

// Walk implements store.Archive. The README says what others who write meanwhile can do to it.
func (s *Store) Walk(ctx context.Context, visit func(transfer.Batch) error) error {
	if err := s.filings.settle(ctx); err != nil {
		return err
	}
	now, err := s.Now(ctx)
	if err != nil {
		return err
	}
	var unvisited error
	hand := func(b transfer.Batch) error {
		if b.Records() > 0 {
			unvisited = visit(b)
		}
		return unvisited
	}
	if err = s.walkTruth(ctx, hand); err == nil {
		err = s.walkTestimony(ctx, now.Add(-young), hand)
	}
	if err == nil {
		err = s.walkStops(ctx, hand)
	}
	if unvisited != nil {
		return unvisited
	}
	return err
}

// walkTruth hands over all statements and decisions.
func (s *Store) walkTruth(ctx context.Context, hand func(transfer.Batch) error) error {
	var after subject.Key
	for {
		about, err := s.Subjects(ctx, after, tallied)
		if err != nil || len(about) == 0 {
			return err
		}
		found, err := s.said(ctx, about)
		if err != nil {
			return err
		}
		var b transfer.Batch
		for _, key := range about {
			b.Statements = append(b.Statements, found[key].statements...)
			b.Decisions = append(b.Decisions, found[key].decisions...)
		}
		if err := hand(b); err != nil {
			return err
		}
		after = about[len(about)-1]
	}
}

// walkTestimony hands over all reports, those received since a moment with their statements.
func (s *Store) walkTestimony(ctx context.Context, since time.Time, hand func(transfer.Batch) error) error {
	last := []byte{}
	for {
		documents, err := s.all(ctx, query{
			in: testimonies, by: byID, filter: bson.M{"_id": bson.M{"$gt": last}}, sort: ascending("_id"), limit: walked,
		})
		if err != nil || len(documents) == 0 {
			return err
		}
		reports := make([]transfer.Report, 0, len(documents))
		for _, raw := range documents {
			r, certain, err := reported(raw, since)
			if err != nil {
				return err
			}
			if certain {
				reports = append(reports, r)
			}
			last = r.Receipt[:]
		}
		if err := s.accompany(ctx, reports, since); err != nil {
			return err
		}
		if err := hand(transfer.Batch{Reports: reports}); err != nil {
			return err
		}
	}
}

// walkStops hands over the names of all who get no replies.
func (s *Store) walkStops(ctx context.Context, hand func(transfer.Batch) error) error {
	for last := ""; ; {
		documents, err := s.all(ctx, query{
			in: stops, by: byID, filter: bson.M{"_id": bson.M{"$gt": last}}, sort: ascending("_id"), limit: atOnce,
		})
		if err != nil || len(documents) == 0 {
			return err
		}
		names := make([]conversation.Name, len(documents))
		for i, raw := range documents {
			if last, err = text(raw, "_id"); err != nil {
				return err
			}
			names[i] = conversation.Name(last)
		}
		if err := hand(transfer.Batch{Stops: names}); err != nil {
			return err
		}
	}
}

// reported returns a report as it stands, and false for one that is not yet certain to stay.
func reported(raw bson.Raw, since time.Time) (r transfer.Report, certain bool, err error) {
	kept, err := record.DecodeFinished(raw)
	if err != nil {
		return r, false, err
	}
	r = transfer.Report{SealedTestimony: kept.SealedTestimony, Subjects: kept.Subjects}
	owed, _ := raw.Lookup(fieldOwed).StringValueOK()
	if owed == "" || owed == owesVouching { // which was not acknowledged
		return r, true, nil
	}
	r.Unfinished = true
	r.SealedTestimony, err = record.DecodeUnfinished(raw)
	return r, owed != owesClaim || r.ReceivedAt.Before(since), err
}

// accompany gives the finished reports received since a moment their statements, as if those were still to be written.
func (s *Store) accompany(ctx context.Context, reports []transfer.Report, since time.Time) error {
	var ids []string
	for i := range reports {
		if r := &reports[i]; !r.Unfinished && !r.Withdrawn && !r.ReceivedAt.Before(since) {
			ids = append(ids, statementIDs(record.Finished{SealedTestimony: r.SealedTestimony, Subjects: r.Subjects})...)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	documents, err := s.saidByID(ctx, ids)
	if err != nil {
		return err
	}
	said := make(map[string]reputation.Statement, len(documents))
	for id, raw := range documents {
		if said[id], err = record.DecodeStatement(raw); err != nil {
			return err
		}
	}
	for i := range reports {
		reports[i] = accompanied(reports[i], said)
	}
	return nil
}

// accompanied returns a report with its statements as they stand: what became of one since does not keep the others back.
func accompanied(r transfer.Report, said map[string]reputation.Statement) transfer.Report {
	if r.Unfinished || r.Withdrawn || len(r.Subjects) == 0 {
		return r
	}
	var statements []reputation.Statement
	for _, about := range r.Subjects {
		one, ok := said[record.StatementID(about, r.Report)]
		if !ok {
			return r
		}
		statements = append(statements, one)
	}
	r.Unfinished, r.Statements = true, statements
	return r
}

// Restore implements store.Archive.
func (s *Store) Restore(ctx context.Context, reports []transfer.Report) error {
	writes := make([]driver.WriteModel, len(reports))
	for i := range reports {
		document, err := reportDocument(&reports[i])
		if err != nil {
			return err
		}
		writes[i] = driver.NewInsertOneModel().SetDocument(document)
	}
	if _, err := s.bulk(ctx, testimonies, writes); err != nil {
		return err
	}
	return s.withdrawAll(ctx, reports)
}

// reportDocument is the testimony of a report of an archive.
func reportDocument(r *transfer.Report) (bson.Raw, error) {
	if r.Unfinished {
		return unfinishedDocument(r.SealedTestimony)
	}
	finished := record.Finish(r.SealedTestimony)
	finished.Subjects = r.Subjects
	return record.EncodeFinished(finished)
}

// withdrawAll withdraws those statements of withdrawn reports that are live or overturned.
func (s *Store) withdrawAll(ctx context.Context, reports []transfer.Report) error {
	var writes []driver.WriteModel
	for i := range reports {
		if r := &reports[i]; r.Withdrawn {
			writes = append(writes, withdrawals(record.Finished{SealedTestimony: r.SealedTestimony, Subjects: r.Subjects})...)
		}
	}
	_, err := s.bulk(ctx, truth, writes)
	return err
}

// BeginRestore implements store.Archive. Two that begin at once both find the store empty, and one writes the
// mark first.
func (s *Store) BeginRestore(ctx context.Context, archive string) error {
	if archive == "" {
		return errors.New("restore no archive")
	}
	restoring, err := s.Restoring(ctx)
	if err != nil || restoring == archive {
		return err
	}
	if restoring == "" {
		if err := s.empty(ctx); err != nil {
			return err
		}
		err := s.insert(ctx, meta, bson.M{"_id": metaRestoring, "archive": archive})
		if !errors.Is(err, fault.Exists) {
			return err
		}
		if restoring, err = s.Restoring(ctx); err != nil || restoring == archive {
			return err
		}
	}
	return fmt.Errorf("%w: other data", fault.Exists)
}

// empty returns fault.Exists unless nothing is kept but conversations and what was published.
func (s *Store) empty(ctx context.Context) error {
	for _, q := range []query{
		{in: truth, by: bySubject, sort: ascending(fieldSubject, "_id")},
		{in: testimonies, by: byID, sort: ascending("_id")},
		{in: projections, by: byID, sort: ascending("_id")},
		{in: apiKeys, by: byName, sort: ascending("n")},
		{in: stops, by: byID, sort: ascending("_id")},
		{in: weeks, by: byID, sort: ascending("_id")},
		{in: bursts, by: byID, sort: ascending("_id")},
		{in: hooks, by: byID, sort: ascending("_id")},
		{in: entries, by: byID, sort: ascending("_id")},
		{in: accounts, by: byID, sort: ascending("_id")},
		{in: cases, by: byID, sort: ascending("_id")},
		{in: proposals, by: byID, sort: ascending("_id")},
		{in: flags, by: byID, sort: ascending("_id")},
		{in: distrusted, by: byID, sort: ascending("_id")},
		{in: erasures, by: byID, sort: ascending("_id")},
	} {
		q.filter, q.fields, q.limit = bson.M{}, bson.M{"_id": 1}, 1
		documents, err := s.all(ctx, q)
		if err != nil {
			return err
		}
		if len(documents) > 0 {
			return fmt.Errorf("%w: other data", fault.Exists)
		}
	}
	return nil
}

// Restoring implements store.Archive.
func (s *Store) Restoring(ctx context.Context) (string, error) {
	kept, err := s.meta(ctx, metaRestoring)
	if errors.Is(err, fault.NotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return text(kept, "archive")
}

// EndRestore implements store.Archive.
func (s *Store) EndRestore(ctx context.Context) error {
	return s.trip(ctx, short, func(ctx context.Context) error {
		_, err := s.in(meta).DeleteOne(ctx, bson.M{"_id": metaRestoring})
		return err
	})
}
