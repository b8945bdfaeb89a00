package sms_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"ringfence/handlers/route"
	"ringfence/handlers/sms"
)

// whole verifies and decodes what anyone may send, and then what the gateway itself may have signed: neither panics, what is not
// signed is refused for a reason there is, and what cannot be read for one that a client can be told.
func whole(t *testing.T, g sms.Gateway, r *http.Request, at, content string, sign func(*http.Request)) {
	t.Helper()
	forged := r.Clone(t.Context())
	if _, err := g.Verify(forged, at, []byte(content), start); !isRefusal(err) {
		t.Errorf("without the key it is taken, or refused for %v", err)
	}
	sign(r)
	if _, err := g.Verify(r, at, []byte(content), start); err != nil && !isRefusal(err) {
		t.Errorf("with the key it is refused for %v", err)
	}
	messages, err := g.Decode(r, []byte(content))
	var refused *route.Refused
	if err != nil && !errors.As(err, &refused) {
		t.Errorf("cannot be read: %v", err)
	}
	for _, m := range messages {
		if _, ok := m.From.E164(); !ok && !m.From.IsZero() {
			t.Errorf("from %s, which is no telephone number", m.From)
		}
	}
}

func isRefusal(err error) bool {
	return errors.Is(err, sms.ErrUnsigned) || errors.Is(err, sms.ErrWrong) || errors.Is(err, sms.ErrLate) || errors.Is(err, sms.ErrForbidden)
}

// asked is a request of a gateway, as Verify and Decode see it.
func asked(method, target, media string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/", nil)
	r.Method, r.RemoteAddr = method, "198.51.100.7"
	if u, err := url.Parse(target); err == nil {
		r.URL = u
	}
	r.Header.Set("Content-Type", media)
	return r
}

func FuzzTwilio(f *testing.F) {
	f.Add(byTwilio(twilioHere, nil).body, twilioHere, "bm90IHJpZ2h0")
	f.Add("Body=1&Body=2&From=%2B1&From=;", "http://[::1]:80/sms/twilio?bodySHA256=ab", "=")
	f.Add(rubbish, "%zz", "")
	g := twilio(f)
	f.Fuzz(func(t *testing.T, content, at, signature string) {
		r := asked(http.MethodPost, "/sms/twilio", "application/x-www-form-urlencoded")
		r.Header.Set("X-Twilio-Signature", signature)
		whole(t, g, r, at, content, func(r *http.Request) {
			if form, err := url.ParseQuery(content); err == nil {
				r.Header.Set("X-Twilio-Signature", sms.SignTwilio(authToken, at, form))
			}
		})
	})
}

func FuzzAndroid(f *testing.F) {
	f.Add(androidBody, "1795163400", "ab")
	f.Add(`{"event":"sms:batch:received","id":null,"payload":{"messages":[{},null]}}`, "-9223372036854775808", "")
	f.Add(rubbish, "9223372036854775807", "zz")
	g := android(f, "")
	f.Fuzz(func(t *testing.T, content, stamp, signature string) {
		r := asked(http.MethodPost, "/sms/android-sms-gateway", "application/json")
		r.Header.Set("X-Timestamp", stamp)
		r.Header.Set("X-Signature", signature)
		whole(t, g, r, androidPath, content, func(r *http.Request) { r.Header.Set("X-Signature", hexHMAC(signingKey, content+stamp)) })
	})
}

func FuzzGeneric(f *testing.F) {
	f.Add(true, "GET", "/?from=%2B12025550143&text=x", "text/plain", "", "coding")
	f.Add(false, "POST", "/", "application/json", `{"from":{"a":1},"text":"x"}`, "from.a")
	f.Add(true, "POST", "/", "", " {", "")
	f.Add(false, "POST", "/", ";", "from=1&text=%67%e5%8b&coding=8", "coding")
	f.Fuzz(func(t *testing.T, isSigned bool, method, target, media, content, coding string) {
		c := sms.GenericConfig{Fields: sms.GenericFields{Coding: coding}, International: len(content)%2 == 0}
		if isSigned {
			c.SigningKey, c.TimestampHeader = signingKey, "X-Timestamp"
		}
		r := asked(method, target, media)
		stamp := strconv.FormatInt(start.Unix(), 10)
		r.Header.Set("X-Timestamp", stamp)
		r.SetPathValue("secret", strings.TrimSuffix(target, "/"))
		whole(t, generic(t, c), r, target, content, func(r *http.Request) { r.Header.Set("X-Signature", hexHMAC(signingKey, content+stamp)) })
	})
}
