package conversation

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"ringfence/internal/smstext"
)

// Mark is a hash by which the same is known again: 24 hexadecimal digits.
type Mark string

// Delivery is by which gateway a message came, the mark of the gateway's name for it, "" where it has none, and when it was sent
// by the gateway's clock, zero where it does not tell.
type Delivery struct {
	Gateway string    `json:"gateway"`
	Mark    Mark      `json:"mark,omitempty"`
	Sent    time.Time `json:"sent,omitzero"`
}

// maxDeliveries of one turn are remembered: one by each gateway, unless one gives the same message two names.
const maxDeliveries = 8

// named reports whether its gateway tells the message from every other.
func (h *Heard) named() bool { return h.ID != "" || !h.Sent.IsZero() }

// delivery has the body in its mark, so that a message is not taken for another by a gateway that uses a name twice.
func (h *Heard) delivery(now time.Time) Delivery {
	d := Delivery{Gateway: h.Gateway, Sent: h.sent(now)}
	switch {
	case h.ID != "":
		d.Mark = markOf("id", h.Gateway, h.ID, h.Body)
	case !h.Sent.IsZero():
		d.Mark = markOf("sent", h.Gateway, h.Sent.UTC().Format(time.RFC3339Nano), h.Body)
	}
	return d
}

// is reports whether two deliveries are of one message.
func (d Delivery) is(other Delivery) bool { return d.Gateway == other.Gateway && d.Mark == other.Mark }

// said is the mark of the words, whatever a gateway makes of the spaces between them.
func (h *Heard) said() Mark { return markOf("said", strings.Join(strings.Fields(h.Body), " ")) }

// key is made of the delivery where that has a name, so that even a message that was forgotten is the same report again.
func (h *Heard) key(now time.Time) string {
	if d := h.delivery(now); d.Mark != "" {
		return string(d.Mark)
	}
	return string(markOf("at", h.Gateway, now.UTC().Format(time.RFC3339Nano), h.Body))
}

func markOf(purpose string, parts ...string) Mark {
	h := sha256.New()
	for _, p := range append([]string{purpose}, parts...) {
		_, _ = h.Write([]byte(p))
		_, _ = h.Write([]byte{0xff}) // no UTF-8 has it, and no gateway's name
	}
	return Mark(hex.EncodeToString(h.Sum(nil)[:12]))
}

// find returns the turn of a message that was heard before: by the gateway's name for it, or because another gateway delivered
// the same words a short while ago. Of several turns with these words each was said once more, and so is delivered once more.
func (m *Memory) find(h Heard, now time.Time) (int, bool) {
	d := h.delivery(now)
	if i := slices.IndexFunc(m.Turns, func(t Turn) bool {
		return d.Mark != "" && now.Sub(t.At) <= TurnsFor && slices.ContainsFunc(t.Deliveries, d.is)
	}); i >= 0 {
		return i, true
	}
	if !h.named() && h.Intent == smstext.Stop {
		return -1, false // when in doubt it is obeyed
	}
	said := h.said()
	i := slices.IndexFunc(m.Turns, func(t Turn) bool {
		return t.Said == said && now.Sub(t.At) <= SameFor && !t.namedBy(h.Gateway) && (t.Intent != smstext.Stop || m.holds(t))
	})
	return i, i >= 0
}

// namedBy reports whether a gateway has delivered the turn under a name, or as often as is remembered.
func (t *Turn) namedBy(gateway string) bool {
	return len(t.Deliveries) >= maxDeliveries || slices.ContainsFunc(t.Deliveries, func(d Delivery) bool { return d.Gateway == gateway && d.Mark != "" })
}
