package main

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"ringfence/handlers/sms"
)

const (
	twilioPath  = "/sms/twilio"
	deliveries  = 6 // of one message while the server says that it cannot take it: Twilio tries again five times at most
	betweenThem = 500 * time.Millisecond
	mostOfTwiML = 64 << 10 // bytes
)

// errBusy means that the server took nothing, or not all, of a message, and should be given it again.
var errBusy = errors.New("the server cannot take the message")

// text delivers a message, again while the server is busy, and returns the replies.
func (c *simulateCommand) text(ctx context.Context, body string) (replies []string, err error) {
	form := url.Values{"MessageSid": {"SM" + strings.ReplaceAll(uuid.NewString(), "-", "")}, "From": {c.From.String()}, "Body": {body}}
	pause := time.NewTicker(betweenThem)
	defer pause.Stop()
	for range deliveries {
		replies, err = c.deliver(ctx, form)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case !errors.Is(err, errBusy):
			return replies, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-pause.C:
		}
	}
	return nil, fmt.Errorf("the server at %s could not take the message, delivered %d times: ringfence ready says what does not work", c.Server, deliveries)
}

// deliver posts a form as Twilio does.
func (c *simulateCommand) deliver(ctx context.Context, form url.Values) ([]string, error) {
	known := c.Server
	if c.PublicURL != "" {
		known = c.PublicURL
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Server+twilioPath, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Twilio-Signature", sms.SignTwilio(string(c.Token), known+twilioPath, form))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, fmt.Errorf("no server answers at %s: start one, or name it with --server", c.Server)
	}
	defer func() { _ = res.Body.Close() }()
	switch res.StatusCode {
	case http.StatusOK:
		return repliesIn(res.Body)
	case http.StatusServiceUnavailable:
		return nil, errBusy
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		return nil, fmt.Errorf("the server at %s takes no messages from Twilio: start it with RINGFENCE_SMS_TWILIO_AUTH_TOKEN", c.Server)
	case http.StatusUnauthorized, http.StatusForbidden:
		return nil, fmt.Errorf("the server at %s has another token, or a --public-url that simulate was not given", c.Server)
	}
	return nil, fmt.Errorf("the server at %s answered %s", c.Server, res.Status)
}

// repliesIn reads TwiML (https://www.twilio.com/docs/messaging/twiml).
func repliesIn(answer io.Reader) ([]string, error) {
	var twiml struct {
		Messages []string `xml:"Message"`
	}
	if err := xml.NewDecoder(io.LimitReader(answer, mostOfTwiML)).Decode(&twiml); err != nil {
		return nil, fmt.Errorf("the answer is no TwiML: %w", err)
	}
	return twiml.Messages, nil
}
