package sms

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"ringfence/internal/gateway"
)

// How much of a gateway that replies are sent by is borne.
const (
	sendsWithin   = 10 * time.Second
	mostOfAnswer  = 64 << 10 // bytes
	mostRedirects = 3
)

// courier asks the send APIs of gateways.
var courier = &http.Client{Timeout: sendsWithin, CheckRedirect: sameHost}

// sameHost stops at a redirect that leads elsewhere: a reply, its number and the password of the gateway go nowhere else.
func sameHost(next *http.Request, before []*http.Request) error {
	first := before[0].URL
	if next.URL.Host != first.Host || next.URL.Scheme != first.Scheme || len(before) > mostRedirects {
		return http.ErrUseLastResponse
	}
	return nil
}

// jsonRequest returns a POST request of a value as JSON.
func jsonRequest(ctx context.Context, url string, body any) (*http.Request, error) {
	written, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(written))
	if err != nil {
		return nil, errAddress // the other one quotes it
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	return r, nil
}

var (
	errAddress     = fmt.Errorf("the address of the gateway is none: %w", gateway.ErrPermanent)
	errUnreachable = errors.New("the gateway cannot be reached")
	errSlow        = errors.New("the gateway does not answer in time")
)

// ask sends a request to a gateway and returns what it answers, at most mostOfAnswer bytes, also when the status is none of success. The
// error is gateway.ErrPermanent when the gateway would answer the same again. It tells no more than the status or what the network
// says of a host: addresses and answers hold numbers, texts and passwords.
func ask(r *http.Request) ([]byte, error) {
	res, err := courier.Do(r)
	if err != nil {
		return nil, plainly(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, mostOfAnswer))
	switch code := res.StatusCode; {
	case code >= http.StatusInternalServerError, code == http.StatusTooManyRequests, code == http.StatusRequestTimeout:
		return body, fmt.Errorf("the gateway answered %d", code)
	case code >= http.StatusMultipleChoices:
		return body, fmt.Errorf("the gateway answered %d: %w", code, gateway.ErrPermanent)
	case err != nil:
		return nil, plainly(err)
	}
	return body, nil
}

// plainly says what went wrong on the way without the request, which net/http quotes.
func plainly(err error) error {
	var on *net.OpError
	var late net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.As(err, &late) && late.Timeout():
		return errSlow
	case errors.As(err, &on):
		return fmt.Errorf("%w: %s", errUnreachable, on.Op)
	}
	return errUnreachable
}
