package webhook

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"ringfence/internal/trend"
)

// Message is what is posted.
type Message struct {
	ID   string // the same for the same event of the same service, however often it is sent
	Body []byte
}

// Header is what is sent before a body.
type Header struct{ Name, Value string }

// Sender is the service as its messages tell of it.
type Sender struct {
	Name   string // that no other service has: two that tell one receiver of a week must not do so under one ID
	Origin string // scheme and host of its pages, "" when that is not known: messages then hold no addresses
	Demo   bool   // its data are a demonstration, and messages say so
}

// envelope is a message as the specification recommends it.
type envelope struct {
	Type          Event     `json:"type"`
	Timestamp     time.Time `json:"timestamp"` // of what happened
	Demonstration bool      `json:"demonstration,omitempty"`
	Data          any       `json:"data"`
}

type burstData struct {
	ID        string      `json:"id"`
	Scope     trend.Scope `json:"scope"`
	Category  string      `json:"category"`
	FoundAt   time.Time   `json:"found_at"`
	Reporters int         `json:"reporters_at_least"`
	Usual     float64     `json:"usual,omitempty"`
	Below     int         `json:"usual_below,omitempty"` // instead of Usual, where that is made of weeks too few to be shown
	Page      string      `json:"page,omitempty"`
}

type briefData struct {
	Week  trend.Week  `json:"week"`
	Scope trend.Scope `json:"scope"`
	Page  string      `json:"page,omitempty"`
}

type testData struct {
	Webhook string      `json:"webhook"`
	Scope   trend.Scope `json:"scope"`
	Events  []Event     `json:"events"`
}

// Message tells of what happened.
func (s Sender) Message(h Happening) (Message, error) {
	at := h.At.UTC().Truncate(time.Second)
	var data any = briefData{Week: h.Week, Scope: h.Scope, Page: s.brief(h.Scope, h.Week)}
	if h.Event == BurstFound || h.Event == BurstGrew {
		b := h.Burst
		found := b.FoundAt.UTC().Truncate(time.Second)
		told := burstData{ID: b.ID, Scope: b.Scope, Category: b.Category, FoundAt: found, Reporters: b.Reporters, Usual: b.Usual, Page: s.page(b.Scope)}
		if b.Usual < trend.Least {
			told.Usual, told.Below = 0, trend.Least
		}
		data = told
	}
	return s.write(h.ID, envelope{h.Event, at, s.Demo, data})
}

// Test is a message by which a hook is tried out. Each has an ID of its own, which is unique where the one given is.
func (s Sender) Test(h Hook, unique string, now time.Time) (Message, error) {
	return s.write("test/"+unique, envelope{Test, now.UTC().Truncate(time.Second), s.Demo, testData{h.Name, h.Scope, h.Events}})
}

func (s Sender) write(happening string, e envelope) (Message, error) {
	body, err := json.Marshal(e)
	if err != nil {
		return Message{}, fmt.Errorf("webhook: %w", err)
	}
	sum := sha256.Sum256([]byte(s.Name + "\n" + happening))
	return Message{ID: "msg_" + strings.ToLower(letters.EncodeToString(sum[:20])), Body: body}, nil
}

var letters = base32.StdEncoding.WithPadding(base32.NoPadding)

// Headers returns those of a message that is sent now, signed with each of some secrets.
func (m Message) Headers(now time.Time, secrets ...Secret) ([]Header, error) {
	signatures := make([]string, len(secrets))
	for i, s := range secrets {
		var err error
		if signatures[i], err = s.sign(m.ID, now, m.Body); err != nil {
			return nil, err
		}
	}
	return []Header{
		{"content-type", "application/json"},
		{"webhook-id", m.ID},
		{"webhook-timestamp", strconv.FormatInt(now.Unix(), 10)},
		{"webhook-signature", strings.Join(signatures, " ")},
	}, nil
}

// page returns the address of a scope's page of trends.
func (s Sender) page(of trend.Scope) string { return s.address("/trends", of) }

// brief returns the address of a scope's brief of a week.
func (s Sender) brief(of trend.Scope, w trend.Week) string {
	return s.address("/trends/brief", of, w.String())
}

// address returns that of what lies under a path for a scope; the country has no name of its own there.
func (s Sender) address(under string, of trend.Scope, below ...string) string {
	if s.Origin == "" {
		return ""
	}
	parts := []string{s.Origin + under}
	if of != trend.Country() {
		parts = append(parts, of.Path())
	}
	return strings.Join(append(parts, below...), "/")
}
