package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ringfence/handlers"
	"ringfence/handlers/api"
	"ringfence/internal/index"
	"ringfence/internal/keyring"
	"ringfence/internal/private"
	"ringfence/internal/projection"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/ratelimit"
	"ringfence/store/mem"
)

// overheard is a server, and every byte that it was sent.
type overheard struct {
	url  string
	sent []string
}

// listening serves the API with some numbers reported: the n-th by n networks.
func listening(t *testing.T, reported ...subject.Key) *overheard {
	t.Helper()
	store := mem.New()
	for i, about := range reported {
		for network := range uint8(i + 1) {
			filed := reputation.SealedTestimony{ReceivedAt: time.Now().UTC().Truncate(time.Minute)}
			filed.Report, filed.Receipt = report.ID{byte(i), network}, report.ReceiptHash{byte(i), network}
			filed.Statements = []reputation.Statement{{
				Subject: about, Report: filed.Report, ReceivedAt: filed.ReceivedAt, At: filed.ReceivedAt, Mass: reputation.Mass(0.6, report.Bad, filed.ReceivedAt),
				Polarity: report.Bad, Category: "loan", Tier: reputation.Verified, Own: network, Block: network, State: reputation.Live, Version: 1,
			}}
			must(t, store.File(t.Context(), filed))
		}
	}
	x := index.New(index.Config{Store: store, Clock: time.Now})
	p := projection.New(projection.Config{Store: store, Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
	must(t, p.Sweep(t.Context()))
	must(t, p.Sweep(t.Context())) // neighbours
	_, err := x.Load(t.Context())
	must(t, err)
	keys, err := keyring.Open(&keyring.Memory{})
	must(t, err)
	rooms, err := api.New(api.Config{Index: x, Clock: time.Now, Pad: keys.Pad})
	must(t, err)
	edge, err := handlers.New(handlers.Config{
		Routes: rooms.Routes(), Log: slog.New(slog.DiscardHandler), Metrics: prometheus.NewRegistry(),
		Limits: handlers.Limits{Limiter: ratelimit.Off{}, Budgets: ratelimit.DefaultBudgets(), Secret: make([]byte, ratelimit.MinSecret)},
	})
	must(t, err)
	heard := &overheard{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		all, err := httputil.DumpRequest(r, true)
		if err != nil {
			t.Error(err)
		}
		heard.sent = append(heard.sent, string(all))
		edge.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	heard.url = server.URL
	return heard
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// asked runs the command and reads what it prints.
func (o *overheard) asked(t *testing.T, args ...string) (answer told) {
	t.Helper()
	var out bytes.Buffer
	must(t, run(t.Context(), append([]string{"lookup", "--json", "--server", o.url}, args...), streams{strings.NewReader(""), &out, &out}))
	must(t, json.Unmarshal(out.Bytes(), &answer))
	return answer
}

// TestPrivateLookupsDecideAsExactOnes compares both for numbers that were reported by none to many, and hears what is sent: the
// same of all that share a prefix.
func TestPrivateLookupsDecideAsExactOnes(t *testing.T) {
	numbers, reported := report.Samples(), make([]subject.Key, 14)
	for i := range reported {
		key, err := subject.ParseKey(fmt.Sprintf("+13035550%d", 100+11*i%90))
		must(t, err)
		reported[i] = key
	}
	heard, listed, requests := listening(t, reported...), 0, map[string]string{}
	for _, key := range append(numbers, reported...) {
		exact, decided := heard.asked(t, key.String()), heard.asked(t, "--private", key.String())
		place, _ := private.PlaceOf(key)
		if decided.Sent != place.Prefix.String() || decided.Key != key || exact.Sent != key.String() {
			t.Errorf("%s: %+v, %+v", key, decided, exact)
		}
		contested := key.String() == "+12025550104"
		if isListed := (exact.Verdict == "suspicious" || exact.Verdict == "scam") && !contested; isListed != *decided.Listed {
			t.Errorf("%s is %s, and listed: %v", key, exact.Verdict, *decided.Listed)
		}
		if *decided.Listed {
			listed++
			if decided.Verdict != exact.Verdict || *decided.Score != min(*exact.Score, private.MaxScore) {
				t.Errorf("%s is %s with %d, and privately %s with %d", key, exact.Verdict, *exact.Score, decided.Verdict, *decided.Score)
			}
		}
		last := heard.sent[len(heard.sent)-1]
		if before, ok := requests[decided.Sent]; ok && before != last {
			t.Errorf("of two numbers with the prefix %s was sent\n%s\nand\n%s", decided.Sent, before, last)
		}
		requests[decided.Sent] = last
		if !strings.HasPrefix(last, "GET /v1/ranges/"+decided.Sent+" HTTP/1.1\r\n") || strings.Contains(last, key.String()[5:]) || strings.Contains(last, place.Number.String()) || strings.Contains(last, place.Block.String()) {
			t.Errorf("of %s was sent\n%s", key, last)
		}
	}
	if listed < 8 || len(requests) != 2 || len(heard.sent) != 2*(len(numbers)+len(reported)) {
		t.Errorf("%d are listed, in %d ranges, by %d requests", listed, len(requests), len(heard.sent))
	}
}

// TestLookupBelievesNoOtherServer: what is no range, or that of another prefix, decides nothing.
func TestLookupBelievesNoOtherServer(t *testing.T) {
	for name, answer := range map[string]struct {
		status     int
		body, says string
	}{
		"a page":            {200, "<html>", "cannot be used"},
		"another range":     {200, `{"prefix":"0000","version":1,"numbers":[],"blocks":[]}`, `its prefix is "0000", not "459c"`},
		"nothing there":     {404, "not found", "no Ringfence"},
		"a redirect":        {302, "", "no Ringfence"},
		"too many requests": {429, `{"type":"/problems/too_many","detail":"Wait."}`, "ask again in 7 seconds"},
		"not ready":         {503, `{"type":"/problems/unavailable","detail":"Please wait."}`, "Please wait."},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "7")
			w.Header().Set("Location", "http://ringfence.example/")
			w.WriteHeader(answer.status)
			_, _ = w.Write([]byte(answer.body))
		}))
		var out bytes.Buffer
		err := run(t.Context(), []string{"lookup", "--private", "--server", server.URL, "+12025550103"}, streams{strings.NewReader(""), &out, &out})
		if err == nil || !strings.Contains(err.Error(), answer.says) || out.Len() > 0 || strings.Contains(err.Error(), "2025550103") {
			t.Errorf("%s: %v, %s", name, err, out.String())
		}
		server.Close()
	}
}

// TestLookupIsSentOnToNoOtherServer, since the address that is asked for may hold a number.
func TestLookupIsSentOnToNoOtherServer(t *testing.T) {
	for _, test := range []struct {
		from, to string
		follows  bool
	}{
		{"https://ringfence.example/v1/numbers/x", "https://ringfence.example/v2/numbers/x", true},
		{"http://127.0.0.1:8080/a", "http://127.0.0.1:8080/b", true},
		{"http://ringfence.example/a", "https://ringfence.example/a", true},
		{"https://ringfence.example/a", "http://ringfence.example/a", false},
		{"https://ringfence.example/a", "https://ringfence.example:8443/a", false},
		{"http://127.0.0.1:8080/a", "https://127.0.0.1:8080/a", false},
		{"http://127.0.0.1:8080/a", "http://127.0.0.1:8081/a", false},
		{"https://ringfence.example/a", "https://other.example/a", false},
	} {
		before, next := httptest.NewRequest(http.MethodGet, test.from, nil), httptest.NewRequest(http.MethodGet, test.to, nil)
		if err := plainClient.CheckRedirect(next, []*http.Request{before}); (err == nil) != test.follows {
			t.Errorf("from %s to %s: %v", test.from, test.to, err)
		}
	}
	insecure, secure := httptest.NewRequest(http.MethodGet, "http://ringfence.example/", nil), httptest.NewRequest(http.MethodGet, "https://ringfence.example/", nil)
	if err := plainClient.CheckRedirect(insecure, []*http.Request{insecure, secure}); err == nil {
		t.Error("it is sent back from TLS")
	}
}
