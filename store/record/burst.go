package record

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"time"

	"ringfence/internal/trend"
)

type burst struct {
	ID        string  `bson:"_id"`
	Table     string  `bson:"t"`
	Row       string  `bson:"r,omitempty"`
	Category  string  `bson:"c"`
	FoundAt   int64   `bson:"f"`
	LastAt    int64   `bson:"l"`
	Reporters int64   `bson:"n"`
	Usual     float64 `bson:"u"`
}

// AdmitBurst returns a burst as every store keeps it, with times of whole seconds. The error tells what no caller should ask to
// be kept.
func AdmitBurst(b trend.Burst) (trend.Burst, error) {
	switch {
	case b.ID == "":
		return b, errors.New("a burst without an ID")
	case b.Scope.Table == "" || b.Category == "":
		return b, errors.New("a burst of nothing, or for nobody")
	case math.IsNaN(b.Usual) || math.IsInf(b.Usual, 0):
		return b, errors.New("a burst above what is no number")
	case b.FoundAt.Unix() <= 0 || b.LastAt.Before(b.FoundAt):
		return b, errors.New("a burst that ended before it was found")
	}
	b.FoundAt, b.LastAt = b.FoundAt.UTC().Truncate(time.Second), b.LastAt.UTC().Truncate(time.Second)
	return b, nil
}

// SortBursts puts bursts in the order in which Bursts returns them.
func SortBursts(all []trend.Burst) {
	slices.SortFunc(all, func(a, b trend.Burst) int { return cmp.Or(b.LastAt.Compare(a.LastAt), cmp.Compare(a.ID, b.ID)) })
}

// EncodeBurst writes b.
func EncodeBurst(b trend.Burst) ([]byte, error) {
	return encode("burst", burst{
		b.ID, string(b.Scope.Table), b.Scope.Row, b.Category, count(b.FoundAt, 1), count(b.LastAt, 1), int64(b.Reporters), b.Usual,
	})
}

// DecodeBurst reads what EncodeBurst wrote.
func DecodeBurst(b []byte) (trend.Burst, error) {
	var doc burst
	if err := decode("burst", b, &doc); err != nil {
		return trend.Burst{}, err
	}
	if doc.ID == "" || doc.FoundAt < 1 || doc.LastAt < doc.FoundAt {
		return trend.Burst{}, damaged("burst", errors.New("no ID, or an end before its beginning"))
	}
	return trend.Burst{
		ID: doc.ID, Scope: trend.Scope{Table: trend.Table(doc.Table), Row: doc.Row}, Category: doc.Category,
		FoundAt: moment(doc.FoundAt, 1), LastAt: moment(doc.LastAt, 1), Reporters: int(doc.Reporters), Usual: doc.Usual,
	}, nil
}
