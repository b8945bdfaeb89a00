package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"ringfence/handlers/sms"
)

const (
	textWindow     = 30 * time.Second
	textsLeast     = 300  // a second, or half of the reports over HTTP if that is less
	onslaught      = 1024 // senders at once, more than are let in
	answeredWithin = time.Second
	untilAgain     = time.Second // a gateway that is refused waits at least this long
	tokenName      = "RINGFENCE_SMS_TWILIO_AUTH_TOKEN"
	token          = "a token of the bench"
)

// messages measures reports that come as text messages, each on disk when it is answered, against those that come over HTTP; and what
// becomes of messages when more come than are let in: each is taken or refused with 503, and none that was taken is missing.
func messages(ctx context.Context, g *ground) ([]row, error) {
	numbers, err := newSynthetic(reportable, time.Now())
	if err != nil {
		return nil, err
	}
	var o outcome
	pairs, err := g.Alternate(
		func() (float64, error) {
			rate, err := g.text(ctx, numbers, writers, textWindow, nil)
			if err != nil {
				return 0, err
			}
			_, err = g.text(ctx, numbers, onslaught, g.Window, &o)
			return rate, err
		},
		func() (float64, error) {
			rate, _, err := g.report(ctx, numbers)
			return math.Min(textsLeast, rate/2), err
		},
	)
	if err == nil {
		g.Say("  with %d senders at once: %d messages refused with 503", onslaught, o.refused.Load())
	}
	return []row{{
		What:      fmt.Sprintf("reports by text message for %s, %d clients", textWindow, writers),
		Yardstick: fmt.Sprintf("half of the durable reports over HTTP, at most %d", textsLeast),
		Unit:      "messages a second", Pairs: pairs, Wanted: bound{Least: 1},
	}, {
		What:      fmt.Sprintf("slowest answer to a message with %d senders at once, taken or refused", onslaught),
		Yardstick: "what gateways are promised",
		Unit:      "milliseconds", Pairs: []pair{{float64(o.Slowest().Milliseconds()), float64(answeredWithin.Milliseconds())}}, Wanted: bound{Most: 1},
	}}, err
}

// outcome is what an onslaught meets.
type outcome struct {
	refused atomic.Uint64
	slowest atomic.Int64 // nanoseconds until a message was answered, whatever the answer was
}

// Slowest is how long the slowest answer took.
func (o *outcome) Slowest() time.Duration {
	return time.Duration(o.slowest.Load()).Round(time.Millisecond)
}

// count takes an answer in.
func (o *outcome) count(status int, took time.Duration) {
	if status == http.StatusServiceUnavailable {
		o.refused.Add(1)
	}
	for was := o.slowest.Load(); int64(took) > was && !o.slowest.CompareAndSwap(was, int64(took)); was = o.slowest.Load() {
		continue
	}
}

// text sends a fresh server messages, each from another phone about another number, and returns how many it took a second. It fails
// when an answer is neither success nor, where refusals are counted, 503, and when the store then does not hold exactly what was taken.
func (g *ground) text(ctx context.Context, numbers *synthetic, clients int, window time.Duration, o *outcome) (rate float64, err error) {
	folder, err := os.MkdirTemp(g.Folder, "texts-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder), os.Unsetenv(tokenName)) }()
	if err := os.Setenv(tokenName, token); err != nil {
		return 0, err
	}
	data := filepath.Join(folder, "data")
	server, err := g.Serve(ctx, data, filepath.Join(folder, "keys"))
	if err != nil {
		return 0, err
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	var sent, taken atomic.Uint64
	rate, err = crowd(clients, window, func() error {
		status, took, err := deliver(ctx, client, server.URL+"/sms/twilio", message(numbers, sent.Add(1)))
		if err != nil {
			return err
		}
		if o != nil {
			o.count(status, took)
		}
		switch {
		case status == http.StatusOK:
			taken.Add(1)
			return nil
		case status == http.StatusServiceUnavailable && o != nil:
			return rest(ctx, untilAgain)
		}
		return fmt.Errorf("a message was answered with status %d", status)
	})
	client.CloseIdleConnections()
	if err = errors.Join(err, server.Stop()); err != nil {
		return 0, err
	}
	return rate, g.keeps(ctx, taken.Load(), sent.Load(), data)
}

// rest waits, or returns why it was not to.
func rest(ctx context.Context, pause time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(pause):
		return nil
	}
}

// keeps fails when a store holds fewer reports than were taken, or more than were sent: what was refused may be there, since
// whoever is refused tries again.
func (g *ground) keeps(ctx context.Context, taken, sent uint64, data string) error {
	statements, err := g.statements(ctx, "--data", data)
	if err == nil && (statements < taken || statements > sent) {
		err = fmt.Errorf("%d of %d messages were taken; the store holds %d statements", taken, sent, statements)
	}
	return err
}

// message is the n-th as Twilio delivers it.
func message(numbers *synthetic, n uint64) url.Values {
	return url.Values{
		"MessageSid": {fmt.Sprintf("SM%032x", n)}, "From": {numbers.number(numbers.place(reportable - 1 - n))}, "To": {"+12025550100"},
		"Body": {"CALL " + numbers.number(numbers.place(n)) + " they said my parcel was lost and asked for a code"}, "NumSegments": {"1"},
	}
}

// deliver posts a message with the signature that it has from Twilio, and returns the status of the answer and how long it took once
// there was a connection to the server.
func deliver(ctx context.Context, client *http.Client, to string, message url.Values) (status int, took time.Duration, err error) {
	var connected time.Time
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected = time.Now() }})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, strings.NewReader(message.Encode()))
	if err != nil {
		return 0, 0, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Twilio-Signature", sms.SignTwilio(token, to, message))
	res, err := client.Do(req)
	if err != nil {
		return 0, 0, err
	}
	took = time.Since(connected)
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, took, errors.Join(err, res.Body.Close())
}
