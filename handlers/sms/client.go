package sms

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/go-json-experiment/json"

	"ringfence/internal/gateway"
)

const (
	sendTimeout = 10 * time.Second
	maxAnswer   = 64 << 10 // bytes of an answer that are read
)

// newClient returns what senders send by. It follows no redirect: what is sent is for the vendor alone.
func newClient() *http.Client {
	return &http.Client{Timeout: sendTimeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// post returns a request with content as JSON, and its body.
func post(ctx context.Context, url string, content any) (*http.Request, []byte, error) {
	body, err := json.Marshal(content, json.Deterministic(true))
	if err != nil {
		return nil, nil, errRequest
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return nil, nil, errRequest
	}
	r.Header.Set("Content-Type", "application/json")
	return r, body, nil
}

var (
	errRequest = fmt.Errorf("the request cannot be made: %w", gateway.ErrPermanent)
	errReach   = errors.New("the gateway cannot be reached")
	errAnswer  = errors.New("the gateway's answer cannot be read")
)

// answer sends r and returns the body of what came back with success. The error says nothing of the request: net/http's would have its
// address, which some vendors want the text in.
func answer(client *http.Client, r *http.Request) ([]byte, error) {
	response, err := client.Do(r)
	if err != nil {
		return nil, errReach
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if status := response.StatusCode; status/100 != 2 {
		return body, refused(status)
	}
	if err != nil {
		return nil, errAnswer
	}
	return body, nil
}

// refused is the error of a status: too much at once and the vendor's own trouble pass.
func refused(status int) error {
	switch {
	case status >= 500, status == http.StatusTooManyRequests, status == http.StatusRequestTimeout:
		return fmt.Errorf("the gateway answers %d", status)
	}
	return fmt.Errorf("the gateway answers %d: %w", status, gateway.ErrPermanent)
}
