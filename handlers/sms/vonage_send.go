package sms

import (
	"cmp"
	"context"
	"strings"

	"ringfence/internal/subject"
)

// vonageSender sends by the Messages API (https://developer.vonage.com/en/api/messages).
type vonageSender struct {
	url               string
	key, secret, from string
}

func newVonageSender(c VonageConfig) (*vonageSender, error) {
	set, err := sends("vonage", setting{"the API key", c.APIKey}, setting{"the API secret", c.APISecret}, setting{"what answers come from", c.From})
	if err != nil || !set {
		return nil, err
	}
	return &vonageSender{
		url: cmp.Or(c.SendURL, "https://api.nexmo.com/v1/messages"),
		key: c.APIKey, secret: c.APISecret, from: strings.TrimPrefix(c.From, "+"),
	}, nil
}

// Send sends one message; Vonage chooses the encoding that its text needs.
func (v *vonageSender) Send(ctx context.Context, to subject.Key, text string) error {
	r, err := jsonRequest(ctx, v.url, map[string]string{
		"message_type": "text", "channel": "sms", "to": digits(to), "from": v.from, "text": text,
	})
	if err != nil {
		return err
	}
	r.SetBasicAuth(v.key, v.secret)
	_, err = ask(r)
	return err
}
