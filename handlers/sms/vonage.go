package sms

import (
	"net/http"
	"strings"
	"time"

	"ringfence/internal/gateway"
)

// VonageConfig is what the Messages API of Vonage needs to know. Without APIKey, APISecret and From nothing is answered.
type VonageConfig struct {
	SignatureSecret string // of the account, with which Vonage signs what it sends here
	APIKey          string
	APISecret       string
	From            string // the number or name that answers come from
	SendURL         string // "" stands for Vonage's own
}

// Vonage takes what the Messages API delivers: one message as JSON, under a token that holds the hash of the body
// (https://developer.vonage.com/en/getting-started/concepts/webhooks, "Signed webhooks").
type Vonage struct {
	token  token
	sender *vonageSender // nil where nothing is answered
}

// NewVonage returns the adapter. The error says what to set.
func NewVonage(c VonageConfig) (*Vonage, error) {
	sender, err := newVonageSender(c)
	if err != nil {
		return nil, err
	}
	if err := need("vonage", setting{"the signature secret", c.SignatureSecret}); err != nil {
		return nil, err
	}
	return &Vonage{
		token:  token{key: []byte(c.SignatureSecret), issuer: "Vonage", algorithms: []string{"HS256"}, leeway: tolerance},
		sender: sender,
	}, nil
}

// Name is the gateway's name.
func (*Vonage) Name() string { return "vonage" }

// Signed reports that Vonage proves what it delivers.
func (*Vonage) Signed() bool { return true }

// SignsAddress reports that the token holds the hash of the body alone.
func (*Vonage) SignsAddress() bool { return false }

// Inline reports that answers are sent by a request of their own.
func (*Vonage) Inline() bool { return false }

// Answer is an empty success, which is all that Vonage wants.
func (*Vonage) Answer([]string) Answer { return Answer{} }

// Sender returns what sends answers, or nil.
func (v *Vonage) Sender() gateway.Sender {
	if v.sender == nil {
		return nil
	}
	return v.sender
}

// Verify checks the token of the Authorization field, and that it was made for this body: Vonage's own library leaves that to its users.
func (v *Vonage) Verify(r *http.Request, _ string, body []byte, now time.Time) (Once, error) {
	scheme, written, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return Once{}, ErrUnsigned
	}
	read, err := v.token.read(strings.TrimSpace(written), now)
	switch {
	case err != nil:
		return Once{}, err
	case read.IssuedAt == nil, !isHash(read.PayloadHash, body):
		return Once{}, ErrWrong
	case now.Sub(read.IssuedAt.Time) > tolerance:
		return Once{}, ErrLate
	}
	return Once{Name: read.ID, Until: read.IssuedAt.Add(tolerance + time.Second)}, nil
}

// vonageMessage is one message, or what became of one that was sent: that has no text.
type vonageMessage struct {
	ID      string  `json:"message_uuid"`
	Channel string  `json:"channel"`
	From    scalar  `json:"from"` // digits with the country code
	Text    *string `json:"text"`
	Sent    scalar  `json:"timestamp"`
}

// Decode returns the message, if it is a text message.
func (*Vonage) Decode(_ *http.Request, body []byte) ([]gateway.Received, error) {
	var m vonageMessage
	if err := readJSON(body, &m); err != nil {
		return nil, err
	}
	if m.Channel != "sms" || m.Text == nil {
		return nil, nil
	}
	return []gateway.Received{{ID: m.ID, From: abroad(string(m.From)), Body: *m.Text, Sent: sentTime(string(m.Sent), time.UTC)}}, nil
}
