package handlers_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"ringfence/internal/apikey"
	"ringfence/internal/subject"
	"ringfence/ratelimit"
)

// TestOperatorsAreNoValues sends what a database without care would take for an operator, wherever a text or a number is expected.
func TestOperatorsAreNoValues(t *testing.T) {
	e := newEdge(t)
	var filed told
	e.ask(post(`{"kind":"call","subjects":["+12025550143"]}`), http.StatusCreated, &filed)
	for _, operator := range []string{`{"$ne":null}`, `{"$gt":""}`, `{"$regex":".*"}`, `{"$where":"sleep(1000)"}`, `["$ne"]`} {
		for _, body := range []string{
			`{"kind":` + operator + `,"subjects":["+12025550143"]}`,
			`{"kind":"call","subjects":[` + operator + `]}`,
			`{"kind":"call","subjects":` + operator + `}`,
			`{"kind":"call","subjects":["+12025550143"],"category":` + operator + `}`,
			`{"kind":"call","subjects":["+12025550143"],"campus":` + operator + `}`,
		} {
			if got := e.straight(post(body)); got.status != http.StatusBadRequest {
				t.Errorf("%s: %d", body, got.status)
			}
		}
		if got := e.straight(lookup(`{"numbers":[` + operator + `]}`)); got.status != http.StatusBadRequest && !strings.Contains(got.body, "problem") {
			t.Errorf("%s as a number: %d %s", operator, got.status, got.body)
		}
		for _, path := range []string{"/v1/receipts/", "/v1/numbers/", "/v1/subjects/wechat/", "/v1/subjects/domain/"} {
			if got := e.straight(get(path + url.PathEscape(operator))); got.status != http.StatusBadRequest && got.status != http.StatusNotFound {
				t.Errorf("%s%s: %d %s", path, operator, got.status, got.body)
			}
		}
		if got := e.straight(request{method: http.MethodDelete, path: "/v1/receipts/" + url.PathEscape(operator)}); got.status < 400 {
			t.Errorf("withdrawn by %s: %d", operator, got.status)
		}
	}
	key, err := subject.ParseKey("+12025550143")
	if err != nil {
		t.Fatal(err)
	}
	if said, err := e.store.Statements(t.Context(), key); err != nil || len(said) != 1 || said[0].State != "live" {
		t.Errorf("what was said is now %+v, %v", said, err)
	}
}

// TestNothingForgesALogLine sends line ends, terminal escapes and what looks like an entry, in every part of a request that might be logged.
func TestNothingForgesALogLine(t *testing.T) {
	e := newEdge(t)
	forged := "x\r\ntime=2026-01-01 level=ERROR msg=forged-entry\x1b[31m\u2028\u202e"
	escaped := url.PathEscape(forged)
	for _, ask := range []request{
		get("/" + escaped), get("/v1/numbers/" + escaped), get("/v1/vocabulary?lang=" + url.QueryEscape(forged)), get("/test/panic?" + url.QueryEscape(forged)),
		with(get("/test/mistake"), "User-Agent", forged), with(get("/test/mistake"), "X-Request-Id", forged), with(get("/test/mistake"), "Referer", forged),
		with(get("/test/mistake"), "X-Forwarded-For", forged), with(get("/test/mistake"), "Accept-Language", forged), with(get("/test/mistake"), "Cookie", forged),
		with(get("/test/mistake"), "Authorization", "Bearer "+forged), post(fmt.Sprintf(`{"kind":%q}`, forged)), post(forged),
		with(post(`{"kind":"call","subjects":["+12025550143"]}`), "Idempotency-Key", forged), with(post(`{}`), "Content-Type", forged),
	} {
		e.straight(ask)
	}
	lines := strings.Split(strings.TrimSpace(e.log.String()), "\n")
	if len(lines) < 2 {
		t.Fatal("nothing was logged, so nothing was tried")
	}
	for _, line := range lines {
		if !strings.HasPrefix(line, "time=") && !strings.HasPrefix(line, "{") || strings.Contains(line, "forged-entry") || strings.ContainsAny(line, "\x1b\r\u2028\u202e") {
			t.Errorf("a line that others wrote: %q", line)
		}
	}
}

// TestNothingIsSmuggled writes requests that a proxy and a server may read differently, as bytes, and counts the answers.
func TestNothingIsSmuggled(t *testing.T) {
	server := httptest.NewServer(newEdge(t).handler)
	t.Cleanup(server.Close)
	const body = "0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
	for name, raw := range map[string]string{
		"two lengths":                "POST /v1/reports HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 44\r\n\r\n" + body,
		"a length and chunks":        "POST /v1/reports HTTP/1.1\r\nHost: x\r\nContent-Length: 44\r\nTransfer-Encoding: chunked\r\n\r\n" + body,
		"chunks of another spelling": "POST /v1/reports HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: xchunked\r\n\r\n" + body,
		"chunks, and chunks again":   "POST /v1/reports HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n" + body,
		"a space before the colon":   "POST /v1/reports HTTP/1.1\r\nHost: x\r\nContent-Length : 44\r\n\r\n" + body,
		"a folded header":            "POST /v1/reports HTTP/1.1\r\nHost: x\r\nX-A: b\r\n Content-Length: 44\r\nContent-Length: nothing\r\n\r\n" + body,
		"a bare line end in a field": "POST /v1/reports HTTP/1.1\r\nHost: x\r\nX-A: b\rContent-Length: 44\r\n\r\n" + body,
		"two hosts":                  "GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
		"no host":                    "GET /healthz HTTP/1.1\r\n\r\n",
		"a line end in the address":  "GET /healthz\nX: y HTTP/1.1\r\nHost: x\r\n\r\n",
		"a negative length":          "POST /v1/reports HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n" + body,
	} {
		t.Run(name, func(t *testing.T) {
			answers := converse(t, server.Listener.Addr().String(), raw)
			if len(answers) > 1 || len(answers) == 1 && answers[0] < 400 {
				t.Errorf("answered %v: what stands behind the first request was taken for another, or the first was not refused", answers)
			}
		})
	}
	if answers := converse(t, server.Listener.Addr().String(), "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"); len(answers) != 1 || answers[0] != http.StatusOK {
		t.Errorf("a sound request is answered %v", answers)
	}
}

// straight is do for what no sound client can send, and no contract describes.
func (e *edge) straight(ask request) reply {
	if ask.method == "" {
		ask.method = http.MethodGet
	}
	r := httptest.NewRequest(ask.method, ask.path, strings.NewReader(ask.body))
	r.Header.Set("Content-Type", "application/json")
	for name, value := range ask.header {
		r.Header[http.CanonicalHeaderKey(name)] = []string{value}
	}
	w := httptest.NewRecorder()
	e.handler.ServeHTTP(w, r)
	return reply{status: w.Code, header: w.Header(), body: w.Body.String()}
}

// converse sends bytes and returns the statuses of what comes back until the server ends, or is silent.
func converse(t *testing.T, to, raw string) (statuses []int) {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", to)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.Write([]byte(raw)); err != nil {
		t.Fatal(err)
	}
	if half, ok := conn.(*net.TCPConn); ok {
		_ = half.CloseWrite()
	}
	_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second)) // of a test that has failed
	for from := bufio.NewReader(conn); ; {
		answer, err := http.ReadResponse(from, nil)
		if err != nil {
			return statuses
		}
		statuses = append(statuses, answer.StatusCode)
		_ = answer.Body.Close()
	}
}

// TestEnumerationTakesLong is how many subjects one network can ask about in a day, with a clock of its own, as it is and with what multiplies
// that: what .github/SECURITY.md says of scrapers follows from it.
func TestEnumerationTakesLong(t *testing.T) {
	budgets := ratelimit.DefaultBudgets()
	for _, test := range []struct {
		name  string
		of    ratelimit.Budget
		each  int // answers that one request brings
		most  int // in the first day
		whole float64
		days  float64 // that whole takes, at least
	}{
		{"exact lookups of China's mobile numbers in use", budgets.Lookup, 1, 60 + 60*60*24, 1.7e9, 53 * 365},
		{"on a campus", budgets.Lookup.Times(ratelimit.CampusFactor), 1, 20 * (60 + 60*60*24), 1.7e9, 2.6 * 365},
		{"with a free key", budgets.Lookup.Times(apikey.Free.Factor()), 1, 10 * (60 + 60*60*24), 1.7e9, 5.3 * 365},
		{"batches of them", budgets.Batch, 500, (6 + 6*60*24) * 500, 1.7e9, 365},
		{"batches on a campus", budgets.Batch.Times(ratelimit.CampusFactor), 500, 20 * (6 + 6*60*24) * 500, 1.7e9, 19},
		{"batches with a free key", budgets.Batch.Times(apikey.Free.Factor()), 500, 10 * (6 + 6*60*24) * 500, 1.7e9, 39},
		{"batches with a partner's key", budgets.Batch.Times(apikey.Partner.Factor()), 500, 100 * (6 + 6*60*24) * 500, 1.7e9, 3},
		{"guesses of receipts, until one of a million is found", budgets.Receipt, 1, 20 + 20*60*24, 1 << 60, 1e11 * 365},
	} {
		t.Run(test.name, func(t *testing.T) {
			now := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
			limiter := ratelimit.NewLocal(ratelimit.LocalConfig{Capacity: 16, Clock: func() time.Time { return now }})
			caller := ratelimit.ByKey(make([]byte, ratelimit.MinSecret), "x")
			asked := 0
			for until := now.Add(24 * time.Hour); now.Before(until); {
				if d := limiter.Allow(t.Context(), caller, test.of, 1); d.Allowed {
					asked++
				} else {
					now = now.Add(max(d.RetryAfter, time.Millisecond))
				}
			}
			got := asked * test.each
			if got > test.most || got < test.most/2 {
				t.Errorf("%d in a day, want about %d at most", got, test.most)
			}
			if days := test.whole / float64(got); days < test.days {
				t.Errorf("all take %.1f days, want %.0f at least", days, test.days)
			}
		})
	}
}
