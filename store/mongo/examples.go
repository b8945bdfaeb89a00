package mongo

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/fault"
	"ringfence/internal/trend"
	"ringfence/store/record"
)

// PutExample implements store.Examples. The example lies in the testimony of its report, which is withdrawn in one update.
func (s *Store) PutExample(ctx context.Context, e trend.Example) error {
	e, err := record.AdmitExample(e)
	if err != nil {
		return err
	}
	document, err := record.EncodeExample(e)
	if err != nil {
		return err
	}
	for range attempts { // the report may change between being looked at and being written to
		if err := s.awaitsExample(ctx, e); err != nil {
			return err
		}
		free := bson.M{"_id": e.Receipt[:], "w": bson.M{"$ne": true}, fieldExample: nil}
		did, err := s.update(ctx, testimonies, free, bson.M{"$set": bson.M{fieldExample: bson.Raw(document)}})
		if err != nil || did {
			return err
		}
	}
	return fmt.Errorf("%w: a report that changes all the time", fault.Unavailable)
}

// awaitsExample returns why an example cannot be put.
func (s *Store) awaitsExample(ctx context.Context, e trend.Example) error {
	raw, err := s.testimony(ctx, e.Receipt)
	if err != nil {
		return err
	}
	if withdrawn, _ := raw.Lookup("w").BooleanOK(); withdrawn {
		return fmt.Errorf("%w: report of an example", fault.NotFound)
	}
	if _, taken := raw.Lookup(fieldExample).DocumentOK(); taken {
		return fmt.Errorf("%w: example of this report", fault.Exists)
	}
	taken, err := s.all(ctx, query{in: testimonies, by: byExample, filter: bson.M{fieldExampleID: e.ID}, fields: bson.M{"_id": 1}, limit: 1})
	if err == nil && len(taken) > 0 {
		err = fmt.Errorf("%w: example of this ID", fault.Exists)
	}
	return err
}

// Examples implements store.Examples. One whose report was withdrawn by a program that does not know examples is left out.
func (s *Store) Examples(ctx context.Context) ([]trend.Example, error) {
	documents, err := s.exemplary(ctx, bson.M{fieldExample: 1})
	if err != nil {
		return nil, err
	}
	all, err := decodeAll(documents, exampleIn)
	record.SortExamples(all)
	return all, err
}

// ShownExamples implements store.Examples. One whose report cannot be read is left out. All the statements are one more query, by their IDs.
func (s *Store) ShownExamples(ctx context.Context) ([]trend.Example, error) {
	if err := s.filings.settle(ctx); err != nil {
		return nil, err
	}
	documents, err := s.exemplary(ctx, bson.M{"x": 0, "h": 0}) // what is sealed is long, and not needed
	if err != nil {
		return nil, err
	}
	all, err := decodeAll(documents, exampleIn)
	if err != nil {
		return nil, err
	}
	reports, err := s.asTheyStand(ctx, documents)
	if err != nil {
		return nil, err
	}
	return record.ShownExamples(all, reports), nil
}

// exemplary returns these fields of the reports that have an example and were not withdrawn.
func (s *Store) exemplary(ctx context.Context, fields bson.M) ([]bson.Raw, error) {
	return s.all(ctx, query{
		in: testimonies, by: byExample, filter: bson.M{fieldExampleID: bson.M{"$gt": ""}, "w": bson.M{"$ne": true}}, fields: fields,
	})
}

func exampleIn(report []byte) (trend.Example, error) {
	example, _ := bson.Raw(report).Lookup(fieldExample).DocumentOK()
	return record.DecodeExample(example)
}

// DropExample implements store.Examples.
func (s *Store) DropExample(ctx context.Context, id string) error {
	did, err := s.update(ctx, testimonies, bson.M{fieldExampleID: id}, bson.M{"$unset": bson.M{fieldExample: ""}})
	if err == nil && !did {
		return fmt.Errorf("%w: example", fault.NotFound)
	}
	return err
}
