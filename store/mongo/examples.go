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
	documents, err := s.all(ctx, query{
		in: testimonies, by: byExample, filter: bson.M{fieldExampleID: bson.M{"$gt": ""}, "w": bson.M{"$ne": true}}, fields: bson.M{fieldExample: 1},
	})
	if err != nil {
		return nil, err
	}
	all, err := decodeAll(documents, func(raw []byte) (trend.Example, error) {
		example, _ := bson.Raw(raw).Lookup(fieldExample).DocumentOK()
		return record.DecodeExample(example)
	})
	record.SortExamples(all)
	return all, err
}

// DropExample implements store.Examples.
func (s *Store) DropExample(ctx context.Context, id string) error {
	did, err := s.update(ctx, testimonies, bson.M{fieldExampleID: id}, bson.M{"$unset": bson.M{fieldExample: ""}})
	if err == nil && !did {
		return fmt.Errorf("%w: example", fault.NotFound)
	}
	return err
}
