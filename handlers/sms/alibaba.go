package sms

import (
	"fmt"
	"net/http"
	"net/netip"

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
func (a *Alibaba) Sender() gateway.Sender {
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
	Sent scalar `json:"send_time"`   // in China's time
	ID   scalar `json:"sequence_id"` // a number or a string
}

// Methods are that of messages, and GET, by which Alibaba Cloud tries an address before it takes it
// (https://help.aliyun.com/zh/document_detail/3041841.html).
func (*Alibaba) Methods() []string { return []string{http.MethodPost, http.MethodGet} }

// Decode returns the messages of the array.
func (*Alibaba) Decode(r *http.Request, body []byte) ([]gateway.Received, error) {
	if r.Method == http.MethodGet {
		return nil, nil
	}
	var read []alibabaMessage
	if err := readJSON(body, &read); err != nil {
		return nil, err
	}
	messages := make([]gateway.Received, len(read))
	for i, m := range read {
		messages[i] = gateway.Received{ID: string(m.ID), From: phone(string(m.From), "CN"), Body: m.Text, Sent: sentTime(string(m.Sent), chinaTime)}
	}
	return messages, nil
}
