package sms

import (
	"encoding/xml"
	"net/http"
	"time"

	"github.com/twilio/twilio-go/client"

	"ringfence/handlers/route"
	"ringfence/internal/gateway"
	"ringfence/internal/subject"
)

// TwilioConfig are the settings of Twilio.
type TwilioConfig struct {
	AuthToken string      // of the account, by which Twilio signs
	Number    subject.Key // that people write to
}

// Twilio delivers a form for each message and sends the reply that is in the answer. It signs the address and the fields by its
// account's token, without a time: what it delivers again verifies again, is known by its MessageSid, and is answered the same.
// See https://www.twilio.com/docs/usage/security and https://www.twilio.com/docs/messaging/guides/webhook-request.
type Twilio struct {
	TwilioConfig
	validator client.RequestValidator
}

// NewTwilio returns Twilio. The error says which setting to correct.
func NewTwilio(c TwilioConfig) (*Twilio, error) {
	if err := need("twilio", setting{"the auth token", c.AuthToken}); err != nil {
		return nil, err
	}
	return &Twilio{TwilioConfig: c, validator: client.NewRequestValidator(c.AuthToken)}, nil
}

// Name is twilio.
func (*Twilio) Name() string { return "twilio" }

// Signed is true.
func (*Twilio) Signed() bool { return true }

// SignsAddress is true: the signature is that of the address and the fields.
func (*Twilio) SignsAddress() bool { return true }

// Verify compares X-Twilio-Signature. Of a field that comes more than once the first is signed, and Decode reads no other.
func (t *Twilio) Verify(r *http.Request, url string, body []byte, _ time.Time) (Once, error) {
	signature := r.Header.Get("X-Twilio-Signature")
	if signature == "" {
		return Once{}, ErrUnsigned
	}
	if !t.validator.ValidateBody(url, body, signature) {
		return Once{}, ErrWrong
	}
	return Once{}, nil
}

// Decode reads MessageSid, From and Body. A message of pictures alone has an empty Body.
func (t *Twilio) Decode(_ *http.Request, body []byte) ([]gateway.Received, error) {
	form, err := readForm(string(body), route.MediaType)
	if err != nil {
		return nil, err
	}
	if !form.Has("From") || !form.Has("MessageSid") {
		return nil, nil // it tells of something else than a message
	}
	return []gateway.Received{{
		ID:   form.Get("MessageSid"),
		From: phone(form.Get("From"), t.Number.CountryRegion()),
		Body: form.Get("Body"),
	}}, nil
}

// twiML is an answer in Twilio's markup: https://www.twilio.com/docs/messaging/twiml.
type twiML struct {
	XMLName  xml.Name `xml:"Response"`
	Messages []string `xml:"Message"`
}

// Answer is TwiML, in which no message means that none is sent.
func (*Twilio) Answer(replies []string) Answer {
	written, err := xml.Marshal(twiML{Messages: replies})
	if err != nil {
		written = []byte("<Response></Response>") // no text makes a list of texts fail
	}
	return Answer{Type: "text/xml; charset=utf-8", Body: xml.Header + string(written)}
}

// Sender is nil: replies are in the answer.
func (*Twilio) Sender() gateway.Sender { return nil }

// Inline is true.
func (*Twilio) Inline() bool { return true }
