package record

import (
	"errors"
	"math"
	"slices"
	"time"

	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

type (
	hook struct {
		Name         string          `bson:"_id"`
		Revision     int64           `bson:"r"`
		URL          string          `bson:"u"`
		Private      bool            `bson:"p,omitempty"`
		Table        trend.Table     `bson:"t"`
		Row          string          `bson:"w,omitempty"`
		Events       []webhook.Event `bson:"e,omitempty"`
		Secret       []byte          `bson:"s"`
		MadeAt       int64           `bson:"m"`
		Former       []byte          `bson:"f,omitempty"`
		FormerUntil  int64           `bson:"g,omitempty"`
		Deliveries   []delivery      `bson:"d,omitempty"`
		PausedUntil  int64           `bson:"h,omitempty"`
		FailingSince int64           `bson:"l,omitempty"`
		DisabledAt   int64           `bson:"z,omitempty"`
		Why          webhook.Reason  `bson:"y,omitempty"`
	}
	delivery struct {
		ID       string          `bson:"i"`
		At       int64           `bson:"t,omitempty"`
		Attempts int64           `bson:"n"`
		NextAt   int64           `bson:"x,omitempty"`
		Outcome  webhook.Outcome `bson:"o,omitempty"`
	}
)

// AdmitHook returns a hook as every store keeps it: a copy, with times of whole seconds. The error tells what no caller should
// ask to be kept.
func AdmitHook(h webhook.Hook) (webhook.Hook, error) {
	switch {
	case h.Name == "" || h.URL == "" || len(h.Secret) == 0:
		return h, errors.New("a hook without a name, an address or a secret")
	case h.Revision == 0 || h.Revision > math.MaxInt64:
		return h, errors.New("a hook before its first revision")
	case h.MadeAt.Unix() <= 0:
		return h, errors.New("a hook that was never made")
	}
	h = CopyHook(h)
	for _, at := range []*time.Time{&h.MadeAt, &h.FormerUntil, &h.PausedUntil, &h.FailingSince, &h.DisabledAt} {
		*at = moment(count(*at, 1), 1)
	}
	for i := range h.Deliveries {
		d := &h.Deliveries[i]
		d.At, d.NextAt = moment(count(d.At, 1), 1), moment(count(d.NextAt, 1), 1)
	}
	return h, nil
}

// CopyHook returns a hook that shares nothing with h; its lists are nil where they are empty.
func CopyHook(h webhook.Hook) webhook.Hook {
	h.Events, h.Deliveries = append([]webhook.Event(nil), h.Events...), append([]webhook.Delivery(nil), h.Deliveries...)
	h.Secret, h.Former = slices.Clone(h.Secret), append([]byte(nil), h.Former...)
	return h
}

// EncodeHook writes h.
func EncodeHook(h webhook.Hook) ([]byte, error) {
	doc := hook{
		Name: h.Name, Revision: int64(h.Revision), URL: h.URL, Private: h.Private, Table: h.Scope.Table, Row: h.Scope.Row,
		Events: h.Events, Secret: h.Secret, MadeAt: count(h.MadeAt, 1), Former: h.Former, FormerUntil: count(h.FormerUntil, 1),
		PausedUntil: count(h.PausedUntil, 1), FailingSince: count(h.FailingSince, 1), DisabledAt: count(h.DisabledAt, 1), Why: h.Why,
	}
	for _, d := range h.Deliveries {
		doc.Deliveries = append(doc.Deliveries, delivery{d.ID, count(d.At, 1), int64(d.Attempts), count(d.NextAt, 1), d.Outcome})
	}
	return encode("hook", doc)
}

// DecodeHook reads what EncodeHook wrote.
func DecodeHook(b []byte) (webhook.Hook, error) {
	var doc hook
	if err := decode("hook", b, &doc); err != nil {
		return webhook.Hook{}, err
	}
	if doc.Name == "" || doc.Revision < 1 || doc.MadeAt < 1 {
		return webhook.Hook{}, damaged("hook", errors.New("no name, no revision, or never made"))
	}
	h := webhook.Hook{
		Name: doc.Name, Revision: uint64(doc.Revision), URL: doc.URL, Private: doc.Private,
		Scope: trend.Scope{Table: doc.Table, Row: doc.Row}, Events: doc.Events, Secret: doc.Secret, MadeAt: moment(doc.MadeAt, 1),
		Former: doc.Former, FormerUntil: moment(doc.FormerUntil, 1), PausedUntil: moment(doc.PausedUntil, 1),
		FailingSince: moment(doc.FailingSince, 1), DisabledAt: moment(doc.DisabledAt, 1), Why: doc.Why,
	}
	for _, d := range doc.Deliveries {
		h.Deliveries = append(h.Deliveries, webhook.Delivery{
			ID: d.ID, At: moment(d.At, 1), Attempts: int(d.Attempts), NextAt: moment(d.NextAt, 1), Outcome: d.Outcome,
		})
	}
	return CopyHook(h), nil
}
