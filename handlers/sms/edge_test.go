package sms_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ringfence/handlers"
	"ringfence/handlers/route"
	"ringfence/handlers/sms"
	"ringfence/internal/conversation"
	"ringfence/internal/gateway"
	"ringfence/internal/subject"
	"ringfence/ratelimit"
)

// What the gateways of these tests know, and no log may learn.
const (
	authToken  = "token-of-the-account"
	signingKey = "key-of-the-phone"
	pathSecret = "Secret_of-the-address-1"
	sender     = "+12025550143"
	body       = "CHECK +447700900123"
	told       = "No reports yet."
)

var (
	start    = time.Date(2026, 11, 20, 8, 30, 0, 0, time.UTC)
	elsewise = netip.MustParsePrefix("192.0.2.0/24") // where an unsigned gateway is
)

func number(t testing.TB, written string) subject.Key {
	t.Helper()
	k, err := subject.Parse(written, "US")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// edge is the edge with gateways behind it, and who they are served by.
type edge struct {
	t       *testing.T
	handler http.Handler
	desk    *desk
	outbox  *outbox
	metrics *prometheus.Registry
	log     *notes
	now     time.Time
}

func newEdge(t *testing.T, change func(*sms.Config), lines ...sms.Gateway) *edge {
	t.Helper()
	e := &edge{t: t, desk: &desk{reply: conversation.Reply{Kind: conversation.Known}}, outbox: &outbox{}, metrics: prometheus.NewRegistry(), log: &notes{}, now: start}
	clock := func() time.Time { return e.now }
	var names []string
	for _, l := range lines {
		names = append(names, l.Name())
	}
	metrics, err := sms.NewMetrics(e.metrics, names...)
	if err != nil {
		t.Fatal(err)
	}
	c := sms.Config{
		Gateways: lines, Desk: e.desk, Outbox: e.outbox, Words: words, Metrics: metrics, Clock: clock,
		Limiter: ratelimit.NewLocal(ratelimit.LocalConfig{Clock: clock}), Budgets: ratelimit.DefaultBudgets(), Secret: func() []byte { return []byte("a secret of enough bytes") },
	}
	if change != nil {
		change(&c)
	}
	e.handler, err = handlers.New(handlers.Config{
		Routes: sms.New(c).Routes(), Log: slog.New(slog.NewJSONHandler(e.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Metrics: e.metrics, Clock: clock, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
		Limits: handlers.Limits{Limiter: c.Limiter, Budgets: c.Budgets, Secret: c.Secret()},
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func words(r conversation.Reply, _ sms.Frame) string {
	if r.Kind == conversation.Known {
		return told
	}
	return "about " + string(r.Kind)
}

// request is what a gateway sends.
type request struct {
	method, url string // "" is POST
	from        string // address; "" is 192.0.2.7
	header      map[string]string
	body        string
}

func (r request) with(name, value string) request {
	r.header = maps.Clone(r.header)
	r.header[name] = value
	return r
}

func (e *edge) send(r request) *httptest.ResponseRecorder {
	e.t.Helper()
	if r.method == "" {
		r.method = http.MethodPost
	}
	if r.from == "" {
		r.from = "192.0.2.7"
	}
	req := httptest.NewRequestWithContext(e.t.Context(), r.method, r.url, strings.NewReader(r.body))
	req.RemoteAddr = netip.AddrPortFrom(netip.MustParseAddr(r.from), 4711).String()
	for name, value := range r.header {
		req.Header.Set(name, value)
	}
	res := httptest.NewRecorder()
	e.handler.ServeHTTP(res, req)
	return res
}

// accepted sends a request that must be taken, and returns the answer's body.
func (e *edge) accepted(r request) string {
	e.t.Helper()
	res := e.send(r)
	if res.Code != http.StatusOK {
		e.t.Fatalf("status %d: %s", res.Code, res.Body)
	}
	return res.Body.String()
}

// refused sends a request that must not be taken, and of which nothing must reach the desk.
func (e *edge) refused(r request, status int, code string) *httptest.ResponseRecorder {
	e.t.Helper()
	before := len(e.desk.taken())
	res := e.send(r)
	var p route.Problem
	if err := json.Unmarshal(res.Body.Bytes(), &p); err != nil {
		e.t.Fatalf("status %d, not JSON: %s", res.Code, res.Body)
	}
	if res.Code != status || p.Type != "/problems/"+code {
		e.t.Errorf("%d %s, want %d %s", res.Code, p.Type, status, code)
	}
	if after := len(e.desk.taken()); after != before {
		e.t.Errorf("%d messages were taken of a request that was refused", after-before)
	}
	return res
}

// counted returns a counter by its labels, as name{gateway="twilio",reason="wrong"}.
func (e *edge) counted(name string, labels map[string]string) float64 {
	e.t.Helper()
	families, err := e.metrics.Gather()
	if err != nil {
		e.t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() != name {
			continue
		}
		for _, m := range f.GetMetric() {
			has := map[string]string{}
			for _, l := range m.GetLabel() {
				has[l.GetName()] = l.GetValue()
			}
			if maps.Equal(has, labels) {
				return m.GetCounter().GetValue()
			}
		}
	}
	e.t.Fatalf("%s%v is not there", name, labels)
	return 0
}

func (e *edge) refusals(gateway, reason string) float64 {
	return e.counted("ringfence_sms_refused_total", map[string]string{"gateway": gateway, "reason": reason})
}

func (e *edge) messages(gateway, outcome string) float64 {
	return e.counted("ringfence_sms_messages_total", map[string]string{"gateway": gateway, "outcome": outcome})
}

func (e *edge) replies(name string, outcome gateway.Outcome) float64 {
	return e.counted("ringfence_sms_replies_total", map[string]string{"gateway": name, "outcome": string(outcome)})
}

// keepsQuiet fails when anything that was told of people or secrets got into the log or the metrics.
func (e *edge) keepsQuiet() {
	e.t.Helper()
	families, err := e.metrics.Gather()
	if err != nil {
		e.t.Fatal(err)
	}
	all := e.log.String() + fmt.Sprint(families)
	for _, private := range []string{sender, strings.TrimPrefix(sender, "+"), "2025550143", body, "447700900123", pathSecret, authToken, signingKey, told, "192.0.2.7"} {
		if strings.Contains(all, private) {
			e.t.Errorf("%q got out", private)
		}
	}
}

// desk takes what it is given, unless it is to fail or to wait.
type desk struct {
	mu    sync.Mutex
	got   []gateway.Received
	reply conversation.Reply
	err   error

	before func(context.Context, gateway.Received) error // nil, or what Take begins with
}

func (d *desk) Take(ctx context.Context, m gateway.Received) (conversation.Reply, error) {
	if d.before != nil {
		if err := d.before(ctx, m); err != nil {
			return conversation.Reply{}, err
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.err != nil {
		return conversation.Reply{}, d.err
	}
	d.got = append(d.got, m)
	return d.reply, nil
}

func (d *desk) taken() []gateway.Received {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.got)
}

// outbox keeps what is put into it.
type outbox struct {
	mu  sync.Mutex
	put []string
}

func (o *outbox) Put(gateway string, to subject.Key, text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.put = append(o.put, gateway+" "+to.String()+" "+text)
}

// notes is a log that can be read.
type notes struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (n *notes) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.b.Write(p)
}

func (n *notes) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.b.String()
}

func twilio(t testing.TB) sms.Gateway {
	t.Helper()
	g, err := sms.NewTwilio(sms.TwilioConfig{AuthToken: authToken, Number: number(t, "+12025550199")})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// byTwilio is a message as Twilio delivers it at a URL.
func byTwilio(at string, change func(url.Values)) request {
	form := url.Values{
		"MessageSid": {"SM0123456789abcdef0123456789abcdef"}, "AccountSid": {"AC0123456789abcdef0123456789abcdef"},
		"From": {sender}, "To": {"+12025550199"}, "Body": {body}, "NumSegments": {"1"}, "NumMedia": {"0"},
	}
	if change != nil {
		change(form)
	}
	return request{url: at, body: form.Encode(), header: map[string]string{
		"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8", "X-Twilio-Signature": sms.SignTwilio(authToken, at, form),
	}}
}

func android(t testing.TB, sendURL string) sms.Gateway {
	t.Helper()
	g, err := sms.NewAndroid(sms.AndroidConfig{SigningKey: signingKey, Number: number(t, "+12025550199"), SendURL: sendURL, Username: "sms", Password: "a password"})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

const androidPath = "http://ringfence.example/sms/android-sms-gateway"

// androidBody is a message as the app writes it.
const androidBody = `{"deviceId":"ffffffffceb0b1db0000018e937c815b","event":"sms:received","id":"Ey6ECgOkVVFjz3CL48B8C","payload":{` +
	`"messageId":"abc123","message":"` + body + `","phoneNumber":"(202) 555-0143","simNumber":1,"receivedAt":"2026-11-20T09:29:50.000+01:00"},"webhookId":"w1"}`

// byAndroid is a body as the app delivers it at a time.
func byAndroid(content string, at time.Time) request {
	stamp := strconv.FormatInt(at.Unix(), 10)
	return request{url: androidPath, body: content, header: map[string]string{
		"Content-Type": "application/json", "X-Timestamp": stamp, "X-Signature": hexHMAC(signingKey, content+stamp),
	}}
}

func hexHMAC(key, content string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(content))
	return hex.EncodeToString(mac.Sum(nil))
}

// generic returns a gateway by its settings; it is unsigned unless they say otherwise.
func generic(t testing.TB, c sms.GenericConfig) sms.Gateway {
	t.Helper()
	if c.SigningKey == "" {
		c.Secret, c.Networks = pathSecret, []netip.Prefix{elsewise}
	}
	if c.Number.IsZero() {
		c.Number = number(t, "+12025550199")
	}
	g, err := sms.NewGeneric(c)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

const genericPath = "http://ringfence.example/sms/generic/" + pathSecret

// byForm is a form as a gateway posts it.
func byForm(at string, fields url.Values) request {
	return request{url: at, body: fields.Encode(), header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}}
}
