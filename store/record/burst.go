package record

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"time"

	"ringfence/internal/trend"
)

type (
	burst struct {
		ID        string   `bson:"_id"`
		Table     string   `bson:"t"`
		Row       string   `bson:"r,omitempty"`
		Category  string   `bson:"c"`
		FoundAt   int64    `bson:"f"`
		LastAt    int64    `bson:"l"`
		Reporters int64    `bson:"n"`
		Usual     float64  `bson:"u"`
		Grew      []growth `bson:"g,omitempty"`
	}
	growth struct {
		At   int64 `bson:"t"`
		From int64 `bson:"n"`
	}
)

// AdmitBurst returns a burst as every store keeps it: a copy, with times of whole seconds. The error tells what no caller should ask to
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
	case !b.InOrder():
		return b, errors.New("a burst that grew before it was found, after it was last seen, or out of order")
	}
	b = CopyBurst(b)
	b.FoundAt, b.LastAt = b.FoundAt.UTC().Truncate(time.Second), b.LastAt.UTC().Truncate(time.Second)
	for i := range b.Grew {
		b.Grew[i].At = b.Grew[i].At.UTC().Truncate(time.Second)
	}
	return b, nil
}

// CopyBurst returns a burst that shares nothing with b; its list is nil where it is empty.
func CopyBurst(b trend.Burst) trend.Burst {
	b.Grew = append([]trend.Growth(nil), b.Grew...)
	return b
}

// SortBursts puts bursts in the order in which Bursts returns them.
func SortBursts(all []trend.Burst) {
	slices.SortFunc(all, func(a, b trend.Burst) int { return cmp.Or(b.LastAt.Compare(a.LastAt), cmp.Compare(a.ID, b.ID)) })
}

// EncodeBurst writes b.
func EncodeBurst(b trend.Burst) ([]byte, error) {
	doc := burst{
		b.ID, string(b.Scope.Table), b.Scope.Row, b.Category, count(b.FoundAt, 1), count(b.LastAt, 1), int64(b.Reporters), b.Usual, nil,
	}
	for _, r := range b.Grew {
		doc.Grew = append(doc.Grew, growth{count(r.At, 1), int64(r.From)})
	}
	return encode("burst", doc)
}

// DecodeBurst reads what EncodeBurst wrote.
func DecodeBurst(encoded []byte) (trend.Burst, error) {
	var doc burst
	if err := decode("burst", encoded, &doc); err != nil {
		return trend.Burst{}, err
	}
	if doc.ID == "" || doc.FoundAt < 1 || doc.LastAt < doc.FoundAt {
		return trend.Burst{}, damaged("burst", errors.New("no ID, or an end before its beginning"))
	}
	b := trend.Burst{
		ID: doc.ID, Scope: trend.Scope{Table: trend.Table(doc.Table), Row: doc.Row}, Category: doc.Category,
		FoundAt: moment(doc.FoundAt, 1), LastAt: moment(doc.LastAt, 1), Reporters: int(doc.Reporters), Usual: doc.Usual,
	}
	for _, r := range doc.Grew {
		b.Grew = append(b.Grew, trend.Growth{At: moment(r.At, 1), From: int(r.From)})
	}
	if !b.InOrder() {
		return trend.Burst{}, damaged("burst", errors.New("growth out of order"))
	}
	return b, nil
}
