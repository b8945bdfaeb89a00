package sms

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"ringfence/handlers/route"
	"ringfence/internal/gateway"
	"ringfence/internal/subject"
)

// AndroidConfig are the settings of a phone with the app SMS Gateway for Android.
type AndroidConfig struct {
	SigningKey string      // of its settings, Webhooks
	Number     subject.Key // of its SIM: numbers without a country code are read as those of its country
	// SendURL is where the app takes messages to send, as http://192.168.1.10:8080 or https://api.sms-gate.app/3rdparty/v1, with
	// Username and Password; "" sends no replies.
	SendURL, Username, Password string
}

// Android is a phone and its SIM. It delivers JSON with the time of the delivery signed, again for two days until it is taken, and
// sends replies on request. See https://docs.sms-gate.app and https://github.com/capcom6/android-sms-gateway.
type Android struct{ AndroidConfig }

// NewAndroid returns a phone. The error says which setting to correct.
func NewAndroid(c AndroidConfig) (*Android, error) {
	needed := []setting{{"the signing key", c.SigningKey}}
	if c.SendURL != "" {
		needed = append(needed, setting{"the user name", c.Username}, setting{"the password", c.Password})
	}
	if err := need("android", needed...); err != nil {
		return nil, err
	}
	if u, err := url.Parse(c.SendURL); c.SendURL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		return nil, errors.New("sms: android: the send URL must begin with http:// or https:// and name a host")
	}
	c.SendURL = strings.TrimSuffix(c.SendURL, "/")
	return &Android{c}, nil
}

// Name is that of the app.
func (*Android) Name() string { return "android-sms-gateway" }

// Signed is true.
func (*Android) Signed() bool { return true }

// SignsAddress is false: the body and the time are signed.
func (*Android) SignsAddress() bool { return false }

// Verify compares X-Signature, and X-Timestamp with the clock.
func (a *Android) Verify(r *http.Request, _ string, body []byte, now time.Time) (Once, error) {
	signature, stamp := r.Header.Get("X-Signature"), r.Header.Get("X-Timestamp")
	if signature == "" || stamp == "" {
		return Once{}, ErrUnsigned
	}
	if err := compare(a.SigningKey, signature, body, []byte(stamp)); err != nil {
		return Once{}, err
	}
	until, err := timely(stamp, now)
	return Once{Name: strings.ToLower(signature), Until: until}, err
}

// androidEvent is what the app delivers. Payload depends on Event.
type androidEvent struct {
	Event   string         `json:"event"`
	ID      string         `json:"id"` // of the event: messageId is a hash of the text
	Payload jsontext.Value `json:"payload"`
}

// androidMessage is the payload of a message that was received.
type androidMessage struct {
	Message     string `json:"message"`
	Sender      string `json:"sender"`
	PhoneNumber string `json:"phoneNumber"` // the same, of older versions
	ReceivedAt  scalar `json:"receivedAt"`
}

// Decode reads the events sms:received and sms:batch:received, and leaves others.
func (a *Android) Decode(_ *http.Request, body []byte) ([]gateway.Received, error) {
	var e androidEvent
	if err := readJSON(body, &e); err != nil {
		return nil, err
	}
	var batch struct {
		Messages []androidMessage `json:"messages"`
	}
	var err error
	switch e.Event {
	case "sms:received":
		batch.Messages = make([]androidMessage, 1)
		err = readJSON(e.Payload, &batch.Messages[0])
	case "sms:batch:received":
		err = readJSON(e.Payload, &batch)
	}
	if err != nil {
		return nil, &route.Refused{Refusal: route.WrongType, Pointer: "/payload", Wanted: route.WantedObject}
	}
	received := make([]gateway.Received, len(batch.Messages))
	for i, m := range batch.Messages {
		id := e.ID
		if id != "" && i > 0 {
			id += "/" + strconv.Itoa(i)
		}
		received[i] = gateway.Received{
			ID: id, From: phone(cmp.Or(m.Sender, m.PhoneNumber), a.Number.CountryRegion()), Body: m.Message, Sent: sentTime(string(m.ReceivedAt), time.UTC),
		}
	}
	return received, nil
}

// Answer is empty: the app looks at the status alone.
func (*Android) Answer([]string) Answer { return Answer{} }

// Inline is false.
func (*Android) Inline() bool { return false }

// Sender is the phone, or nil where its address is not set.
func (a *Android) Sender() gateway.Sender {
	if a.SendURL == "" {
		return nil
	}
	return a
}

// replyLives is how many seconds a phone that was off may still send a reply in.
const replyLives = 3600

// Send has the phone send a message.
func (a *Android) Send(ctx context.Context, to subject.Key, text string) error {
	r, err := jsonRequest(ctx, a.SendURL+"/messages", map[string]any{
		"textMessage": map[string]string{"text": text}, "phoneNumbers": []string{to.String()}, "withDeliveryReport": false, "ttl": replyLives,
	})
	if err != nil {
		return err
	}
	r.SetBasicAuth(a.Username, a.Password)
	_, err = ask(r)
	return err
}
