//go:build service

package mongo

import (
	"errors"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
)

// put saves the first projections of numbers from to below to.
func put(t *testing.T, s *Store, from, to int) {
	t.Helper()
	for n := from; n < to; n++ {
		refused, err := s.Save(t.Context(), []reputation.Save{{Projection: reputation.Projection{Subject: number(n), Revision: 1, AsOf: noon, Due: noon}}})
		check(t, err)
		if len(refused) > 0 {
			t.Fatalf("refused %v", refused)
		}
	}
}

// A projection that cannot be read is passed over by those who follow, and dropped by mending.
func TestWhatCannotBeReadIsPassedOverAndDropped(t *testing.T) {
	s := openAt(t, database(t))
	defer s.Close()
	put(t, s, 0, 3)
	broken := number(1)
	_, err := s.update(t.Context(), projections, bson.M{"_id": broken.String()}, bson.M{"$set": bson.M{"l": "rubbish"}})
	check(t, err)
	changed, _, err := s.Changed(t.Context(), "", 10)
	check(t, err)
	if len(changed) != 3 || changed[1].Subject != broken || changed[1].Revision != 0 || changed[2].Revision != 1 {
		t.Errorf("followed: %+v", changed)
	}
	block, _ := broken.Block()
	if found, err := s.Blocks(t.Context(), block); err != nil || len(found) != 2 {
		t.Errorf("its block: %v, %v", found, err)
	}
	lost, err := s.Mend(t.Context())
	check(t, err)
	if len(lost) != 1 || lost[0] != broken {
		t.Errorf("mending lost %v", lost)
	}
	if _, err := s.Projection(t.Context(), broken); !errors.Is(err, fault.NotFound) {
		t.Errorf("after mending: %v", err)
	}
	put(t, s, 1, 2) // its first revision
}

// A cursor that was given before the database went back to an older state is Foreign once an instance has started
// on it, and one from before the backup still fits.
func TestACursorFromBeforeARestoreIsForeign(t *testing.T) {
	c := database(t)
	s := openAt(t, c)
	put(t, s, 0, 2)
	_, old, err := s.Changed(t.Context(), "", 10)
	check(t, err)
	backup, err := s.meta(t.Context(), metaLineage)
	check(t, err)
	put(t, s, 2, 4)
	_, lost, err := s.Changed(t.Context(), old, 10)
	check(t, err)
	check(t, s.Close())

	s = openAt(t, c) // restores
	_, err = s.in(projections).DeleteMany(t.Context(), bson.M{"_id": bson.M{"$gte": number(2).String()}})
	check(t, err)
	_, err = s.in(meta).ReplaceOne(t.Context(), bson.M{"_id": metaLineage}, backup)
	check(t, err)
	check(t, s.Close())

	s = openAt(t, c)
	defer s.Close()
	put(t, s, 4, 9)
	if _, _, err := s.Changed(t.Context(), lost, 10); !errors.Is(err, fault.Foreign) {
		t.Errorf("after the restore: %v", err)
	}
	changed, _, err := s.Changed(t.Context(), old, 10)
	check(t, err)
	if len(changed) != 5 {
		t.Errorf("from before the backup %d follow", len(changed))
	}
}
