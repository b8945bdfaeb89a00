package handlers_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"ringfence/handlers"
	"ringfence/handlers/route"
	"ringfence/internal/apikey"
	"ringfence/internal/reputation"
	"ringfence/ratelimit"
	"ringfence/store/mem"
)

// door is an edge with limits and one route for each budget, which says who was let in.
type door struct {
	t       *testing.T
	handler http.Handler
	store   *mem.Store
	metrics *prometheus.Registry
	log     *notes
	now     time.Time
	seen    reputation.Speaker
}

func newDoor(t *testing.T) *door {
	t.Helper()
	d := &door{t: t, store: mem.New(), metrics: prometheus.NewRegistry(), log: &notes{}, now: start}
	enter := func(c echo.Context) error {
		d.seen = route.Speaker(c, c.QueryParam("user"))
		return c.NoContent(http.StatusNoContent)
	}
	var err error
	d.handler, err = handlers.New(handlers.Config{
		Routes: []route.Route{
			{Method: http.MethodGet, Path: "/lookup", Handle: enter, Budget: route.Lookup, Open: true},
			{Method: http.MethodGet, Path: "/batch", Handle: enter, Budget: route.Batch},
			{Method: http.MethodPost, Path: "/report", Handle: enter, Budget: route.Report, MaxBody: 10},
			{Method: http.MethodGet, Path: "/receipt", Handle: enter, Budget: route.Receipt},
			{Method: http.MethodGet, Path: "/free", Handle: enter},
			{Method: http.MethodPost, Path: "/page", Handle: enter, Budget: route.Report, Page: true},
		},
		Log: slog.New(slog.NewJSONHandler(d.log, nil)), Metrics: d.metrics, Keys: d.store, ErrorPage: errorPage,
		Limits: handlers.Limits{
			Limiter: ratelimit.NewLocal(ratelimit.LocalConfig{Clock: func() time.Time { return d.now }}), Budgets: ratelimit.DefaultBudgets(),
			Secret: []byte("a secret of enough bytes"), Campuses: ratelimit.Campuses{netip.MustParsePrefix("10.0.0.0/8")},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// knock asks once, from an address and with an API key or "".
func (d *door) knock(method, path, address, key string) *httptest.ResponseRecorder {
	req := httptest.NewRequestWithContext(d.t.Context(), method, path, nil)
	req.RemoteAddr = netip.AddrPortFrom(netip.MustParseAddr(address), 1234).String()
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	res := httptest.NewRecorder()
	d.handler.ServeHTTP(res, req)
	return res
}

// count asks until it is refused and returns how often it was not.
func (d *door) count(method, path, address, key string) (passed int) {
	for d.knock(method, path, address, key).Code == http.StatusNoContent {
		passed++
	}
	return passed
}

// issue keeps a new API key and returns it.
func (d *door) issue(name string, tier apikey.Tier, change func(*apikey.Key)) string {
	secret := apikey.New()
	hash, err := apikey.HashOf(secret)
	if err != nil {
		d.t.Fatal(err)
	}
	k := apikey.Key{Name: name, Hash: hash, Tier: tier, Scopes: []apikey.Scope{apikey.Lookup, apikey.Report}}
	if change != nil {
		change(&k)
	}
	if err := d.store.PutKey(d.t.Context(), k); err != nil {
		d.t.Fatal(err)
	}
	return secret
}

func TestBudgets(t *testing.T) {
	d := newDoor(t)
	free, partner := d.issue("free", apikey.Free, nil), d.issue("partner", apikey.Partner, nil)
	for _, test := range []struct {
		name, method, path, address, key string
		want                             int
	}{
		{"lookups of a network", "GET", "/lookup", "192.0.2.1", "", 60},
		{"batches of the same", "GET", "/batch", "192.0.2.1", "", 6},
		{"its reports", "POST", "/report", "192.0.2.1", "", 10},
		{"its forms, which are reports", "POST", "/page", "192.0.2.1", "", 0},
		{"its receipts", "GET", "/receipt", "192.0.2.1", "", 20},
		{"its neighbour", "GET", "/lookup", "192.0.2.2", "", 60},
		{"one subscriber of IPv6", "GET", "/lookup", "2001:db8::1", "", 60},
		{"the same at another address", "GET", "/lookup", "2001:db8::2", "", 0},
		{"a campus", "GET", "/lookup", "10.1.2.3", "", 1200},
		{"a key at a network that had all", "GET", "/lookup", "192.0.2.1", free, 600},
		{"the same key elsewhere", "GET", "/lookup", "192.0.2.9", free, 0},
		{"and that network without it", "GET", "/lookup", "192.0.2.9", "", 60},
		{"a partner", "POST", "/report", "192.0.2.1", partner, 1000},
	} {
		if got := d.count(test.method, test.path, test.address, test.key); got != test.want {
			t.Errorf("%s: %d, want %d", test.name, got, test.want)
		}
	}
	for range 300 {
		if code := d.knock("GET", "/free", "192.0.2.1", "").Code; code != http.StatusNoContent {
			t.Fatalf("what has no budget: %d", code)
		}
	}
}

func TestHeadersOfALimit(t *testing.T) {
	d := newDoor(t)
	first := d.knock("GET", "/lookup", "192.0.2.1", "").Header()
	if first.Get("RateLimit") != `"lookup";r=59;t=1` || first.Get("RateLimit-Policy") != `"lookup";q=60;w=60` || first.Get("Retry-After") != "" {
		t.Errorf("allowed: %v", first)
	}
	d.count("GET", "/lookup", "192.0.2.1", "")
	d.now = d.now.Add(300 * time.Millisecond)
	last := d.knock("GET", "/lookup", "192.0.2.1", "")
	h := last.Header()
	if last.Code != http.StatusTooManyRequests || h.Get("Retry-After") != "1" || h.Get("RateLimit") != `"lookup";r=0;t=60` || h.Get("Cache-Control") != "no-store" ||
		h.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(last.Body.String(), `"type":"/problems/too_many"`) {
		t.Errorf("refused: %d %v %s", last.Code, h, last.Body)
	}
	d.now = d.now.Add(time.Second)
	if got := d.count("GET", "/lookup", "192.0.2.1", ""); got != 1 {
		t.Errorf("%d passed after the second it was told to wait", got)
	}
	d.count("POST", "/page", "192.0.2.1", "")
	if page := d.knock("POST", "/page", "192.0.2.1", ""); page.Code != http.StatusTooManyRequests || page.Body.String() != "<p>too_many</p>" {
		t.Errorf("a page: %d %s", page.Code, page.Body)
	}
}

func TestKeysThatOpenNothing(t *testing.T) {
	d := newDoor(t)
	past := func(k *apikey.Key) { k.Expires = time.Now().Add(-time.Second) }
	revoked := func(k *apikey.Key) { k.Revoked = true }
	reads := func(k *apikey.Key) { k.Scopes = []apikey.Scope{apikey.Lookup} }
	reader, good := d.issue("reader", apikey.Free, reads), d.issue("good", apikey.Free, nil)
	for _, test := range []struct {
		name, method, path, key string
		status                  int
		code                    string
	}{
		{"no key", "GET", "/lookup", "hello", 401, "unknown_key"},
		{"an unknown one", "GET", "/lookup", apikey.New(), 401, "unknown_key"},
		{"an expired one", "GET", "/lookup", d.issue("old", apikey.Partner, past), 401, "expired_key"},
		{"a revoked one", "GET", "/receipt", d.issue("revoked", apikey.Partner, revoked), 401, "revoked_key"},
		{"one for something else", "POST", "/report", reader, 403, "key_scope"},
		{"in the address", "GET", "/lookup?key=" + good, "", 400, "key_in_url"},
		{"in the address under another name", "GET", "/free?api_key=hello", "", 400, "key_in_url"},
		{"in the address of a page", "GET", "/healthz?" + good, "", 400, "key_in_url"},
	} {
		res := d.knock(test.method, test.path, "192.0.2.1", test.key)
		if res.Code != test.status || !strings.Contains(res.Body.String(), `"type":"/problems/`+test.code+`"`) {
			t.Errorf("%s: %d %s", test.name, res.Code, res.Body)
		}
		if (test.status == 401) != (res.Header().Get("WWW-Authenticate") != "") {
			t.Errorf("%s: %v", test.name, res.Header())
		}
	}
	if code := d.knock("GET", "/lookup", "192.0.2.1", reader).Code; code != http.StatusNoContent {
		t.Errorf("a key for it: %d", code)
	}
	for range 60 {
		d.knock("GET", "/lookup", "192.0.2.3", apikey.New())
	}
	if code := d.knock("GET", "/lookup", "192.0.2.3", apikey.New()).Code; code != http.StatusTooManyRequests {
		t.Errorf("keys can be tried without end: %d", code)
	}
	all := d.log.String() + fmt.Sprint(d.metrics.Gather())
	for _, secret := range []string{"rf_", "192.0.2", good, reader} {
		if strings.Contains(all, secret) {
			t.Errorf("%q is in the log or the metrics", secret)
		}
	}
}

// TestSpeaker is whom a report is counted for that came with a key.
func TestSpeaker(t *testing.T) {
	d := newDoor(t)
	free, partner := d.issue("free", apikey.Free, nil), d.issue("partner", apikey.Partner, nil)
	for _, test := range []struct {
		name, path, key string
		want            reputation.Speaker
	}{
		{"a visitor", "/report", "", reputation.OnWeb(netip.MustParseAddr("192.0.2.1"))},
		{"a key", "/report", free, reputation.ByKey("free")},
		{"a user of a key that anyone can have", "/report?user=u1", free, reputation.ByKey("free")},
		{"a partner", "/report", partner, reputation.ByKey("partner")},
		{"a partner's user", "/report?user=u1", partner, reputation.ByPartner("partner", "u1", reputation.Partner.Weight())},
	} {
		d.seen = reputation.Speaker{}
		if code := d.knock("POST", test.path, "192.0.2.1", test.key).Code; code != http.StatusNoContent || d.seen != test.want {
			t.Errorf("%s: %d %+v", test.name, code, d.seen)
		}
	}
	d.knock("POST", "/page", "192.0.2.1", partner)
	if d.seen.APIKey != "" {
		t.Error("a form was counted for a key")
	}
}

// TestKeysWhileTheStoreIsAway: who has a key still looks numbers up, as anyone from his network.
func TestKeysWhileTheStoreIsAway(t *testing.T) {
	d := newDoor(t)
	key := d.issue("free", apikey.Free, nil)
	if err := d.store.Close(); err != nil {
		t.Fatal(err)
	}
	if res := d.knock("GET", "/lookup", "192.0.2.1", key); res.Code != http.StatusNoContent || res.Header().Get("RateLimit-Policy") != `"lookup";q=60;w=60` {
		t.Errorf("a lookup: %d %v", res.Code, res.Header())
	}
	if res := d.knock("POST", "/report", "192.0.2.1", key); res.Code != http.StatusServiceUnavailable {
		t.Errorf("a report: %d", res.Code)
	}
}

func TestLimitsCannotBeLeftOut(t *testing.T) {
	for name, change := range map[string]func(*handlers.Config){
		"no limiter":     func(c *handlers.Config) { c.Limits.Limiter = nil },
		"a short secret": func(c *handlers.Config) { c.Limits.Secret = []byte("short") },
		"an unknown budget": func(c *handlers.Config) {
			c.Routes = []route.Route{{Method: "GET", Path: "/x", Budget: "x", Handle: func(echo.Context) error { return errors.New("x") }}}
		},
	} {
		config := handlers.Config{Log: slog.New(slog.DiscardHandler), Metrics: prometheus.NewRegistry(), Limits: unlimited()}
		change(&config)
		if _, err := handlers.New(config); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
