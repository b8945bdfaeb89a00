package handlers_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/altcha-org/altcha-lib-go"
	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"ringfence/handlers"
	"ringfence/handlers/route"
	"ringfence/internal/proof"
	"ringfence/ratelimit"
)

// provingDoor is an edge that takes proofs of work. Several with one limiter are the instances of one service.
type provingDoor struct {
	*testing.T
	http.Handler
	limiter ratelimit.Limiter
	metrics *prometheus.Registry
	now     time.Time
	read    string // what the last handler read

	networks int // that asked for a challenge
}

func newProvingDoor(t *testing.T, limiter ratelimit.Limiter) *provingDoor {
	t.Helper()
	return provingDoorOf(t, limiter, []byte("another secret of enough bytes"))
}

func provingDoorOf(t *testing.T, limiter ratelimit.Limiter, secret []byte) *provingDoor {
	t.Helper()
	d := &provingDoor{T: t, metrics: prometheus.NewRegistry(), now: start}
	clock := func() time.Time { return d.now }
	if d.limiter = limiter; limiter == nil {
		d.limiter = ratelimit.NewLocal(ratelimit.LocalConfig{Clock: clock})
	}
	enter := func(c echo.Context) error {
		body, err := route.Body(c)
		d.read = string(body)
		if err != nil {
			return err
		}
		return c.NoContent(http.StatusNoContent)
	}
	var err error
	d.Handler, err = handlers.New(handlers.Config{
		Routes: []route.Route{
			{Method: http.MethodPost, Path: "/v1/reports", Handle: enter, MaxBody: 100, Budget: route.Report, Proved: route.ProvedReport},
			{Method: http.MethodPost, Path: "/report", Handle: enter, MaxBody: 1 << 10, Budget: route.Report, Proved: route.ProvedReport, Page: true},
			{Method: http.MethodGet, Path: "/receipt", Handle: enter, Budget: route.Receipt},
		},
		Log: slog.New(slog.DiscardHandler), Metrics: d.metrics, ErrorPage: errorPage, Clock: clock,
		Limits: handlers.Limits{
			Limiter: d.limiter, Budgets: ratelimit.DefaultBudgets(), Secret: []byte("a secret of enough bytes"),
			Campuses: ratelimit.Campuses{netip.MustParsePrefix("10.0.0.0/8")}, ProofSecret: secret,
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *provingDoor) send(req *http.Request, address string) *httptest.ResponseRecorder {
	req.RemoteAddr = address + ":1234"
	res := httptest.NewRecorder()
	d.ServeHTTP(res, req)
	return res
}

// report sends a report as a program does, with a proof or "".
func (d *provingDoor) report(address, proof string) *httptest.ResponseRecorder {
	req := httptest.NewRequestWithContext(d.Context(), http.MethodPost, "/v1/reports", strings.NewReader("{}"))
	if proof != "" {
		req.Header.Set("Altcha", proof)
	}
	return d.send(req, address)
}

// post sends the form of the site.
func (d *provingDoor) post(address string, fields url.Values) *httptest.ResponseRecorder {
	req := httptest.NewRequestWithContext(d.Context(), http.MethodPost, "/report", strings.NewReader(fields.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return d.send(req, address)
}

// prove asks for a challenge, from a network of its own, and solves it with ALTCHA's own solver.
func (d *provingDoor) prove() string {
	d.Helper()
	d.networks++
	res := d.send(httptest.NewRequestWithContext(d.Context(), http.MethodGet, "/proof", nil), fmt.Sprintf("198.51.100.%d", d.networks))
	var c struct {
		Algorithm, Challenge, Salt, Signature string
		MaxNumber                             int `json:"maxnumber"`
	}
	if err := json.Unmarshal(res.Body.Bytes(), &c); err != nil || res.Code != http.StatusOK {
		d.Fatalf("challenge: %d %s %v", res.Code, res.Body, err)
	}
	if res.Header().Get("Cache-Control") != "no-store" || !strings.Contains(res.Body.String(), `"maxnumber":`) {
		d.Errorf("challenge: %v %s", res.Header(), res.Body)
	}
	found, err := altcha.SolveChallenge(c.Challenge, c.Salt, altcha.Algorithm(c.Algorithm), c.MaxNumber, 0, nil)
	if err != nil || found == nil {
		d.Fatal("the challenge has no solution: ", err)
	}
	solution, err := json.Marshal(altcha.Payload{Algorithm: c.Algorithm, Challenge: c.Challenge, Number: int64(found.Number), Salt: c.Salt, Signature: c.Signature})
	if err != nil {
		d.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(solution)
}

// useUp sends reports without a proof until nothing is left for them.
func (d *provingDoor) useUp(address string) {
	d.Helper()
	for n := 0; d.report(address, "").Code == http.StatusNoContent; n++ {
		if n > 10_000 {
			d.Fatal("there is no end to it")
		}
	}
}

// outcomes returns the metric of proofs, without what never happened.
func (d *provingDoor) outcomes() string {
	d.Helper()
	families, err := d.metrics.Gather()
	if err != nil {
		d.Fatal(err)
	}
	var all []string
	for _, family := range families {
		for _, m := range family.GetMetric() {
			if n := m.GetCounter().GetValue(); family.GetName() == "ringfence_proofs_total" && n > 0 {
				all = append(all, fmt.Sprintf("%s %v", m.GetLabel()[0].GetValue(), n))
			}
		}
	}
	return strings.Join(all, ", ")
}

// TestProofsAllowMore: 10 reports an hour without a proof, and 20 more with. The first 10 take no proof, though it comes.
func TestProofsAllowMore(t *testing.T) {
	for _, test := range []struct {
		name          string
		form          bool
		plain, proved int // how many pass, in this order
	}{
		{"programs that prove", false, 0, 30},
		{"programs that do not", false, 10, 0},
		{"a form with script", true, 0, 30},
		{"a form without", true, 10, 0},
		{"some of both in one network", true, 7, 23},
	} {
		d := newProvingDoor(t, nil)
		ask := func(proof string) *httptest.ResponseRecorder {
			if test.form {
				return d.post("192.0.2.1", url.Values{"kind": {"call"}, "altcha": {proof}})
			}
			return d.report("192.0.2.1", proof)
		}
		for i := range test.plain + test.proved {
			proof := ""
			if i >= test.plain {
				proof = d.prove()
			}
			want := fmt.Sprintf(`"report";r=%d;t=%d`, 9-i, 360*(i+1))
			if i >= 10 {
				want = fmt.Sprintf(`"proved_report";r=%d;t=%d`, 29-i, 180*(i-9))
			}
			if res := ask(proof); res.Code != http.StatusNoContent || res.Header().Get("RateLimit") != want || res.Header().Get("Retry-After") != "" {
				t.Fatalf("%s, %d: %d %v, want %s", test.name, i+1, res.Code, res.Header(), want)
			}
		}
		if res := ask(""); res.Code != http.StatusTooManyRequests || res.Header().Get("Retry-After") != "360" {
			t.Errorf("%s: one more without: %d %v", test.name, res.Code, res.Header())
		}
		if test.proved == 0 {
			continue
		}
		if res := ask(d.prove()); res.Code != http.StatusTooManyRequests || res.Header().Get("Retry-After") != "180" {
			t.Errorf("%s: one more with: %d %v", test.name, res.Code, res.Header())
		}
		if got := d.outcomes(); got != "accepted 20, unspent 1" {
			t.Errorf("%s: counted %s", test.name, got)
		}
	}
}

// TestAProofIsKeptForWhenItIsNeeded: what it did not let in did not spend it.
func TestAProofIsKeptForWhenItIsNeeded(t *testing.T) {
	d := newProvingDoor(t, nil)
	kept := d.prove()
	if got := d.report("192.0.2.1", kept).Header().Get("RateLimit-Policy"); got != `"report";q=10;w=3600` {
		t.Errorf("with something left: %s", got)
	}
	d.useUp("192.0.2.1")
	for d.report("192.0.2.1", d.prove()).Code == http.StatusNoContent {
	}
	if res := d.report("192.0.2.1", kept); res.Code != http.StatusTooManyRequests {
		t.Errorf("with nothing left: %d", res.Code)
	}
	d.now = d.now.Add(3 * time.Minute) // one more who proves, and none who does not
	if res := d.report("192.0.2.1", kept); res.Code != http.StatusNoContent || res.Header().Get("RateLimit") != `"proved_report";r=0;t=3600` {
		t.Errorf("later: %d %v", res.Code, res.Header())
	}
}

// TestAChallengeIsAsDescribed, and a report with its proof too; the edge that is held to openapi.yaml limits nobody.
func TestAChallengeIsAsDescribed(t *testing.T) {
	e := newEdge(t)
	var c altcha.Payload
	e.ask(get("/proof"), http.StatusOK, &c)
	answer, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	e.ask(with(post(call), "Altcha", base64.StdEncoding.EncodeToString(answer)), http.StatusCreated, &told{})
}

// TestCampusesProveMore: the factor of a network holds for what is proved too.
func TestCampusesProveMore(t *testing.T) {
	d := newProvingDoor(t, nil)
	d.useUp("10.1.2.3")
	if got := d.report("10.1.2.3", d.prove()).Header().Get("RateLimit-Policy"); got != `"proved_report";q=400;w=3600` {
		t.Error(got)
	}
}

// TestAProofCountsOnce, also where the second time is at another instance.
func TestAProofCountsOnce(t *testing.T) {
	d := newProvingDoor(t, nil)
	other := newProvingDoor(t, d.limiter)
	proof := d.prove()
	d.useUp("192.0.2.1")
	d.useUp("192.0.2.2")
	for i, at := range []*provingDoor{d, other, d} {
		policy := at.report("192.0.2.1", proof).Header().Get("RateLimit-Policy")
		if want := map[bool]string{true: `"proved_report";q=20;w=3600`, false: `"report";q=10;w=3600`}[i == 0]; policy != want {
			t.Errorf("time %d: %s, want %s", i+1, policy, want)
		}
	}
	if res := d.post("192.0.2.2", url.Values{"altcha": {proof}}); res.Code != http.StatusTooManyRequests || res.Header().Get("RateLimit-Policy") != `"report";q=10;w=3600` {
		t.Errorf("from another network, in a form: %v", res.Header())
	}
	if d.outcomes() != "accepted 1, used 2" || other.outcomes() != "used 1" {
		t.Errorf("counted %q and %q", d.outcomes(), other.outcomes())
	}
	if fresh := other.report("192.0.2.1", d.prove()); fresh.Header().Get("RateLimit-Policy") != `"proved_report";q=20;w=3600` {
		t.Errorf("a challenge of one instance at the other: %v", fresh.Header())
	}
}

// standIn is a limiter that cannot ask the others.
type standIn struct{ ratelimit.Limiter }

func (l standIn) Allow(ctx context.Context, who ratelimit.Caller, b ratelimit.Budget, n int) ratelimit.Decision {
	d := l.Limiter.Allow(ctx, who, b, n)
	d.By = ratelimit.OnGone
	return d
}

// TestProofsThatCountForNothing: the request is then one without a proof.
func TestProofsThatCountForNothing(t *testing.T) {
	for _, test := range []struct {
		outcome string
		limiter ratelimit.Limiter
		wait    time.Duration
		change  func(string) string
	}{
		{"accepted 1", nil, proof.Lifetime, nil},
		{"expired 1", nil, proof.Lifetime + time.Second, nil},
		{"unsure 1", standIn{ratelimit.NewLocal(ratelimit.LocalConfig{})}, 0, nil},
		{"unreadable 1", nil, 0, func(string) string { return "not a proof" }},
		{"wrong 1", nil, 0, func(string) string { return base64.StdEncoding.EncodeToString([]byte("{}")) }},
		{"", nil, 0, func(string) string { return "" }},
	} {
		d := newProvingDoor(t, test.limiter)
		proof := d.prove()
		if d.now = d.now.Add(test.wait); test.change != nil {
			proof = test.change(proof)
		}
		d.useUp("192.0.2.1")
		code, want := http.StatusTooManyRequests, `"report";q=10;w=3600`
		if test.outcome == "accepted 1" {
			code, want = http.StatusNoContent, `"proved_report";q=20;w=3600`
		}
		res := d.report("192.0.2.1", proof)
		if got := res.Header().Get("RateLimit-Policy"); res.Code != code || got != want || d.outcomes() != test.outcome {
			t.Errorf("%s: %d %s, counted %q", test.outcome, res.Code, got, d.outcomes())
		}
	}
}

// TestAFormIsReadTwice: looking for the proof takes nothing from what the handler reads, and refuses nothing itself.
func TestAFormIsReadTwice(t *testing.T) {
	const form, much = "application/x-www-form-urlencoded", 1 << 10
	d := newProvingDoor(t, nil)
	d.useUp("10.0.0.1")
	for _, test := range []struct {
		name, media, more string // what comes after the proof
		announced         bool
		want              int
	}{
		{"a form", form + "; charset=utf-8", "&kind=call", true, http.StatusNoContent},
		{"one that comes bit by bit", form, "&kind=call", false, http.StatusNoContent},
		{"one that is too large", form, "&x=" + strings.Repeat("x", much), false, http.StatusRequestEntityTooLarge},
		{"and says so", form, "&x=" + strings.Repeat("x", much), true, http.StatusTooManyRequests},
		{"broken escapes", form, "&x=%zz", true, http.StatusTooManyRequests},
		{"something else", "text/plain", "", true, http.StatusTooManyRequests},
		{"nothing", "", "", true, http.StatusTooManyRequests},
	} {
		body := url.Values{"altcha": {d.prove()}}.Encode() + test.more
		req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/report", strings.NewReader(body))
		req.Header.Set("Content-Type", test.media)
		if d.read = ""; !test.announced {
			req.ContentLength = -1
		}
		if res := d.send(req, "10.0.0.1"); res.Code != test.want || test.want == http.StatusNoContent && d.read != body {
			t.Errorf("%s: %d, %d bytes read", test.name, res.Code, len(d.read))
		}
	}
}

// TestProofsLookedAtAreBounded: what nobody has paid for is read 60 times a minute for one network, and never before
// all that is free is used up.
func TestProofsLookedAtAreBounded(t *testing.T) {
	d := newProvingDoor(t, nil)
	read := 0
	post := func(address string) int {
		req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/report", strings.NewReader("altcha=x"))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Body = counted{req.Body, &read}
		return d.send(req, address).Code
	}
	d.useUp("192.0.2.1")
	for range 100 {
		if code := post("192.0.2.1"); code != http.StatusTooManyRequests {
			t.Fatal(code)
		}
	}
	if read != 60 || d.outcomes() != "unreadable 60, untried 40" {
		t.Errorf("%d forms were read: %s", read, d.outcomes())
	}
	if code := d.report("192.0.2.1", d.prove()).Code; code != http.StatusTooManyRequests {
		t.Errorf("a proof in a header: %d", code)
	}
	d.useUp("192.0.2.2")
	if code := d.report("192.0.2.2", d.prove()).Code; code != http.StatusNoContent {
		t.Errorf("another network: %d", code)
	}
	d.now = d.now.Add(time.Second)
	if code := d.report("192.0.2.1", d.prove()).Code; code != http.StatusNoContent {
		t.Errorf("a second later: %d", code)
	}
}

// counted is a body that counts how often it was read to its end.
type counted struct {
	io.ReadCloser
	ends *int
}

func (b counted) Read(p []byte) (n int, err error) {
	if n, err = b.ReadCloser.Read(p); errors.Is(err, io.EOF) {
		*b.ends++
	}
	return n, err
}

// TestAProofIsRememberedAsLongAsItIsValid to clocks that differ by as much.
func TestAProofIsRememberedAsLongAsItIsValid(t *testing.T) {
	if b := ratelimit.DefaultBudgets().Proof; b.Burst != 1 || b.Rate != 1 || b.Period < 2*proof.Lifetime {
		t.Errorf("%+v", b)
	}
}

// TestAdviceToProve is what programs are told that have no proof, and not told that have one.
func TestAdviceToProve(t *testing.T) {
	d := newProvingDoor(t, nil)
	for d.report("192.0.2.1", "").Code == http.StatusNoContent {
	}
	if words := d.report("192.0.2.1", "").Body.String(); !strings.Contains(words, "GET /proof") || !strings.Contains(words, "API key") {
		t.Error(words)
	}
	for d.report("192.0.2.1", d.prove()).Code == http.StatusNoContent {
	}
	if words := d.report("192.0.2.1", d.prove()).Body.String(); strings.Contains(words, "/proof") || !strings.Contains(words, "API key") {
		t.Error(words)
	}
}

// TestNoAdviceToProveInVain: where no proof is looked at, or none is believed, nobody is told to make one.
func TestNoAdviceToProveInVain(t *testing.T) {
	good := newProvingDoor(t, nil).prove()
	for name, d := range map[string]*provingDoor{
		"without a secret": provingDoorOf(t, nil, nil),
		"with Redis away":  newProvingDoor(t, standIn{ratelimit.NewLocal(ratelimit.LocalConfig{})}),
	} {
		d.useUp("192.0.2.1")
		for _, proof := range []string{"", "not a proof", good} {
			res := d.report("192.0.2.1", proof)
			if words := res.Body.String(); res.Code != http.StatusTooManyRequests || strings.Contains(words, "/proof") || !strings.Contains(words, "API key") {
				t.Errorf("%s, %q: %d %s", name, proof, res.Code, words)
			}
		}
	}
}

// TestChallengesAreBounded for the work that they make.
func TestChallengesAreBounded(t *testing.T) {
	d := newProvingDoor(t, nil)
	var passed int
	for d.send(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/proof", nil), "192.0.2.1").Code == http.StatusOK {
		passed++
	}
	if passed != 20 {
		t.Errorf("%d challenges in a minute", passed)
	}
}
