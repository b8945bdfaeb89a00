package sms_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"ringfence/handlers/sms"
	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/internal/gateway"
	"ringfence/ratelimit"
)

var errStore = fmt.Errorf("store: %w", fault.Unavailable)

const twilioHere = "http://ringfence.example/sms/twilio"

// TestReplies is how a reply goes by each kind of gateway, and what is counted of it.
func TestReplies(t *testing.T) {
	const empty = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<Response></Response>`
	e := newEdge(t, nil, twilio(t), android(t, "http://192.0.2.1:8080"), generic(t, sms.GenericConfig{}))

	if got, want := e.accepted(byTwilio(twilioHere, nil)), strings.Replace(empty, "></", "><Message>"+told+"</Message></", 1); got != want {
		t.Errorf("TwiML %q, want %q", got, want)
	}
	if got := e.accepted(byAndroid(androidBody, start)); got != "" || !slices.Equal(e.outbox.put, []string{"android-sms-gateway " + sender + " " + told}) {
		t.Errorf("answer %q, in the outbox %q", got, e.outbox.put)
	}
	e.accepted(byForm(genericPath, url.Values{"from": {sender}, "text": {body}}))
	for _, m := range e.desk.taken() {
		if m.From != number(t, sender) || m.Body != body || m.Signed == (m.Gateway == "generic") {
			t.Errorf("%+v", m)
		}
	}
	if e.replies("twilio", sms.Inline) != 1 || e.replies("generic", sms.Unsendable) != 1 || e.messages("android-sms-gateway", "known") != 1 {
		t.Error("not counted")
	}

	e.desk.reply = conversation.Reply{} // to somebody who wants none
	if got := e.accepted(byTwilio(twilioHere, nil)); got != empty {
		t.Errorf("TwiML without a reply %q", got)
	}
	if e.messages("twilio", "silent") != 1 || e.replies("twilio", sms.Inline) != 1 {
		t.Error("no reply is not counted as none")
	}
	e.keepsQuiet()
}

// TestWithoutNumber: from a short code or a name nothing can be taken, and the gateway need not try again.
func TestWithoutNumber(t *testing.T) {
	e := newEdge(t, nil, twilio(t))
	for _, from := range []string{"72677", "EXAMPLEBANK", ""} {
		e.accepted(byTwilio(twilioHere, func(f url.Values) { f.Set("From", from) }))
	}
	if got := e.desk.taken(); len(got) > 0 || e.messages("twilio", "no_number") != 3 {
		t.Errorf("%d taken, %v counted", len(got), e.messages("twilio", "no_number"))
	}
}

// TestCeiling: beyond what a gateway may send a day messages are taken as before, and nobody is told.
func TestCeiling(t *testing.T) {
	e := newEdge(t, func(c *sms.Config) { c.Budgets.TextReply = ratelimit.PerDay("text_reply", 2) }, twilio(t), android(t, "http://192.0.2.1:8080"))
	var answers []bool
	for range 4 {
		answers = append(answers, strings.Contains(e.accepted(byTwilio(twilioHere, nil)), told))
	}
	if !slices.Equal(answers, []bool{true, true, false, false}) || len(e.desk.taken()) != 4 || e.replies("twilio", sms.Ceiling) != 2 {
		t.Errorf("replies %v to %d messages", answers, len(e.desk.taken()))
	}
	e.accepted(byAndroid(androidBody, start))
	if len(e.outbox.put) != 1 {
		t.Error("another gateway has a ceiling of its own")
	}
}

// standIn lets everything through in place of a limiter that does not answer.
type standIn struct{}

func (standIn) Allow(context.Context, ratelimit.Caller, ratelimit.Budget, int) ratelimit.Decision {
	return ratelimit.Decision{Allowed: true, By: ratelimit.OnTimeout}
}

// TestCeilingIsClosedWithoutItsLimiter: what is sent costs money, so it is not sent while nobody can say how much was.
func TestCeilingIsClosedWithoutItsLimiter(t *testing.T) {
	e := newEdge(t, func(c *sms.Config) { c.Limiter = standIn{} }, twilio(t))
	if got := e.accepted(byTwilio(twilioHere, nil)); strings.Contains(got, told) || len(e.desk.taken()) != 1 || e.replies("twilio", sms.Uncounted) != 1 || e.replies("twilio", sms.Ceiling) != 0 {
		t.Errorf("answer %q to %d messages", got, len(e.desk.taken()))
	}
}

// TestBusy: a gateway is told when there is no room for its messages.
func TestBusy(t *testing.T) {
	e := newEdge(t, nil, twilio(t))
	e.desk.err = gateway.ErrFull
	res := e.refused(byTwilio(twilioHere, nil), http.StatusServiceUnavailable, "unavailable")
	if res.Header().Get("Retry-After") == "" || e.refusals("twilio", "busy") != 1 || e.messages("twilio", "failed") != 1 {
		t.Errorf("%v, counted %v", res.Header(), e.refusals("twilio", "busy"))
	}
}

// TestPublicURL is the address that a gateway signs, behind a proxy and without one.
func TestPublicURL(t *testing.T) {
	const public, inside = "https://ringfence.example/sms/twilio?a=%2B1&b", "http://10.0.0.2:8080/sms/twilio?a=%2B1&b"
	proxied := from(at(byTwilio(public, nil), inside), "10.0.0.9").with("X-Forwarded-Proto", "https").with("X-Forwarded-Host", "ringfence.example")

	e := newEdge(t, nil, twilio(t))
	e.refused(proxied, http.StatusUnauthorized, "wrong_signature") // a header says whatever its sender likes
	e.accepted(byTwilio(inside, nil))

	e = newEdge(t, func(c *sms.Config) { c.PublicURL = "https://ringfence.example/" }, twilio(t))
	e.accepted(proxied)

	e = newEdge(t, nil, twilio(t))
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/sms/twilio", strings.NewReader(byTwilio(twilioPath, nil).body))
	r.Host, r.TLS = "ringfence.example", &tls.ConnectionState{}
	r.Header.Set("X-Twilio-Signature", byTwilio(twilioPath, nil).header["X-Twilio-Signature"])
	res := httptest.NewRecorder()
	if e.handler.ServeHTTP(res, r); res.Code != http.StatusOK {
		t.Errorf("over TLS: %d %s", res.Code, res.Body)
	}
}

// TestBehindProxy: the network of an unsigned gateway is that of the client of a trusted proxy.
func TestBehindProxy(t *testing.T) {
	e := newEdge(t, nil, generic(t, sms.GenericConfig{}))
	form := from(byForm(genericPath, url.Values{"from": {sender}, "text": {body}}), "10.0.0.9")
	e.accepted(form.with("X-Forwarded-For", "192.0.2.7"))
	e.refused(form.with("X-Forwarded-For", "192.0.2.7, 198.51.100.7"), http.StatusForbidden, "unknown_gateway")
	e.refused(form, http.StatusForbidden, "unknown_gateway")
	e.accepted(from(form, "::ffff:192.0.2.7")) // the same address, as a socket for both protocols has it
}

// TestAuthorizationIsTheGateways: where a signature may stand no API key is looked for.
func TestAuthorizationIsTheGateways(t *testing.T) {
	e := newEdge(t, nil, twilio(t))
	e.accepted(byTwilio(twilioHere, nil).with("Authorization", "Bearer eyJhbGciOiJIUzI1NiJ9.e30.x"))
}

// TestMethods: nothing is delivered by HEAD, and by GET only where it is set.
func TestMethods(t *testing.T) {
	e := newEdge(t, nil, twilio(t), generic(t, sms.GenericConfig{Method: http.MethodGet}))
	get := request{method: http.MethodGet, url: genericPath + "?" + url.Values{"from": {sender}, "text": {body}, "id": {"7"}}.Encode()}
	e.accepted(get)
	if got := e.desk.taken(); len(got) != 1 || got[0].ID != "7" || got[0].Body != body {
		t.Errorf("%+v", got)
	}
	get.method = http.MethodHead
	if res := e.send(get); res.Code != http.StatusMethodNotAllowed {
		t.Errorf("HEAD: %d", res.Code)
	}
	for _, r := range []request{{method: http.MethodPost, url: genericPath}, {method: http.MethodGet, url: twilioHere}} {
		if res := e.send(r); res.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", r.method, res.Code)
		}
	}
}

// TestGatewayIsLimited: a gateway has far more than a visitor, and not everything.
func TestGatewayIsLimited(t *testing.T) {
	e := newEdge(t, func(c *sms.Config) { c.Budgets.Gateway = ratelimit.PerMinute("gateway", 3) }, twilio(t))
	for range 3 {
		e.accepted(byTwilio(twilioHere, nil))
	}
	e.refused(byTwilio(twilioHere, nil), http.StatusTooManyRequests, "too_many")
}

func TestAllowance(t *testing.T) {
	a := sms.Allowance{Limiter: ratelimit.NewLocal(ratelimit.LocalConfig{}), Budget: ratelimit.PerHour("text_message", 3), Secret: func() []byte { return []byte("a secret of enough bytes") }}
	for i := range 5 {
		if got := a.Allow(t.Context(), "phone/"+sender); got != (i < 3) {
			t.Errorf("message %d: %t", i+1, got)
		}
	}
	if !a.Allow(t.Context(), "phone/+12025550144") {
		t.Error("another sender has nothing left")
	}
}

func TestWatch(t *testing.T) {
	to := prometheus.NewRegistry()
	waiting := 7
	if err := sms.Watch(to, func() int { return waiting }); err != nil {
		t.Fatal(err)
	}
	families, err := to.Gather()
	if err != nil || len(families) != 1 || families[0].GetMetric()[0].GetGauge().GetValue() != 7 {
		t.Errorf("%v, %v", families, err)
	}
	if sms.Watch(to, func() int { return 0 }) == nil {
		t.Error("a second outbox under the same name")
	}
	if _, err := sms.NewMetrics(to, "twilio"); err != nil {
		t.Error(err)
	}
	if _, err := sms.NewMetrics(to, "twilio"); err == nil {
		t.Error("the same metrics twice")
	}
}
