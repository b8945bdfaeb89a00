package conversation

import (
	"slices"
	"time"

	"ringfence/internal/smstext"
	"ringfence/internal/subject"
)

// Memory is what one sender said that is to count once, the message that was heard last at the end.
type Memory struct {
	Lang  smstext.Lang `json:"lang,omitempty"` // that the sender wrote last, if any
	Turns []Turn       `json:"turns,omitempty"`
}

// Turn is a message, as often as it was delivered, and what it asks for.
type Turn struct {
	Key        string         `json:"key"`   // names it among the sender's, for good
	Scope      string         `json:"scope"` // keeps Key apart from those of other senders; of the epoch in which it was heard first
	Deliveries []Delivery     `json:"deliveries"`
	Said       Mark           `json:"said"`
	At         time.Time      `json:"at"`   // when it was heard first
	When       time.Time      `json:"when"` // its place among the others: when it was sent, as far as is known
	Told       bool           `json:"told,omitempty"`
	Intent     smstext.Intent `json:"intent"`
	Lang       smstext.Lang   `json:"lang"`

	// Of a report.
	Subjects  []subject.Key `json:"subjects,omitempty"`
	Alone     bool          `json:"alone,omitempty"`     // nothing but Subjects, which may complete a text
	Completes []string      `json:"completes,omitempty"` // Keys of the texts that they complete, as these were sent
	Edition   int           `json:"edition,omitempty"`   // how often Completes became another since the turn was heard
	Moved     []string      `json:"moved,omitempty"`     // Keys of those whose Completes became another by this turn

	Undone bool `json:"undone,omitempty"` // taken back: no edition of it counts

	// Of a text whose number is not named with it.
	Text  *Forwarded `json:"text,omitempty"` // nil once it is forgotten
	Asked time.Time  `json:"asked,omitzero"` // when its number was asked for last; zero for other turns

	Proved bool   `json:"proved,omitempty"` // of a code: it was right
	Owner  bool   `json:"owner,omitempty"`  // of such a code: it was a dispute's
	Undoes string `json:"undoes,omitempty"` // of UNDO: Key of the turn whose report it takes back, if that is remembered
}

// Heard is a message as it was delivered and understood.
type Heard struct {
	smstext.Message // Subjects are those that can be reported; Text is without the sender's own number
	Gateway         string
	ID              string // "" where the gateway has none
	Body            string
	Sent            time.Time // zero where the gateway does not tell
	Region          string    // in whose way the sender writes numbers
	Scope           string    // of Turn
	Proved, Owner   bool
	Undoes          string // of Turn
}

// lasts reports whether the message is remembered. What somebody asks is not, nor is what was not understood: it changes nothing,
// and delivered again it is answered again.
func (h *Heard) lasts() bool {
	switch h.Intent {
	case smstext.Ask, smstext.Help, smstext.Plea, smstext.Thanks, smstext.NotUnderstood:
		return false
	}
	return true
}

// Hear puts a message into the memory, and returns its turn. It tells whether the memory is another than before: then what the
// turn asks for may be done only when the memory is kept. lang is what the sender is answered in.
func (m *Memory) Hear(h Heard, lang smstext.Lang, now time.Time) (t Turn, changed bool) {
	changed = m.forget(now)
	if i, known := m.find(h, now); known {
		more := m.again(i, h, now)
		return m.Turns[i], changed || more
	}
	if h.Lang != "" && h.Lang != m.Lang && (m.Lang == "" || h.Intent != smstext.ReportText) {
		m.Lang, changed = h.Lang, true
	}
	if !h.lasts() {
		return Turn{Intent: h.Intent, Lang: lang}, changed
	}
	i := len(m.Turns)
	m.Turns = append(m.Turns, m.turn(h, lang, now))
	m.undo(h.Undoes)
	m.Turns[i].Moved = m.pair(m.Turns[i].Key)
	t = m.Turns[i]
	m.bound()
	return t, true
}

// Knows reports whether a message was heard before.
func (m *Memory) Knows(h Heard, now time.Time) bool {
	_, known := m.find(h, now)
	return known
}

// Turn returns the turn with a key, if it is remembered.
func (m *Memory) Turn(key string) (Turn, bool) {
	if i := m.index(key); i >= 0 {
		return m.Turns[i], true
	}
	return Turn{}, false
}

// CompletedBy returns the turn that named the number of a text, if one did.
func (m *Memory) CompletedBy(text string) (Turn, bool) {
	i := slices.IndexFunc(m.Turns, func(t Turn) bool { return slices.Contains(t.Completes, text) })
	if i < 0 {
		return Turn{}, false
	}
	return m.Turns[i], true
}

// Waits reports whether a text waits for its number.
func (m *Memory) Waits(now time.Time) bool {
	return slices.ContainsFunc(m.Turns, func(t Turn) bool {
		_, answered := m.CompletedBy(t.Key)
		return t.Text != nil && !answered && now.Sub(t.Asked) <= PendingFor
	})
}

// Until returns until when the memory is kept unless something is added to it: until the first of its texts whose number nobody
// named is to be forgotten, and else as long as it is good for something.
func (m *Memory) Until(now time.Time) time.Time {
	until := now.Add(TurnsFor)
	for _, t := range m.Turns {
		if _, answered := m.CompletedBy(t.Key); t.Text != nil && !answered && t.Asked.Add(PendingFor).Before(until) {
			until = t.Asked.Add(PendingFor)
		}
	}
	return Ending(until)
}

func (m *Memory) index(key string) int {
	return slices.IndexFunc(m.Turns, func(t Turn) bool { return t.Key == key })
}

// turn returns that of a message that was not heard before.
func (m *Memory) turn(h Heard, lang smstext.Lang, now time.Time) Turn {
	t := Turn{
		Key: h.key(now), Scope: h.Scope, Deliveries: []Delivery{h.delivery(now)}, Said: h.said(), At: now, When: m.when(h, now), Told: !h.Sent.IsZero(),
		Intent: h.Intent, Lang: lang, Proved: h.Proved, Owner: h.Owner, Undoes: h.Undoes,
	}
	if h.reports() {
		t.Subjects, t.Alone = h.Subjects, h.Alone
	}
	if h.asksNumber() {
		t.Text, t.Asked = Forward(h.Text, h.Region), now
	}
	return t
}

// again notes that a turn was delivered once more. A text whose number is asked for again is kept as long again.
func (m *Memory) again(i int, h Heard, now time.Time) (changed bool) {
	t := &m.Turns[i]
	if d := h.delivery(now); !slices.ContainsFunc(t.Deliveries, d.is) && len(t.Deliveries) < maxDeliveries {
		t.Deliveries = append(t.Deliveries, d)
		changed = true
	}
	if _, answered := m.CompletedBy(t.Key); t.Asked.IsZero() || answered {
		return changed
	}
	if t.Asked = now; t.Text == nil && h.asksNumber() {
		t.Text = Forward(h.Text, h.Region)
		t.Moved = append(t.Moved, m.pair("")...)
		m.bound()
	}
	return true
}

// undo takes back what a turn reports, and forgets what that was.
func (m *Memory) undo(key string) {
	i := m.index(key)
	if i < 0 {
		return
	}
	t := &m.Turns[i]
	t.Undone, t.Subjects = true, nil
	for _, text := range t.Completes {
		if i := m.index(text); i >= 0 {
			m.Turns[i].Text = nil
		}
	}
}

// forget drops what is too old: turns, and texts whose number nobody named. It tells whether anything was.
func (m *Memory) forget(now time.Time) (dropped bool) {
	turns := len(m.Turns)
	m.Turns = slices.DeleteFunc(m.Turns, func(t Turn) bool { return now.Sub(t.At) > TurnsFor })
	for i := range m.Turns {
		t := &m.Turns[i]
		if _, answered := m.CompletedBy(t.Key); t.Text != nil && !answered && now.Sub(t.Asked) > PendingFor {
			t.Text, dropped = nil, true
		}
	}
	return dropped || len(m.Turns) < turns
}

// bound drops the oldest of what is too much.
func (m *Memory) bound() {
	if more := len(m.Turns) - MaxTurns; more > 0 {
		m.Turns = slices.Delete(m.Turns, 0, more)
	}
	room := MaxTexts
	for i := range slices.Backward(m.Turns) {
		if t := &m.Turns[i]; t.Text != nil {
			if room -= t.Text.size(); room < 0 {
				t.Text = nil
			}
		}
	}
}
