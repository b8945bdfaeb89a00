package mongo

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
	"ringfence/store/record"
)

// Overturn implements store.Sanctions.
func (s *Store) Overturn(ctx context.Context, about subject.Key, by report.ID) error {
	return s.move(ctx, about, by, reputation.Live, reputation.Overturned)
}

// Reinstate implements store.Sanctions.
func (s *Store) Reinstate(ctx context.Context, about subject.Key, by report.ID) error {
	return s.move(ctx, about, by, reputation.Overturned, reputation.Live)
}

// move takes a statement from one state to another, in one update that finds it in no other: whoever withdraws it, vouches for it or
// freezes it comes before or after. Nothing of it is written but what changes, so that no reporter comes back who was taken off
// meanwhile.
func (s *Store) move(ctx context.Context, about subject.Key, by report.ID, from, to reputation.State) error {
	if err := s.filings.settle(ctx); err != nil {
		return err
	}
	id := record.StatementID(about, by)
	did, err := s.update(ctx, truth, inState(about, id, from), moved(about, to))
	if err != nil || did {
		return err
	}
	said, err := s.saidByID(ctx, []string{id})
	if err == nil && len(said) == 0 {
		err = fmt.Errorf("%w: statement", fault.NotFound)
	}
	return err
}

// inState fits a statement while it is in one of these states.
func inState(about subject.Key, id string, states ...reputation.State) bson.M {
	return bson.M{"_id": id, fieldSubject: about.String(), "s": bson.M{"$in": states}}
}

// moved is the change of the state of a statement, unprojected.
func moved(about subject.Key, to reputation.State) bson.M {
	return bson.M{"$set": bson.M{"s": string(to), fieldAwaits: about.String()}, "$inc": bson.M{"v": int32(1)}}
}

// Distrust implements store.Sanctions.
func (s *Store) Distrust(ctx context.Context, d transfer.Distrusted) error {
	if err := record.AdmitDistrust(d); err != nil {
		return err
	}
	fits, document := bson.M{"_id": string(d.By)}, bson.M{"_id": string(d.By), fieldDay: int32(d.On)}
	if d.Of != "" {
		fits[fieldOf], document[fieldOf] = bson.M{"$exists": true}, string(d.Of)
	}
	encoded, err := bson.Marshal(document)
	if err != nil {
		return err
	}
	if err = s.put(ctx, distrusted, fits, encoded); d.Of != "" && errors.Is(err, fault.Exists) { // by a moderator
		return nil
	}
	return err
}

// Trust implements store.Sanctions.
func (s *Store) Trust(ctx context.Context, by reputation.Pseudonym) error {
	return s.trip(ctx, short, func(ctx context.Context) error {
		_, err := s.in(distrusted).DeleteOne(ctx, bson.M{"_id": string(by)})
		return err
	})
}

// Distrusted implements store.Sanctions.
func (s *Store) Distrusted(ctx context.Context, by ...reputation.Pseudonym) ([]transfer.Distrusted, error) {
	names := make([]string, 0, len(by))
	for _, one := range by {
		if one != "" {
			names = append(names, string(one))
		}
	}
	if len(names) == 0 {
		return nil, ctx.Err()
	}
	found, err := s.all(ctx, query{in: distrusted, by: byID, filter: bson.M{"_id": bson.M{"$in": names}}, sort: ascending("_id")})
	if err != nil {
		return nil, err
	}
	return decodeAll(found, decodeDistrusted)
}

// DistrustedAll implements store.Sanctions.
func (s *Store) DistrustedAll(ctx context.Context) (all []transfer.Distrusted, err error) {
	for last := ""; ; last = string(all[len(all)-1].By) {
		some, err := afterID(ctx, s, distrusted, last, atOnce, decodeDistrusted)
		if all = append(all, some...); err != nil || len(some) == 0 {
			return all, err
		}
	}
}

func decodeDistrusted(b []byte) (transfer.Distrusted, error) {
	by, err := text(b, "_id")
	on, ok := bson.Raw(b).Lookup(fieldDay).Int32OK()
	if err == nil && !ok {
		err = fmt.Errorf("%w: distrusted on no day", fault.Damaged)
	}
	of, _ := bson.Raw(b).Lookup(fieldOf).StringValueOK()
	return transfer.Distrusted{By: reputation.Pseudonym(by), On: reputation.Date(on), Of: reputation.Pseudonym(of)}, err
}

// Forgive implements store.Sanctions.
func (s *Store) Forgive(ctx context.Context, before reputation.Date) (forgiven int, err error) {
	return s.dropOld(ctx, distrusted, byDay, before, 0)
}
