package record

import (
	"errors"
	"math"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/listing"
)

type published struct {
	Version int64  `bson:"_id"`
	At      int64  `bson:"t"`
	Whole   bool   `bson:"w,omitempty"`
	Body    []byte `bson:"x"`
}

// AdmitEdition returns an edition as every store keeps it: a copy, published at a whole second. The error tells what no caller
// should ask to be kept after a version.
func AdmitEdition(e listing.Edition, after uint64) (listing.Edition, error) {
	switch {
	case e.Version <= after:
		return e, errors.New("an edition that does not come after the one before it")
	case e.Version > math.MaxInt64:
		return e, errors.New("an edition of a version beyond all time")
	case len(e.Body) == 0:
		return e, errors.New("an edition that says nothing")
	}
	e.At = e.At.UTC().Truncate(time.Second)
	e.Body = slices.Clone(e.Body)
	return e, nil
}

// AdmitFold is AdmitEdition for what is put in the place of others.
func AdmitFold(e listing.Edition) (listing.Edition, error) {
	if !e.Whole {
		return e, errors.New("only a whole edition takes the place of others")
	}
	return AdmitEdition(e, 0)
}

// EncodeEdition writes e.
func EncodeEdition(e listing.Edition) ([]byte, error) {
	return encode("edition", published{int64(e.Version), e.At.Unix(), e.Whole, e.Body})
}

// DecodeEdition reads what EncodeEdition wrote.
func DecodeEdition(b []byte) (listing.Edition, error) {
	var doc published
	if err := decode("edition", b, &doc); err != nil {
		return listing.Edition{}, err
	}
	if doc.Version < 1 || len(doc.Body) == 0 {
		return listing.Edition{}, damaged("edition", errors.New("no version, or nothing in it"))
	}
	return listing.Edition{Version: uint64(doc.Version), At: time.Unix(doc.At, 0).UTC(), Whole: doc.Whole, Body: doc.Body}, nil
}

// WholeEdition reports whether what EncodeEdition wrote is a whole edition, without reading all of it.
func WholeEdition(b []byte) bool {
	whole, _ := bson.Raw(b).Lookup("w").BooleanOK()
	return whole
}

// Kept is what tells the editions that are kept apart.
type Kept struct {
	Version uint64
	Whole   bool
}

// After returns which of all editions, in order, is the first that Published returns after a version. It is false when the others
// do not lead there from that version.
func After(all []Kept, version uint64) (first int, ok bool) {
	for i, e := range slices.Backward(all) {
		if e.Version <= version {
			return i + 1, e.Version == version
		}
		if e.Whole {
			return i, true
		}
	}
	return 0, version == 0
}
