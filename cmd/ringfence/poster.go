package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"time"

	"code.dny.dev/ssrf"

	"ringfence/internal/webhook"
)

// answerHeaders is how many bytes of headers an answer may have.
const answerHeaders = 16 << 10

// poster posts messages to addresses that others gave. It must not be led into the operator's own network: what counts is the address
// that a name has at the moment of the connection, so that a name which leads elsewhere the next time gains nothing. It follows no
// redirect and asks no proxy, which would connect in its place.
type poster struct {
	public, private, here *http.Client
	agent                 string
}

var (
	privateV4 = prefixes("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
	privateV6 = prefixes("fc00::/7")
	hereV4    = prefixes("127.0.0.0/8")
	hereV6    = prefixes("::1/128")
	allV4     = prefixes("0.0.0.0/0")
	allV6     = prefixes("::/0")
)

func prefixes(all ...string) (parsed []netip.Prefix) {
	for _, p := range all {
		parsed = append(parsed, netip.MustParsePrefix(p))
	}
	return parsed
}

func newPoster() *poster {
	return &poster{
		public:  posting(),
		private: posting(ssrf.WithAllowedV4Prefixes(privateV4...), ssrf.WithAllowedV6Prefixes(privateV6...)),
		here: posting(ssrf.WithAllowedV4Prefixes(hereV4...), ssrf.WithAllowedV6Prefixes(hereV6...),
			ssrf.WithDeniedV4Prefixes(allV4...), ssrf.WithDeniedV6Prefixes(allV6...)),
		agent: "Ringfence/" + version() + " (webhooks)",
	}
}

// posting returns a client that connects to public addresses of the Internet, and beside them to what options allow.
func posting(options ...ssrf.Option) *http.Client {
	dialer := &net.Dialer{Timeout: webhook.AnswerWithin, Control: ssrf.New(append(options, ssrf.WithAnyPort())...).Safe}
	return &http.Client{
		Timeout: webhook.AnswerWithin,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, DisableKeepAlives: true, ForceAttemptHTTP2: true, MaxResponseHeaderBytes: answerHeaders,
			TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// post is a delivery.Post. Of the answer it reads the status and how long to wait.
func (p *poster) post(ctx context.Context, h webhook.Hook, headers []webhook.Header, body []byte) (webhook.Answer, error) {
	client, err := p.client(h)
	if err != nil {
		return webhook.Answer{Outcome: webhook.Forbidden}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.URL, bytes.NewReader(body))
	if err != nil {
		return webhook.Answer{Outcome: webhook.Forbidden}, errors.New("the address of the webhook cannot be read")
	}
	req.Header.Set("User-Agent", p.agent)
	for _, each := range headers {
		req.Header.Set(each.Name, each.Value)
	}
	res, err := client.Do(req)
	if err != nil {
		return unanswered(err)
	}
	_ = res.Body.Close()
	a := webhook.Answer{Outcome: webhook.Refused, Status: res.StatusCode, RetryAfter: retryAfter(res.Header, time.Now())}
	if res.StatusCode >= 200 && res.StatusCode <= 299 {
		a = webhook.Answer{Outcome: webhook.Taken, Status: res.StatusCode}
	}
	return a, nil
}

// client returns the one that may connect to where a hook is.
func (p *poster) client(h webhook.Hook) (*http.Client, error) {
	at, err := webhook.ParseURL(h.URL)
	switch {
	case err != nil:
		return nil, err
	case webhook.Loopback(at):
		return p.here, nil
	case h.Private:
		return p.private, nil
	}
	return p.public, nil
}

// unanswered says why nobody answered, without the address.
func unanswered(err error) (webhook.Answer, error) {
	var about *url.Error
	if errors.As(err, &about) {
		err = about.Err
	}
	if errors.Is(err, ssrf.ErrProhibitedIP) || errors.Is(err, ssrf.ErrProhibitedNetwork) {
		return webhook.Answer{Outcome: webhook.Forbidden}, errors.New("nothing was posted: the address lies in a network that is not public; where it is meant to, add the webhook with --allow-private")
	}
	return webhook.Answer{Outcome: webhook.Unreachable}, fmt.Errorf("the receiver does not answer: %w", err)
}

// retryAfter reads how long to wait, in seconds or until a moment (RFC 9110, section 10.2.3); 0 for not said.
func retryAfter(head http.Header, now time.Time) time.Duration {
	said := head.Get("Retry-After")
	if seconds, err := strconv.Atoi(said); err == nil {
		return max(0, min(time.Duration(seconds), maxRetry)) * time.Second
	}
	if at, err := http.ParseTime(said); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

const maxRetry = 1 << 30 // seconds, so that no number that is sent overflows
