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
		if t := m.Turns[last]; t.Alone && len(t.Completes) == 0 && !t.Told && now.Sub(t.At) <= BehindFor {
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
// other number took it, and with it those that were sent shortly before: a phone cuts a long text in parts, and people forward
// several texts of one number. It returns the keys of the turns for which these are other texts than before, or none; heard is
// the turn that is new, and is none of them.
func (m *Memory) pair(heard string) (moved []string) {
	var waiting []int
	for _, i := range m.inOrder() {
		t := &m.Turns[i]
		switch {
		case !t.Asked.IsZero():
			if n := len(waiting); n > 0 && t.When.Sub(m.Turns[waiting[n-1]].When) > ApartFor {
				waiting = nil
			}
			waiting = append(waiting, i)
		case t.Alone && !m.remembers(t.Completes): // what completes a forgotten text goes on doing so
			waiting = slices.DeleteFunc(waiting, func(text int) bool { return slices.Contains(t.Completes, m.Turns[text].Key) })
		case t.Alone:
			completes := m.answeredBy(waiting, *t)
			if len(completes) > 0 {
				waiting = nil
			}
			if slices.Equal(completes, t.Completes) {
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

// LetGo has the number with a key complete no text, and tells whether it did until now.
func (m *Memory) LetGo(number string) bool {
	i := m.index(number)
	if i < 0 || len(m.Turns[i].Completes) == 0 {
		return false
	}
	t := &m.Turns[i]
	t.Alone, t.Completes = false, nil
	t.Moved = append(t.Moved, m.pair(number)...)
	return true
}

// remembers reports whether there are turns with all of these keys.
func (m *Memory) remembers(keys []string) bool {
	return !slices.ContainsFunc(keys, func(key string) bool { return m.index(key) < 0 })
}

// answeredBy returns the keys of those texts that wait for a number that was sent after them.
func (m *Memory) answeredBy(texts []int, number Turn) (keys []string) {
	for _, i := range texts {
		if t := &m.Turns[i]; t.answeredBy(number) {
			keys = append(keys, t.Key)
		}
	}
	return keys
}

// answeredBy reports whether a text waits for a number that was sent after it.
func (t *Turn) answeredBy(number Turn) bool {
	if slices.Contains(number.Completes, t.Key) {
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
