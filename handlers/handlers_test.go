package handlers_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"ringfence/handlers"
	"ringfence/handlers/route"
	"ringfence/internal/reputation"
)

func TestHeadersOfEveryAnswer(t *testing.T) {
	e := newEdge(t)
	names := make(map[string]bool)
	for _, path := range []string{"/v1/vocabulary", "/v1/numbers/x", "/nowhere", "/healthz", "/test/panic", "/metrics"} {
		h := e.do(with(get(path), "X-Request-Id", "+12025550143")).header
		policy := "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'"
		if h.Get("Content-Security-Policy") != policy || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: %v", path, h)
		}
		name := h.Get("X-Request-Id")
		if len(name) != 16 || names[name] {
			t.Errorf("%s: request id %q", path, name)
		}
		names[name] = true
	}
}

func TestHealth(t *testing.T) {
	e := newEdge(t)
	var got struct {
		OK     bool
		Checks []handlers.Check
	}
	e.ask(get("/healthz"), http.StatusOK, &got)
	e.ask(get("/readyz"), http.StatusOK, &got)
	e.ready = []handlers.Check{{Name: "store", OK: true}, {Name: "index", Detail: "40 s old"}}
	if e.ask(get("/readyz"), http.StatusServiceUnavailable, &got); got.OK || len(got.Checks) != 2 || got.Checks[1].Detail != "40 s old" {
		t.Errorf("%+v", got)
	}
	e.ask(get("/healthz"), http.StatusOK, &got)
}

// TestOtherSites is what a script of another site may do.
func TestOtherSites(t *testing.T) {
	e := newEdge(t)
	for _, test := range []struct {
		method, path string
		open         bool
	}{
		{http.MethodGet, "/v1/numbers/+12025550143", true},
		{http.MethodGet, "/v1/numbers/hello", true}, // and read why not
		{http.MethodPost, "/v1/lookups", true},
		{http.MethodPost, "/v1/reports", false}, // visitors of a site must not be made to report
		{http.MethodGet, "/v1/receipts/0000-0000-0000-0000-0", true},
		{http.MethodPut, "/v1/receipts/0000-0000-0000-0000-0", false},
		{http.MethodDelete, "/v1/receipts/0000-0000-0000-0000-0", false},
		{http.MethodGet, "/healthz", false},
		{http.MethodGet, "/test/page", false},
	} {
		h := e.do(with(request{method: test.method, path: test.path}, "Origin", "https://other.example")).header
		if got := h.Get("Access-Control-Allow-Origin"); (got == "*") != test.open || h.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s %s: Access-Control-Allow-Origin %q", test.method, test.path, got)
		}
		asked := e.do(request{method: http.MethodOptions, path: test.path, header: map[string]string{
			"Origin": "https://other.example", "Access-Control-Request-Method": test.method,
		}}).header
		if got := asked.Get("Access-Control-Allow-Methods"); strings.Contains(got, test.method) != test.open {
			t.Errorf("%s %s: Access-Control-Allow-Methods %q", test.method, test.path, got)
		}
	}
}

func TestHead(t *testing.T) {
	e := newEdge(t)
	got := e.do(request{method: http.MethodHead, path: "/v1/numbers/+12025550143"})
	if got.status != http.StatusOK || got.body != "" || got.header.Get("ETag") == "" {
		t.Errorf("%d %q %v", got.status, got.body, got.header)
	}
}

// TestNobodyIsNamed holds a whole conversation and then searches all that an operator can read of it.
func TestNobodyIsNamed(t *testing.T) {
	e := newEdge(t)
	var answer told
	secret := "my name is Zhuang"
	e.ask(with(post(fmt.Sprintf(`{"kind":"call","subjects":["+12025550143","+12025550144"],"text":%q,"campus":"Nowhere College"}`, secret)),
		"Idempotency-Key", "idempotent-0123456789-0123456789"), http.StatusCreated, &answer)
	receipt := "/v1/receipts/" + url.PathEscape(answer.Receipt)
	correction := fmt.Sprintf(`{"kind":"call","subjects":["+12025550146"],"text":%q}`, secret)
	for _, ask := range []request{
		get("/v1/numbers/+12025550143"), get("/v1/numbers/+1202555014x"), get("/v1/subjects/domain/secret.example.com?region=US"),
		lookup(`{"numbers":["+12025550145","202555014x"]}`), post(`{"text":"my name is Zhuang"`), post(`{"kind":"+12025550147"}`),
		get(receipt), {method: http.MethodPut, path: receipt, body: correction}, {method: http.MethodDelete, path: receipt},
		get("/2025550143"), get("/v1/2025550143/x"), {method: "X12025550143", path: "/v1/vocabulary"}, {method: http.MethodPut, path: "/v1/numbers/+12025550143"},
		get("/test/panic"), get("/test/mistake"), with(get("/v1/vocabulary"), "User-Agent", "agent-zhuang"),
		with(get("/v1/vocabulary"), "X-Forwarded-For", "203.0.113.77"), with(get("/test/panic"), "X-Request-Id", "12025550143"),
	} {
		e.do(ask)
	}
	e.store.fail(fmt.Errorf("away"))
	e.do(get("/v1/numbers/+12025550143"))
	e.do(post(call))
	all := e.log.String() + e.do(get("/metrics")).body
	for _, secret := range []string{
		"20255501", "127.0.0.1", "203.0.113", answer.Receipt, strings.ReplaceAll(answer.Receipt, "-", ""), "Zhuang", "zhuang",
		"Nowhere", "secret.example", "idempotent", "region=US", "/v1/2025",
	} {
		if i := strings.Index(all, secret); i >= 0 {
			t.Errorf("%q is in the log or the metrics: %s", secret, all[max(0, i-200):min(len(all), i+100)])
		}
	}
	requests := 0
	for _, line := range strings.Split(strings.TrimSpace(e.log.String()), "\n") {
		var entry map[string]any
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatal(err)
		}
		if entry["msg"] != "request" {
			continue
		}
		if requests++; len(entry) != 7 || entry["level"] != "DEBUG" { // time, level, msg and the four that are allowed
			t.Errorf("log line %s", line)
		}
	}
	if requests == 0 {
		t.Error("no request is in the log for debugging")
	}
	for _, want := range []string{
		`ringfence_http_requests_total{method="GET",route="/v1/numbers/:number",status="2xx"} 2`,
		`ringfence_http_requests_total{method="other",route="/v1/vocabulary",status="4xx"} 1`,
		`ringfence_http_requests_total{method="GET",route="unmatched",status="4xx"} 2`,
		`ringfence_http_request_duration_seconds_count{method="POST",route="/v1/lookups"} 1`,
		`ringfence_http_requests_in_flight 1`, `ringfence_build_info{go=`,
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no %s in the metrics", want)
		}
	}
}

// TestVisitor is whom a report is counted for, behind proxies and not.
func TestVisitor(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.1.2.3/8"), netip.MustParsePrefix("2001:db8:ffff::/48")}
	for _, test := range []struct {
		name      string
		trusted   []netip.Prefix
		peer      string
		forwarded []string
		group     string
	}{
		{"direct", nil, "192.0.2.77:1234", nil, "net/192.0.2.0/24"},
		{"nobody is trusted", nil, "10.9.9.9:1234", []string{"203.0.113.5"}, "net/10.9.9.0/24"},
		{"not even this machine", proxies, "127.0.0.1:1234", []string{"203.0.113.5"}, "net/127.0.0.0/24"},
		{"a proxy", proxies, "10.9.9.9:1234", []string{"203.0.113.5"}, "net/203.0.113.0/24"},
		{"a forged first entry", proxies, "10.9.9.9:1234", []string{"198.51.100.1, 203.0.113.5"}, "net/203.0.113.0/24"},
		{"two headers", proxies, "10.9.9.9:1234", []string{"198.51.100.1", "203.0.113.5, 10.0.0.1"}, "net/203.0.113.0/24"},
		{"nonsense", proxies, "10.9.9.9:1234", []string{"hello"}, "net/10.9.9.0/24"},
		{"IPv6", proxies, "[2001:db8:ffff::1]:1234", []string{"2001:db8:1:2::3"}, "net/2001:db8:1::/48"},
		{"IPv4 in IPv6", nil, "[::ffff:192.0.2.77]:1234", nil, "net/192.0.2.0/24"},
		{"a socket", nil, "@", nil, "net/unknown"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var seen reputation.Speaker
			handler, err := handlers.New(handlers.Config{
				Routes: []route.Route{{Method: http.MethodGet, Path: "/who", Handle: func(c echo.Context) error {
					seen = route.Visitor(c)
					return c.NoContent(http.StatusNoContent)
				}}},
				Log: slog.New(slog.DiscardHandler), Metrics: prometheus.NewRegistry(), TrustedProxies: test.trusted, Limits: unlimited(),
			})
			if err != nil {
				t.Fatal(err)
			}
			req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/who", nil)
			req.RemoteAddr = test.peer
			req.Header["X-Forwarded-For"] = test.forwarded
			handler.ServeHTTP(httptest.NewRecorder(), req)
			if seen.Group != test.group {
				t.Errorf("group %q, want %q", seen.Group, test.group)
			}
		})
	}
}

// TestForgottenProxy is what an operator is told whose proxy is not named: once, and of nobody.
func TestForgottenProxy(t *testing.T) {
	const warning = "name it with --trusted-proxies"
	proxies := []netip.Prefix{netip.MustParsePrefix("10.1.2.3/8"), netip.MustParsePrefix("2001:db8:ffff::/48")}
	for _, test := range []struct {
		name    string
		trusted []netip.Prefix
		peer    string
		header  []string
		warned  bool
	}{
		{"no proxy", nil, "192.0.2.77:1234", nil, false},
		{"a proxy where none is named", nil, "10.9.9.9:1234", []string{"203.0.113.5"}, true},
		{"a proxy that is named", proxies, "10.9.9.9:1234", []string{"203.0.113.5"}, false},
		{"the same, on a socket for both protocols", proxies, "[::ffff:10.9.9.9]:1234", []string{"203.0.113.5"}, false},
		{"one of IPv6", proxies, "[2001:db8:ffff::1]:1234", []string{"203.0.113.5"}, false},
		{"another", proxies, "192.0.2.77:1234", []string{"203.0.113.5"}, true},
		{"a socket", proxies, "@", []string{"203.0.113.5"}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			log := &notes{}
			handler, err := handlers.New(handlers.Config{
				Routes: []route.Route{{Method: http.MethodGet, Path: "/who", Handle: func(c echo.Context) error {
					return c.String(http.StatusOK, c.RealIP())
				}}},
				Log: slog.New(slog.NewJSONHandler(log, nil)), Metrics: prometheus.NewRegistry(), TrustedProxies: test.trusted, Limits: unlimited(),
			})
			if err != nil {
				t.Fatal(err)
			}
			for range 3 {
				req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/who", nil)
				req.RemoteAddr, req.Header["X-Forwarded-For"] = test.peer, test.header
				handler.ServeHTTP(httptest.NewRecorder(), req)
			}
			want := 0
			if test.warned {
				want = 1
			}
			if got := log.String(); strings.Count(got, warning) != want || strings.Contains(got, "203.0.113") || strings.Contains(got, "192.0.2") {
				t.Errorf("warned %d times, want %d: %s", strings.Count(got, warning), want, got)
			}
		})
	}
}

func TestNewRefuses(t *testing.T) {
	config := handlers.Config{Log: slog.New(slog.DiscardHandler), Metrics: prometheus.NewRegistry(), TrustedProxies: make([]netip.Prefix, 1), Limits: unlimited()}
	if _, err := handlers.New(config); err == nil {
		t.Error("a proxy that is no network")
	}
	config.TrustedProxies = nil
	if _, err := handlers.New(config); err != nil {
		t.Error(err)
	}
	if _, err := handlers.New(config); err == nil {
		t.Error("metrics registered twice")
	}
}
