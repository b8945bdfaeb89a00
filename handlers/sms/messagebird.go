package sms

import (
	"bytes"
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"time"

	"ringfence/handlers/route"
	"ringfence/internal/gateway"
)

// MessageBirdConfig is what MessageBird, now Bird, needs to know. Without AccessKey and Originator nothing is answered.
type MessageBirdConfig struct {
	SigningKey string // of the account, with which MessageBird signs what it sends here
	AccessKey  string
	Originator string // the number or name that answers come from
	SendURL    string // "" stands for MessageBird's own
}

// MessageBird takes what the SMS API delivers: one message as a form, in the address or as JSON, under a token that holds the hashes of
// the URL and of the body (https://developers.messagebird.com/api/#verifying-http-requests).
type MessageBird struct {
	token  token
	sender *messageBirdSender // nil where nothing is answered
}

// messageBirdTolerance is how far the clocks may be apart, as in MessageBird's libraries.
const messageBirdTolerance = 5 * time.Second

// NewMessageBird returns the adapter. The error says what to set.
func NewMessageBird(c MessageBirdConfig) (*MessageBird, error) {
	sender, err := newMessageBirdSender(c)
	if err != nil {
		return nil, err
	}
	if err := need("messagebird", setting{"the signing key", c.SigningKey}); err != nil {
		return nil, err
	}
	return &MessageBird{
		token: token{
			key: []byte(c.SigningKey), issuer: "MessageBird", algorithms: []string{"HS256", "HS384", "HS512"},
			leeway: messageBirdTolerance, expires: true,
		},
		sender: sender,
	}, nil
}

// Name is the gateway's name.
func (*MessageBird) Name() string { return "messagebird" }

// Signed reports that MessageBird proves what it delivers.
func (*MessageBird) Signed() bool { return true }

// SignsAddress reports that the token holds the hash of the URL too.
func (*MessageBird) SignsAddress() bool { return true }

// Methods are those that MessageBird can be told to deliver by.
func (*MessageBird) Methods() []string { return []string{http.MethodPost, http.MethodGet} }

// Inline reports that answers are sent by a request of their own.
func (*MessageBird) Inline() bool { return false }

// Answer is what MessageBird takes for success.
func (*MessageBird) Answer([]string) Answer {
	return Answer{Type: "text/plain; charset=utf-8", Body: "OK"}
}

// Sender returns what sends answers, or nil.
func (m *MessageBird) Sender() gateway.Sender {
	if m.sender == nil {
		return nil
	}
	return m.sender
}

// Verify checks the token, and that it was made for this address and this body. Only an empty body needs no hash.
func (m *MessageBird) Verify(r *http.Request, url string, body []byte, now time.Time) (Once, error) {
	read, err := m.token.read(r.Header.Get("MessageBird-Signature-JWT"), now)
	if err != nil {
		return Once{}, err
	}
	bodyless := read.PayloadHash == nil && len(body) == 0
	if !isHash(read.URLHash, []byte(url)) || !bodyless && !isHash(read.PayloadHash, body) {
		return Once{}, ErrWrong
	}
	return Once{Name: read.ID, Until: read.ExpiresAt.Add(messageBirdTolerance)}, nil
}

// messageBirdMessage is one message. What comes to a short code has fields of other names.
type messageBirdMessage struct {
	ID         scalar  `json:"id"`
	Originator scalar  `json:"originator"` // digits with the country code, or the name of a sender
	Body       *string `json:"body"`
	Created    scalar  `json:"createdDatetime"`

	ShortCodeID       scalar  `json:"mid"`
	ShortCodeMessage  *string `json:"message"`
	ShortCodeReceived scalar  `json:"receive_datetime"`
}

// Decode returns the message, if there is one: what became of an answer has no text.
func (*MessageBird) Decode(r *http.Request, body []byte) ([]gateway.Received, error) {
	read, err := readMessageBird(r, body)
	if err != nil {
		return nil, err
	}
	text := cmp.Or(read.Body, read.ShortCodeMessage)
	if text == nil {
		return nil, nil
	}
	return []gateway.Received{{
		ID:   string(cmp.Or(read.ShortCodeID, read.ID)),
		From: abroad(string(read.Originator)),
		Body: *text,
		Sent: sentTime(string(cmp.Or(read.Created, read.ShortCodeReceived)), time.UTC),
	}}, nil
}

// readMessageBird reads JSON where the body is an object, and else a form, or the address where there is no body.
func readMessageBird(r *http.Request, body []byte) (messageBirdMessage, error) {
	var m messageBirdMessage
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		err := readJSON(body, &m)
		return m, err
	}
	written := string(body)
	if written == "" {
		written = r.URL.RawQuery
	}
	form, err := readForm(written, route.BadQuery)
	if err != nil {
		return m, err
	}
	field := func(name string) scalar {
		if text := formText(form, name); text != nil {
			return scalar(*text)
		}
		return ""
	}
	return messageBirdMessage{
		ID: field("id"), Originator: field("originator"), Body: formText(form, "body"), Created: field("createdDatetime"),
		ShortCodeID: field("mid"), ShortCodeMessage: formText(form, "message"), ShortCodeReceived: field("receive_datetime"),
	}, nil
}

// formText is the text of a field, or nil where there is no such field.
func formText(form url.Values, name string) *string {
	if !form.Has(name) {
		return nil
	}
	text := strings.ToValidUTF8(form.Get(name), "\uFFFD")
	return &text
}
