package conversation

import (
	"cmp"
	"slices"

	"ringfence/internal/smstext"
)

// Prevails reports whether replies are as a STOP or START wants them, after all that was heard. A STOP holds unless a START was
// sent after it, as far as that is known: in doubt nothing is replied to somebody who wanted that.
func (m *Memory) Prevails(t Turn) bool {
	if t.Intent == smstext.Stop {
		return m.holds(t)
	}
	return !slices.ContainsFunc(m.Turns, func(stop Turn) bool { return stop.Intent == smstext.Stop && m.holds(stop) })
}

func (m *Memory) holds(stop Turn) bool {
	return !slices.ContainsFunc(m.Turns, func(start Turn) bool { return start.Intent == smstext.Continue && m.follows(start, stop) })
}

// follows reports whether a START was sent after a STOP. The clock of one gateway tells; those of two are not compared, and then
// what was heard before does not undo what is heard after.
func (m *Memory) follows(start, stop Turn) bool {
	heard := cmp.Compare(m.index(start.Key), m.index(stop.Key))
	for _, a := range start.Deliveries {
		for _, b := range stop.Deliveries {
			if a.Gateway == b.Gateway && !a.Sent.IsZero() && !b.Sent.IsZero() {
				return cmp.Or(a.Sent.Compare(b.Sent), heard) > 0
			}
		}
	}
	return heard > 0 && !start.When.Before(stop.When)
}
