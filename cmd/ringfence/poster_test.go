package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"code.dny.dev/ssrf"

	"ringfence/internal/webhook"
)

// Whoever has a name lead into the operator's network is refused when the connection is made, so what counts are addresses.
func TestNothingOfTheOwnNetworkIsPostedTo(t *testing.T) {
	p := newPoster()
	connecting, stop := context.WithCancel(t.Context())
	stop() // what may be connected to is not
	for address, class := range map[string]string{
		"https://127.0.0.1/":                "here",
		"http://localhost:1/":               "here",
		"https://[::1]/":                    "here",
		"https://[::ffff:127.0.0.1]/":       "here",
		"https://10.1.2.3/":                 "private",
		"https://172.31.255.255/":           "private",
		"https://192.168.0.1/":              "private",
		"https://100.64.0.1/":               "private",
		"https://[fd00::1]/":                "private",
		"https://169.254.169.254/latest":    "never",
		"https://0.0.0.0/":                  "never",
		"https://[::]/":                     "never",
		"https://[fe80::1]/":                "never",
		"https://[::ffff:10.1.2.3]/":        "private",
		"https://[::ffff:169.254.169.254]/": "never",
		"https://[64:ff9b::a01:203]/":       "never",
		"https://[2002:a01:203::1]/":        "never",
		"https://224.0.0.1/":                "never",
		"https://255.255.255.255/":          "never",
		"https://198.18.0.1/":               "never",
	} {
		for _, private := range []bool{false, true} {
			h := webhook.Hook{URL: address, Private: private}
			ctx := t.Context()
			if class == "here" || class == "private" && private {
				ctx = connecting
			}
			a, err := p.post(ctx, h, nil, nil)
			if forbidden := a.Outcome == webhook.Forbidden; forbidden == (class == "here" || class == "private" && private) || err == nil {
				t.Errorf("%s, private %v: %v, %v", address, private, a.Outcome, err)
			}
		}
	}
}

// A webhook that is this machine's leads nowhere else, whatever its name comes to mean.
func TestTryingOutReachesThisMachineOnly(t *testing.T) {
	dialer := newPoster().here.Transport.(*http.Transport).DialContext
	for _, address := range []string{"10.1.2.3:80", "192.0.2.1:443", "[2a00::1]:443", "[fd00::1]:80"} {
		if _, err := dialer(t.Context(), "tcp", address); !errors.Is(err, ssrf.ErrProhibitedIP) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestPost(t *testing.T) {
	var got *http.Request
	var body string
	answer := func(http.ResponseWriter) {}
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got, body = r, string(b)
		answer(w)
	}))
	defer receiver.Close()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a redirect was followed") }))
	defer elsewhere.Close()
	p := newPoster()
	say := func(status int, headers ...string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			for i := 0; i < len(headers); i += 2 {
				w.Header().Set(headers[i], headers[i+1])
			}
			w.WriteHeader(status)
		}
	}
	for name, test := range map[string]struct {
		answer func(http.ResponseWriter)
		want   webhook.Answer
	}{
		"taken":              {say(204), webhook.Answer{Outcome: webhook.Taken, Status: 204}},
		"taken with a wait":  {say(200, "Retry-After", "5"), webhook.Answer{Outcome: webhook.Taken, Status: 200}},
		"moved":              {say(307, "Location", elsewhere.URL), webhook.Answer{Outcome: webhook.Refused, Status: 307}},
		"gone":               {say(410), webhook.Answer{Outcome: webhook.Refused, Status: 410}},
		"slower":             {say(429, "Retry-After", "120"), webhook.Answer{Outcome: webhook.Refused, Status: 429, RetryAfter: 2 * time.Minute}},
		"slower until then":  {say(503, "Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT"), webhook.Answer{Outcome: webhook.Refused, Status: 503}},
		"slower for ever":    {say(503, "Retry-After", "9223372036854775807"), webhook.Answer{Outcome: webhook.Refused, Status: 503, RetryAfter: maxRetry * time.Second}},
		"slower by nonsense": {say(503, "Retry-After", "-soon"), webhook.Answer{Outcome: webhook.Refused, Status: 503}},
		"a huge answer": {func(w http.ResponseWriter) { _, _ = io.WriteString(w, strings.Repeat("a", 1<<20)) },
			webhook.Answer{Outcome: webhook.Taken, Status: 200}},
		"a huge header": {say(200, "X", strings.Repeat("a", 1<<20)), webhook.Answer{Outcome: webhook.Unreachable}},
		"nothing":       {func(http.ResponseWriter) { panic(http.ErrAbortHandler) }, webhook.Answer{Outcome: webhook.Unreachable}},
		"garbage": {func(w http.ResponseWriter) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = io.WriteString(conn, "\x00\xff garbage\r\n\r\n")
			_ = conn.Close()
		}, webhook.Answer{Outcome: webhook.Unreachable}},
	} {
		answer = test.answer
		a, err := p.post(t.Context(), webhook.Hook{URL: receiver.URL + "/path-that-is-secret"}, []webhook.Header{{Name: "webhook-id", Value: "msg_1"}}, []byte("{}"))
		if a != test.want || (err == nil) != (a.Outcome != webhook.Unreachable) || err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %+v, %v; want %+v", name, a, err, test.want)
		}
		if got == nil || got.Method != http.MethodPost || got.Header.Get("Webhook-Id") != "msg_1" || body != "{}" || !strings.HasPrefix(got.UserAgent(), "Ringfence/") {
			t.Errorf("%s: %+v with %q was posted", name, got, body)
		}
	}
}
