package sms

import (
	"fmt"
	"net/http"
	"net/netip"
	"time"

	"ringfence/internal/gateway"
)

// AlibabaConfig is what the Short Message Service of Alibaba Cloud needs to know. Without AccessKeyID, AccessKeySecret, SignName and
// Template nothing is answered.
type AlibabaConfig struct {
	Secret          string         // what its address ends with
	Networks        []netip.Prefix // that it sends from
	AccessKeyID     string
	AccessKeySecret string
	SignName        string // approved, without brackets
	Template        string // code of an approved template whose one variable is text
	SendURL         string // "" stands for Alibaba Cloud's own
}

// Alibaba takes what SmsUp delivers: a JSON array of messages that people in China sent
// (https://help.aliyun.com/zh/sms/developer-reference/smsup-2). Alibaba Cloud signs nothing.
type Alibaba struct {
	unsigned
	sender *alibabaSender // nil where nothing is answered
}

// NewAlibaba returns the adapter. The error says what to set.
func NewAlibaba(c AlibabaConfig) (*Alibaba, error) {
	from := unsigned{Secret: c.Secret, Networks: c.Networks}
	if err := from.check(); err != nil {
		return nil, fmt.Errorf("sms: alibaba: %w", err)
	}
	sender, err := newAlibabaSender(c)
	if err != nil {
		return nil, err
	}
	return &Alibaba{unsigned: from, sender: sender}, nil
}

// Name is the gateway's name.
func (*Alibaba) Name() string { return "alibaba" }

// Inline reports that answers are sent by a request of their own.
func (*Alibaba) Inline() bool { return false }

// Answer is what Alibaba Cloud takes for success; after anything else it delivers again 1, 5 and 10 minutes later.
func (*Alibaba) Answer([]string) Answer {
	return Answer{Type: "application/json", Body: `{"code":0,"msg":"接收成功"}`}
}

// Sender returns what sends answers, or nil.
func (a *Alibaba) Sender() Sender {
	if a.sender == nil {
		return nil
	}
	return a.sender
}

// Frame says what carriers make of answers.
func (a *Alibaba) Frame() Frame {
	if a.sender == nil {
		return Frame{}
	}
	return inChina(a.sender.name)
}

// alibabaMessage is one message.
type alibabaMessage struct {
	From scalar `json:"phone_number"` // a number of mainland China, mostly without +86
	Text string `json:"content"`
	Sent string `json:"send_time"`   // in China's time
	ID   scalar `json:"sequence_id"` // a number or a string
}

// Decode returns the messages of the array.
func (*Alibaba) Decode(_ *http.Request, body []byte) ([]gateway.Received, error) {
	var read []alibabaMessage
	if err := readJSON(body, &read); err != nil {
		return nil, err
	}
	messages := make([]gateway.Received, len(read))
	for i, m := range read {
		messages[i] = gateway.Received{ID: string(m.ID), From: phone(string(m.From), "CN"), Body: m.Text, Sent: alibabaTime(m.Sent)}
	}
	return messages, nil
}

// chinaTime has one offset all over the country, and has had it since 1992.
var chinaTime = time.FixedZone("UTC+8", 8*60*60)

// alibabaTime reads both forms of a time that the vendor has documented; zero where it is neither.
func alibabaTime(written string) time.Time {
	for _, layout := range []string{time.DateTime, "20060102150405"} {
		if sent, err := time.ParseInLocation(layout, written, chinaTime); err == nil {
			return sent.UTC()
		}
	}
	return time.Time{}
}
