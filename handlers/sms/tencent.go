package sms

import (
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"ringfence/internal/gateway"
	"ringfence/internal/subject"
)

// TencentConfig is what the SMS of Tencent Cloud needs to know. Without SecretID, SecretKey, AppID, SignName and Template nothing is
// answered.
type TencentConfig struct {
	Secret    string         // what its address ends with
	Networks  []netip.Prefix // that it sends from
	SecretID  string
	SecretKey string
	AppID     string // SmsSdkAppId
	SignName  string // approved, without brackets
	Template  string // ID of an approved template with one parameter
	SendURL   string // "" stands for Tencent Cloud's own
}

// Tencent takes what the callback for replies delivers: one message as JSON (https://cloud.tencent.com/document/product/382/42907).
// Tencent Cloud signs nothing and names no message.
type Tencent struct {
	unsigned
	sender *tencentSender // nil where nothing is answered
}

// NewTencent returns the adapter. The error says what to set.
func NewTencent(c TencentConfig) (*Tencent, error) {
	from := unsigned{Secret: c.Secret, Networks: c.Networks}
	if err := from.check(); err != nil {
		return nil, fmt.Errorf("sms: tencent: %w", err)
	}
	sender, err := newTencentSender(c)
	if err != nil {
		return nil, err
	}
	return &Tencent{unsigned: from, sender: sender}, nil
}

// Name is the gateway's name.
func (*Tencent) Name() string { return "tencent" }

// Inline reports that answers are sent by a request of their own.
func (*Tencent) Inline() bool { return false }

// Answer is what Tencent Cloud takes for success.
func (*Tencent) Answer([]string) Answer {
	return Answer{Type: "application/json", Body: `{"result":0,"errmsg":"OK"}`}
}

// Sender returns what sends answers, or nil.
func (t *Tencent) Sender() Sender {
	if t.sender == nil {
		return nil
	}
	return t.sender
}

// Frame says what carriers make of answers.
func (t *Tencent) Frame() Frame {
	if t.sender == nil {
		return Frame{}
	}
	return inChina(t.sender.name)
}

// tencentMessage is one message.
type tencentMessage struct {
	Mobile  scalar `json:"mobile"`     // a national number
	Country scalar `json:"nationcode"` // its country code, as 86
	Text    string `json:"text"`
	Time    scalar `json:"time"` // Unix time in seconds
}

// Decode returns the message.
func (*Tencent) Decode(_ *http.Request, body []byte) ([]gateway.Received, error) {
	var m tencentMessage
	if err := readJSON(body, &m); err != nil {
		return nil, err
	}
	return []gateway.Received{{From: m.from(), Body: m.Text, Sent: unixTime(string(m.Time))}}, nil
}

// from is the sender's number. Where the country is China, the number may have its code too.
func (m tencentMessage) from() subject.Key {
	country := strings.TrimPrefix(string(m.Country), "+")
	if country == "" || country == "86" {
		return phone(string(m.Mobile), "CN")
	}
	return abroad(country + string(m.Mobile))
}

// unixTime reads a Unix time in seconds; zero where it is none.
func unixTime(written string) time.Time {
	seconds, err := strconv.ParseInt(written, 10, 64)
	if err != nil || seconds <= 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}
