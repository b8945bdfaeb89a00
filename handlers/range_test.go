package handlers_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"ringfence/internal/private"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// placed is a number and where it is found.
func placed(t *testing.T, number string) private.Place {
	t.Helper()
	key, err := subject.ParseKey(number)
	if err != nil {
		t.Fatal(err)
	}
	place, ok := private.PlaceOf(key)
	if !ok {
		t.Fatalf("%s has no place", number)
	}
	return place
}

// decided asks for the range of a number and decides, as an app does.
func (e *edge) decided(t *testing.T, number string) private.Decision {
	t.Helper()
	place := placed(t, number)
	r, err := private.Parse([]byte(e.do(get("/v1/ranges/"+place.Prefix.String())).body), place.Prefix)
	if err != nil {
		t.Fatal(err)
	}
	return r.Decide(place)
}

// TestRangesSayOfTheSamplesWhatLookupsSay compares what is listed; the last is contested, and therefore not.
func TestRangesSayOfTheSamplesWhatLookupsSay(t *testing.T) {
	e := newEdge(t)
	for number, listed := range map[string]bool{"+12025550100": false, "+12025550101": false, "+12025550102": true, "+12025550103": true, "+12025550104": false} {
		var exact known
		e.ask(get("/v1/numbers/"+number), http.StatusOK, &exact)
		got := e.decided(t, number)
		if got.Listed != listed || listed && (got.Verdict.String() != exact.Verdict || got.Score != min(exact.Score, private.MaxScore)) {
			t.Errorf("%s: the range says %+v, the lookup %s, %d", number, got, exact.Verdict, exact.Score)
		}
	}
}

// reported files verified reports of a number from many networks, as partners would bring them.
func (e *edge) reported(t *testing.T, about subject.Key) {
	t.Helper()
	for network := range uint8(12) {
		filed := reputation.SealedTestimony{ReceivedAt: e.clock().Truncate(time.Minute)}
		filed.Report, filed.Receipt = report.ID{network, 1}, report.ReceiptHash{network, 1}
		at := reputation.EventTime(time.Time{}, filed.ReceivedAt)
		filed.Statements = []reputation.Statement{{
			Subject: about, Report: filed.Report, ReceivedAt: filed.ReceivedAt, At: at, Mass: reputation.Mass(0.6, report.Bad, at),
			Polarity: report.Bad, Category: "loan", Tier: reputation.Verified, Own: network, Block: network, State: reputation.Live, Version: 1,
		}}
		if err := e.store.File(t.Context(), filed); err != nil {
			t.Fatal(err)
		}
	}
}

// TestARangeChangesWithWhatIsSaid has a number reported, and then contested.
func TestARangeChangesWithWhatIsSaid(t *testing.T) {
	e := newEdge(t)
	const number = "+13035550143"
	key, err := subject.ParseKey(number)
	if err != nil {
		t.Fatal(err)
	}
	projected := func() {
		t.Helper()
		e.pass(time.Minute) // projections of one subject are a second apart
		e.ask(post(strings.Replace(call, "+12025550143", number, 1)), http.StatusCreated, &told{})
	}
	path := "/v1/ranges/" + placed(t, number).Prefix.String()
	before := e.do(get(path))
	again := e.do(with(get(path), "If-None-Match", before.header.Get("ETag")))
	if again.status != http.StatusNotModified || again.body != "" || again.header.Get("ETag") != before.header.Get("ETag") {
		t.Errorf("the same range: %d %q", again.status, again.body)
	}
	e.reported(t, key)
	projected()
	after := e.do(with(get(path), "If-None-Match", before.header.Get("ETag")))
	if after.status != http.StatusOK || len(after.body) != len(before.body) {
		t.Errorf("a number was reported: %d, %d bytes, %d before", after.status, len(after.body), len(before.body))
	}
	if got := e.decided(t, number); !got.Listed || got.Verdict < reputation.Suspicious {
		t.Errorf("reported: %+v", got)
	}
	if err := e.store.Decide(t.Context(), reputation.Decision{ID: "1", Subject: key, Kind: reputation.Dispute, At: e.clock()}); err != nil {
		t.Fatal(err)
	}
	projected()
	if got := e.decided(t, number); got.Listed {
		t.Errorf("contested: %+v", got)
	}
}

// TestARangeTellsNothingOfWhoAsks reads the header: whoever asks twice is not known again by it, and the length is that of the class.
func TestARangeTellsNothingOfWhoAsks(t *testing.T) {
	e := newEdge(t)
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		got := e.do(request{method: method, path: "/v1/ranges/459c", header: map[string]string{"Accept-Encoding": "gzip, zstd, br", "Cookie": "a=b"}})
		h := got.header
		if got.status != http.StatusOK || h.Get("Content-Encoding") != "" || h.Values("Set-Cookie") != nil || h.Values("Vary") != nil ||
			h.Get("Cache-Control") != "public, max-age=600, no-transform" || h.Get("Ringfence-As-Of") != "2026-11-20T08:30:00Z" || h.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: %d %v", method, got.status, h)
		}
		if h.Get("Content-Length") == "" || method == http.MethodGet && h.Get("Content-Length") != strconv.Itoa(len(got.body)) {
			t.Errorf("%s: Content-Length %q of %d bytes", method, h.Get("Content-Length"), len(got.body))
		}
	}
	e.do(get("/v1/ranges/459c?number=12025550143"))
	e.do(get("/v1/ranges/12025550143"))
	all := e.log.String() + e.do(get("/metrics")).body
	for _, secret := range []string{"459c", "2025550143", "gzip, zstd"} {
		if strings.Contains(all, secret) {
			t.Errorf("%q is in the log or the metrics", secret)
		}
	}
	if !strings.Contains(e.log.String(), `"route":"/v1/ranges/:prefix"`) {
		t.Errorf("the log has not the route: %s", e.log.String())
	}
}

func TestOnlyAPrefixHasARange(t *testing.T) {
	e := newEdge(t)
	for _, s := range []string{"459C", "459", "459c0", "459g", "+12025550143", "%20459c", "459%63%2F", "4%359", "-59c", "%EF%BC%94%EF%BC%95%EF%BC%99%EF%BD%83"} {
		problemOf(t, e.do(get("/v1/ranges/"+s)), http.StatusBadRequest, "bad_prefix")
	}
	p := problemOf(t, e.do(get("/v1/ranges/459c?region=CN")), http.StatusBadRequest, "unknown_parameter")
	if !strings.HasSuffix(p.Detail, "Known here: none.") {
		t.Errorf("%q", p.Detail)
	}
	problemOf(t, e.do(get("/v1/ranges/")), http.StatusNotFound, "no_page")
}
