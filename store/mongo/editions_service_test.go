//go:build service

package mongo

import (
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/listing"
)

// TestPartsOfWhatWasNeverPublished are read by nobody, and deleted by the next fold of a version that is not before theirs.
func TestPartsOfWhatWasNeverPublished(t *testing.T) {
	s := openAt(t, database(t))
	defer s.Close()
	edition := func(version uint64, whole bool) listing.Edition {
		return listing.Edition{Version: version, Whole: whole, At: time.Unix(int64(version), 0).UTC(), Body: []byte("body")}
	}
	for after, version := range []uint64{1, 2, 3} {
		won, err := s.Publish(t.Context(), edition(version, false), uint64(after))
		check(t, err)
		if !won {
			t.Fatalf("version %d was not published", version)
		}
	}
	for _, version := range []uint64{2, 3, 4} { // as a process leaves them that is killed while it publishes or folds
		_, err := s.writeBody(t.Context(), edition(version, true))
		check(t, err)
	}
	expect := func(when string, parts, versions int) {
		t.Helper()
		found, err := s.Published(t.Context(), 0)
		check(t, err)
		n, err := s.in("parts").CountDocuments(t.Context(), bson.M{})
		check(t, err)
		if len(found) != versions || int(n) != parts {
			t.Errorf("%s: %d editions, %d parts; want %d and %d", when, len(found), n, versions, parts)
		}
	}
	expect("before a fold", 6, 3)
	check(t, s.Fold(t.Context(), edition(2, true)))
	expect("after one of version 2", 4, 2)
	check(t, s.Fold(t.Context(), edition(3, true)))
	expect("after one of version 3", 2, 1) // that of 4 may be on its way
}
