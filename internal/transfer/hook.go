package transfer

import (
	"errors"
	"fmt"
	"time"

	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

type (
	hook struct {
		Name         string          `json:"name"`
		Revision     uint64          `json:"revision"`
		URL          string          `json:"url"`
		Private      bool            `json:"private,omitzero"`
		Table        trend.Table     `json:"table"`
		Row          string          `json:"row,omitempty"`
		Events       []webhook.Event `json:"events,omitempty"`
		Secret       []byte          `json:"secret"`
		MadeAt       time.Time       `json:"made_at"`
		Former       []byte          `json:"former,omitempty"`
		FormerUntil  time.Time       `json:"former_until,omitzero"`
		Deliveries   []delivery      `json:"deliveries,omitempty"`
		PausedUntil  time.Time       `json:"paused_until,omitzero"`
		FailingSince time.Time       `json:"failing_since,omitzero"`
		DisabledAt   time.Time       `json:"disabled_at,omitzero"`
		Why          webhook.Reason  `json:"why,omitempty"`
	}
	delivery struct {
		ID       string          `json:"id"`
		At       time.Time       `json:"at,omitzero"`
		Attempts int             `json:"attempts"`
		NextAt   time.Time       `json:"next_at,omitzero"`
		Outcome  webhook.Outcome `json:"outcome,omitempty"`
	}
)

// AppendHook appends a hook as a line.
func AppendHook(to []byte, h *webhook.Hook) ([]byte, error) {
	l := hook{
		h.Name, h.Revision, h.URL, h.Private, h.Scope.Table, h.Scope.Row, h.Events, h.Secret, h.MadeAt.UTC(), h.Former, h.FormerUntil.UTC(),
		nil, h.PausedUntil.UTC(), h.FailingSince.UTC(), h.DisabledAt.UTC(), h.Why,
	}
	for _, d := range h.Deliveries {
		l.Deliveries = append(l.Deliveries, delivery{d.ID, d.At.UTC(), d.Attempts, d.NextAt.UTC(), d.Outcome})
	}
	return write(to, &l)
}

// ParseHook reads what AppendHook wrote.
func ParseHook(line []byte) (webhook.Hook, error) {
	var l hook
	if err := read(line, &l); err != nil {
		return webhook.Hook{}, err
	}
	err := takeTimes(&l.MadeAt, &l.FormerUntil, &l.PausedUntil, &l.FailingSince, &l.DisabledAt)
	h := webhook.Hook{
		Name: l.Name, Revision: l.Revision, URL: l.URL, Private: l.Private, Scope: trend.Scope{Table: l.Table, Row: l.Row},
		Events: some(l.Events), Secret: l.Secret, MadeAt: l.MadeAt, Former: some(l.Former), FormerUntil: l.FormerUntil,
		PausedUntil: l.PausedUntil, FailingSince: l.FailingSince, DisabledAt: l.DisabledAt, Why: l.Why,
	}
	for i := range l.Deliveries {
		d := &l.Deliveries[i]
		err = errors.Join(err, takeTimes(&d.At, &d.NextAt))
		h.Deliveries = append(h.Deliveries, webhook.Delivery{ID: d.ID, At: d.At, Attempts: d.Attempts, NextAt: d.NextAt, Outcome: d.Outcome})
	}
	if h.Revision == 0 || h.Revision > maxRevision || h.MadeAt.Unix() <= 0 {
		err = errors.New("a hook without a revision, or never made")
	}
	err = errors.Join(err, h.Check())
	if err != nil {
		return webhook.Hook{}, fmt.Errorf("%w: %w", ErrLine, err)
	}
	return h, nil
}

// maxRevision is the last that every store keeps.
const maxRevision = 1<<63 - 1
