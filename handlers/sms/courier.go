package sms

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"

	"github.com/go-json-experiment/json"

	"ringfence/internal/gateway"
)

// How much of a gateway that replies are sent by is borne. How long it may take is for whoever sends to say.
const (
	mostOfAnswer  = 64 << 10 // bytes
	mostRedirects = 3
)

// courier asks the send APIs of gateways.
var courier = &http.Client{CheckRedirect: sameHost}

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
	errSilent      = fmt.Errorf("the gateway was asked and does not answer: %w", gateway.ErrPermanent)
)

// ask sends a request to a gateway and returns what it answers, at most mostOfAnswer bytes, also when the status is none of success. The
// error is gateway.ErrPermanent when the gateway would answer the same again, and when it may have sent the reply: each costs money,
// and two of the same look like a fault, so what was asked and not answered is not asked again. It tells no more than the status or
// what the network says of a host: addresses and answers hold numbers, texts and passwords.
func ask(r *http.Request) ([]byte, error) {
	var asked atomic.Bool
	res, err := courier.Do(r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
		WroteRequest: func(w httptrace.WroteRequestInfo) { asked.Store(w.Err == nil) },
	})))
	switch {
	case errors.Is(err, context.Canceled):
		return nil, context.Canceled
	case err != nil && asked.Load():
		return nil, errSilent
	case err != nil:
		return nil, plainly(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, _ := io.ReadAll(io.LimitReader(res.Body, mostOfAnswer)) // whoever needs it sees that it is cut
	return body, said(res.StatusCode)
}

// said is the error that a status is, or nil. 504 is of something behind the gateway that was asked and does not answer.
func said(status int) error {
	switch {
	case status == http.StatusGatewayTimeout:
		return errSilent
	case status >= http.StatusInternalServerError, status == http.StatusTooManyRequests, status == http.StatusRequestTimeout:
		return fmt.Errorf("the gateway answered %d", status)
	case status >= http.StatusMultipleChoices:
		return fmt.Errorf("the gateway answered %d: %w", status, gateway.ErrPermanent)
	}
	return nil
}

// plainly says what went wrong on the way to a gateway without the request, which net/http quotes.
func plainly(err error) error {
	var on *net.OpError
	if errors.As(err, &on) {
		return fmt.Errorf("%w: %s", errUnreachable, on.Op)
	}
	return errUnreachable
}
