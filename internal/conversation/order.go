package conversation

import (
	"cmp"
	"slices"
	"time"

	"ringfence/internal/smstext"
)

// asksNumber reports whether the message is a text whose number its sender is to name.
func (h *Heard) asksNumber() bool { return h.Intent == smstext.ReportText && len(h.Subjects) == 0 }

// reports reports whether the message names what it reports.
func (h *Heard) reports() bool {
	return (h.Intent == smstext.ReportText || h.Intent == smstext.ReportCall) && len(h.Subjects) > 0
}

// when is the place of a new message among the others: neither after it is heard nor longer before than messages are
// remembered, whatever the gateway's clock says. Where gateways do not tell when messages were sent they count as sent
// when they are heard, but for a text that comes right behind a number: nobody forwards one that fast after reporting a call.
func (m *Memory) when(h Heard, now time.Time) time.Time {
	if sent := h.sent(now); !sent.IsZero() {
		return sent
	}
	if last := len(m.Turns) - 1; last >= 0 && h.asksNumber() {
		if t := m.Turns[last]; t.Alone && t.Completes == "" && !t.Told && now.Sub(t.At) <= BehindFor {
			return t.When
		}
	}
	return now
}

// sent is when the message was sent, as the gateway tells and as far as that can be.
func (h *Heard) sent(now time.Time) time.Time {
	switch earliest := now.Add(-TurnsFor); {
	case h.Sent.IsZero():
		return time.Time{}
	case h.Sent.After(now):
		return now
	case h.Sent.Before(earliest):
		return earliest
	}
	return h.Sent
}

// pair has every number that was sent alone complete the text that was sent last before it, if it was sent within a day and no
// other number took it. It returns the keys of the turns for which that is another text than before, or none; heard is the
// turn that is new, and is none of them.
func (m *Memory) pair(heard string) (moved []string) {
	waiting := -1
	for _, i := range m.inOrder() {
		t := &m.Turns[i]
		switch {
		case !t.Asked.IsZero():
			waiting = i
		case t.Alone && (t.Completes == "" || m.index(t.Completes) >= 0): // what completes a forgotten text goes on doing so
			completes := ""
			if waiting >= 0 && m.Turns[waiting].answeredBy(*t) {
				completes, waiting = m.Turns[waiting].Key, -1
			}
			if completes == t.Completes {
				continue
			}
			t.Completes = completes
			if t.Key != heard {
				t.Edition++
				moved = append(moved, t.Key)
			}
		}
	}
	return moved
}

// answeredBy reports whether a text waits for a number that was sent after it.
func (t *Turn) answeredBy(number Turn) bool {
	if number.Completes == t.Key {
		return true
	}
	since := number.At.Sub(t.Asked)
	return t.Text != nil && (number.When.Sub(t.When) <= PendingFor || since >= 0 && since <= PendingFor)
}

// inOrder returns the turns as they were sent; of those sent at once a text comes before the number that it has.
func (m *Memory) inOrder() []int {
	order := make([]int, len(m.Turns))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(m.Turns[a].When.Compare(m.Turns[b].When), cmp.Compare(m.Turns[a].rank(), m.Turns[b].rank()))
	})
	return order
}

func (t *Turn) rank() int {
	if t.Alone {
		return 1
	}
	return 0
}
