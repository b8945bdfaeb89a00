package sms

import (
	"cmp"
	"context"
	"strings"

	"ringfence/internal/subject"
)

// messageBirdSender sends by the SMS API (https://developers.messagebird.com/api/sms-messaging/#send-outbound-sms).
type messageBirdSender struct {
	url             string
	key, originator string
}

func newMessageBirdSender(c MessageBirdConfig) (*messageBirdSender, error) {
	set, err := sends("messagebird", setting{"the access key", c.AccessKey}, setting{"the originator", c.Originator})
	if err != nil || !set {
		return nil, err
	}
	return &messageBirdSender{
		url: cmp.Or(c.SendURL, "https://rest.messagebird.com/messages"),
		key: c.AccessKey, originator: strings.TrimPrefix(c.Originator, "+"),
	}, nil
}

// messageBirdOutbound is one message. Without Coding a text in Chinese would arrive as question marks.
type messageBirdOutbound struct {
	Originator string   `json:"originator"`
	Recipients []string `json:"recipients"`
	Body       string   `json:"body"`
	Coding     string   `json:"datacoding"`
}

// Send sends one message.
func (m *messageBirdSender) Send(ctx context.Context, to subject.Key, text string) error {
	r, err := jsonRequest(ctx, m.url, messageBirdOutbound{Originator: m.originator, Recipients: []string{digits(to)}, Body: text, Coding: "auto"})
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "AccessKey "+m.key)
	_, err = ask(r)
	return err
}
