package webhook

import (
	"slices"
	"time"
)

// HTTP statuses that mean more than that a message was not taken.
const (
	gone            = 410
	tooManyRequests = 429
	badGateway      = 502
	gatewayTimeout  = 504
)

// Note takes up what happened since the hook was made, to be told at a moment, and forgets what is older than Remembered, and a secret that
// signs no more. What is found is dated by the hour, so that what happened in the hour in which the hook was made is taken up too. It
// returns whether that changed anything.
func (h *Hook) Note(happened []Happening, now, tell time.Time) (changed bool) {
	if len(h.Former) > 0 && !now.Before(h.FormerUntil) {
		h.Former, h.FormerUntil, changed = nil, time.Time{}, true
	}
	oldest, known, made := now.Add(-Remembered), len(h.Deliveries), h.MadeAt.Truncate(time.Hour)
	h.Deliveries = slices.DeleteFunc(h.Deliveries, func(d Delivery) bool { return d.At.Before(oldest) })
	changed = changed || len(h.Deliveries) != known
	for _, e := range happened {
		if e.At.Before(made) || e.At.Before(oldest) || len(h.Deliveries) == MostDeliveries || h.delivery(e.ID) != nil {
			continue
		}
		h.Deliveries, changed = append(h.Deliveries, Delivery{ID: e.ID, At: e.At, NextAt: tell}), true
	}
	slices.SortStableFunc(h.Deliveries, func(a, b Delivery) int { return a.At.Compare(b.At) })
	return changed
}

// Next returns what is to be told now of all that happened, that which waits longest first; false when nothing is. What happened and is
// not known now, as before trends were read, waits.
func (h *Hook) Next(happened []Happening, now time.Time) (next Happening, ok bool) {
	if h.Disabled() || now.Before(h.PausedUntil) {
		return Happening{}, false
	}
	var since time.Time
	for _, e := range happened {
		d := h.delivery(e.ID)
		if d != nil && !d.NextAt.IsZero() && !now.Before(d.NextAt) && (!ok || d.NextAt.Before(since)) {
			next, since, ok = e, d.NextAt, true
		}
	}
	return next, ok
}

// Waiting returns how many events are still to be told.
func (h *Hook) Waiting() (n int) {
	for _, d := range h.Deliveries {
		if !d.NextAt.IsZero() {
			n++
		}
	}
	return n
}

// Settle notes what came of an attempt: it is tried again later, for the last time or not, or it is done. What was taken once stays
// taken, whatever came of telling it twice. Luck is as in wait.
func (h *Hook) Settle(id string, a Answer, now time.Time, luck float64) {
	d := h.delivery(id)
	if d == nil || d.Outcome == Taken {
		return
	}
	d.Attempts, d.Outcome, d.NextAt = d.Attempts+1, a.Outcome, time.Time{}
	if a.Outcome == Taken {
		h.FailingSince, h.PausedUntil = time.Time{}, time.Time{}
		return
	}
	if h.FailingSince.IsZero() {
		h.FailingSince = now
	}
	h.pause(a, now)
	if again, ok := wait(d.Attempts, luck); ok {
		d.NextAt = later(now.Add(again), h.PausedUntil)
	}
	switch {
	case a.Status == gone:
		h.DisabledAt, h.Why = now, Gone
	case now.Sub(h.FailingSince) >= DisabledAfter && d.Attempts >= enough:
		h.DisabledAt, h.Why = now, Failing
	}
}

// pause sends nothing for as long as the receiver asks for.
func (h *Hook) pause(a Answer, now time.Time) {
	switch {
	case a.RetryAfter > 0:
		h.PausedUntil = now.Add(min(a.RetryAfter, longestPause))
	case a.Status == tooManyRequests || a.Status == badGateway || a.Status == gatewayTimeout:
		h.PausedUntil = now.Add(breath)
	}
}

// delivery returns that of an event, nil for none.
func (h *Hook) delivery(id string) *Delivery {
	i := slices.IndexFunc(h.Deliveries, func(d Delivery) bool { return d.ID == id })
	if i < 0 {
		return nil
	}
	return &h.Deliveries[i]
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
