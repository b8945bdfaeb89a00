package handlers_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"ringfence/handlers"
	"ringfence/handlers/route"
	"ringfence/internal/apikey"
	"ringfence/internal/holders"
	"ringfence/internal/reputation"
	"ringfence/ratelimit"
	"ringfence/store/mem"
)

// door is an edge with limits and one route for each budget, which says who was let in.
type door struct {
	t       *testing.T
	handler http.Handler
	store   *mem.Store
	keys    *holders.Roll
	metrics *prometheus.Registry
	log     *notes
	now     time.Time
	seen    reputation.Speaker
}

func newDoor(t *testing.T) *door {
	t.Helper()
	d := &door{t: t, store: mem.New(), metrics: prometheus.NewRegistry(), log: &notes{}, now: start}
	d.keys = holders.New(d.store)
	enter := func(c echo.Context) error {
		d.seen = route.Speaker(c, c.QueryParam("user"))
		return c.NoContent(http.StatusNoContent)
	}
	var err error
	d.handler, err = handlers.New(handlers.Config{
		Routes: []route.Route{
			{Method: http.MethodGet, Path: "/lookup", Handle: enter, Budget: route.Lookup, Open: true},
			{Method: http.MethodGet, Path: "/plain/:number", Handle: enter, Budget: route.Lookup, Open: true, Mute: true},
			{Method: http.MethodGet, Path: "/batch", Handle: enter, Budget: route.Batch},
			{Method: http.MethodPost, Path: "/report", Handle: enter, Budget: route.Report, MaxBody: 10},
			{Method: http.MethodGet, Path: "/receipt", Handle: enter, Budget: route.Receipt},
			{Method: http.MethodGet, Path: "/other", Handle: enter},
			{Method: http.MethodGet, Path: "/free", Handle: enter, Budget: route.Free},
			{Method: http.MethodPost, Path: "/page", Handle: enter, Budget: route.Report, Page: true},
		},
		Log: slog.New(slog.NewJSONHandler(d.log, nil)), Metrics: d.metrics, Keys: d.keys, ErrorPage: errorPage,
		Clock: func() time.Time { return d.now },
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
	if err := errors.Join(d.store.PutKey(d.t.Context(), k), d.keys.CatchUp(d.t.Context())); err != nil {
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
		{"what else there is to read", "GET", "/other", "192.0.2.1", "", 240},
		{"a key at a network that had all", "GET", "/lookup", "192.0.2.1", free, 600},
		{"the same key elsewhere", "GET", "/lookup", "192.0.2.9", free, 0},
		{"and that network without it", "GET", "/lookup", "192.0.2.9", "", 60},
		{"a partner", "POST", "/report", "192.0.2.1", partner, 1000},
		{"a key at a campus, which must not have less by it", "GET", "/lookup", "10.1.2.4", d.issue("student", apikey.Free, nil), 1200},
		{"a partner at a campus", "POST", "/report", "10.1.2.5", d.issue("lab", apikey.Partner, nil), 1000},
	} {
		if got := d.count(test.method, test.path, test.address, test.key); got != test.want {
			t.Errorf("%s: %d, want %d", test.name, got, test.want)
		}
	}
	for range 300 {
		if code := d.knock("GET", "/free", "192.0.2.1", "").Code; code != http.StatusNoContent {
			t.Fatalf("what is free: %d", code)
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
	past := func(k *apikey.Key) { k.Expires = d.now }
	revoked := func(k *apikey.Key) { k.Revoked = true }
	reads := func(k *apikey.Key) { k.Scopes = []apikey.Scope{apikey.Lookup} }
	reader, reporter := d.issue("reader", apikey.Free, reads), d.issue("reporter", apikey.Free, func(k *apikey.Key) { k.Scopes = []apikey.Scope{apikey.Report} })
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
	} {
		res := d.knock(test.method, test.path, "192.0.2.1", test.key)
		if res.Code != test.status || !strings.Contains(res.Body.String(), `"type":"/problems/`+test.code+`"`) {
			t.Errorf("%s: %d %s", test.name, res.Code, res.Body)
		}
		if (test.status == 401) != (res.Header().Get("WWW-Authenticate") != "") {
			t.Errorf("%s: %v", test.name, res.Header())
		}
	}
	for path, key := range map[string]string{"/lookup": reader, "/other": reporter} {
		if code := d.knock("GET", path, "192.0.2.1", key).Code; code != http.StatusNoContent {
			t.Errorf("a key for %s: %d", path, code)
		}
	}
	d.tellsNothing("rf_", "192.0.2", reader, reporter)
}

// tellsNothing searches the log and the metrics.
func (d *door) tellsNothing(secrets ...string) {
	d.t.Helper()
	all := d.log.String() + fmt.Sprint(d.metrics.Gather())
	for _, secret := range secrets {
		if strings.Contains(all, secret) {
			d.t.Errorf("%q is in the log or the metrics", secret)
		}
	}
}

// TestAdviceOfALimit: who is refused is told what helps him, and nothing that he does already.
func TestAdviceOfALimit(t *testing.T) {
	d := newDoor(t)
	free := d.issue("free", apikey.Free, nil)
	const key, batch = "An API key raises", "/v1/lookups"
	for _, test := range []struct {
		name, method, path, key string
		told, spared            []string
	}{
		{"a lookup", "GET", "/lookup", "", []string{"an API key raises", batch}, nil},
		{"a lookup with a key", "GET", "/lookup", free, []string{batch}, []string{"key"}},
		{"a batch", "GET", "/batch", "", []string{key}, []string{batch}},
		{"a report", "POST", "/report", "", []string{key}, []string{batch}},
		{"a report with a key", "POST", "/report", free, []string{"spread your requests"}, []string{"key", batch}},
	} {
		d.count(test.method, test.path, "192.0.2.1", test.key)
		words := d.knock(test.method, test.path, "192.0.2.1", test.key).Body.String()
		for _, told := range append(test.told, "Retry-After") {
			if !strings.Contains(words, told) {
				t.Errorf("%s: nothing of %q in %s", test.name, told, words)
			}
		}
		for _, spared := range test.spared {
			if strings.Contains(words, spared) {
				t.Errorf("%s: %q in %s", test.name, spared, words)
			}
		}
	}
}

// TestWrongKeysAreBounded: after 20 of them a network is refused with more, and goes on with a right one or none: a
// forgotten machine with an old key must not shut the others out.
func TestWrongKeysAreBounded(t *testing.T) {
	d := newDoor(t)
	good := d.issue("good", apikey.Free, nil)
	for i := range 20 {
		if code := d.knock("GET", "/lookup", "192.0.2.1", apikey.New()).Code; code != http.StatusUnauthorized {
			t.Fatalf("wrong key %d: %d", i+1, code)
		}
	}
	for _, key := range []string{apikey.New(), "hello"} {
		res := d.knock("GET", "/lookup", "192.0.2.1", key)
		if res.Code != http.StatusTooManyRequests || res.Header().Get("Retry-After") != "3" || res.Header().Get("RateLimit") != `"wrong_key";r=0;t=60` {
			t.Errorf("after 20 wrong keys: %d %v", res.Code, res.Header())
		}
		if words := res.Body.String(); !strings.Contains(words, `"/problems/wrong_keys"`) || !strings.Contains(words, "ask without a key") {
			t.Errorf("after 20 wrong keys: %s", words)
		}
	}
	for _, test := range []struct{ name, address, key string }{
		{"without a key", "192.0.2.1", ""}, {"with the right one", "192.0.2.1", good}, {"from another network", "192.0.2.2", good},
	} {
		if code := d.knock("GET", "/lookup", test.address, test.key).Code; code != http.StatusNoContent {
			t.Errorf("%s: %d", test.name, code)
		}
	}
	d.now = d.now.Add(3 * time.Second)
	for range 100 { // a right key takes nothing from what may be tried
		if code := d.knock("GET", "/lookup", "192.0.2.1", good).Code; code != http.StatusNoContent {
			t.Fatalf("the right key when it was told to come: %d", code)
		}
	}
	d.tellsNothing("rf_", "192.0.2", good)
}

// TestKeysOutOfPlace are keys where they are no credentials.
func TestKeysOutOfPlace(t *testing.T) {
	d := newDoor(t)
	good := d.issue("good", apikey.Free, nil)
	for target, code := range map[string]string{
		"/lookup?key=" + good: "key_in_url", "/free?api_key=hello": "key_in_url", "/healthz?" + good: "key_in_url",
		"/other?a=1;api_key=hello": "key_in_url", "/other?a=1;b=" + good: "key_in_url", "/other?x=%zz" + good: "key_in_url",
		"/other?api_key=" + good + "%": "key_in_url", "/other?x=rf%5F" + good[3:]: "key_in_url", "/other?Api%2DKey=hello": "key_in_url",
		"/other?token=hello": "key_in_url", "/other?auth=hello": "key_in_url", "/other?x-api-key=hello": "key_in_url",
		"/other?access-token=hello": "key_in_url", "/other?key=hello": "key_in_url", "/v1/nowhere?key=hello": "key_in_url",
		"/report?token=hello": "key_in_url", // another method
		"/other?a=1;b=2":      "bad_query", "/other?a=%zz": "bad_query",
		"/other?a=1&keyword=2&b": "", "/v1/" + good: "key_in_url",
	} {
		res := d.knock("GET", target, "192.0.2.1", "")
		if code == "" && res.Code == http.StatusNoContent {
			continue
		}
		if res.Code != http.StatusBadRequest || !strings.Contains(res.Body.String(), `"type":"/problems/`+code+`"`) {
			t.Errorf("%s: %d %s", target, res.Code, res.Body)
		}
	}
	if page := d.knock("GET", "/page?key="+good, "192.0.2.1", ""); page.Body.String() != "<p>key_in_url</p>" {
		t.Errorf("a page: %d %s", page.Code, page.Body)
	}
	d.tellsNothing("rf_", good, "hello")
}

// TestKeysSentAnotherWay are told the right one, are not repeated, and do not count as wrong ones: whoever mends
// the header is let in.
func TestKeysSentAnotherWay(t *testing.T) {
	d := newDoor(t)
	good := d.issue("good", apikey.Free, nil)
	basic := func(user, password string) string {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
	}
	for _, test := range []struct {
		name, header, value string
		refused             bool
	}{
		{"the key alone", "Authorization", good, true},
		{"another scheme", "Authorization", "Token token=" + good, true},
		{"a colon too much", "Authorization", "Bearer: " + good, true},
		{"plain after Basic", "Authorization", "Basic " + good, true},
		{"as a user name", "Authorization", basic(good, ""), true},
		{"as a password", "Authorization", basic("jo", good), true},
		{"a header of other services", "X-API-Key", good, true},
		{"one that nobody has", "X-API-Key", apikey.New(), true},
		{"somebody else's password", "Authorization", basic("jo", "secret"), false},
		{"somebody else's key", "X-API-Key", "hello", false},
		{"small letters", "Authorization", "bearer " + good, false},
	} {
		for range 25 { // more than there may be wrong keys
			req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/lookup", nil)
			req.Header.Set(test.header, test.value)
			res := httptest.NewRecorder()
			d.handler.ServeHTTP(res, req)
			if !test.refused {
				if d.now = d.now.Add(time.Second); res.Code != http.StatusNoContent {
					t.Fatalf("%s: %d %s", test.name, res.Code, res.Body)
				}
				continue
			}
			words := res.Body.String()
			if res.Code != http.StatusUnauthorized || !strings.Contains(words, `"/problems/misplaced_key"`) || !strings.Contains(words, "Authorization: Bearer KEY") {
				t.Fatalf("%s: %d %s", test.name, res.Code, words)
			}
			if strings.Contains(words, "rf_") || res.Header().Get("WWW-Authenticate") == "" {
				t.Errorf("%s: %s %v", test.name, words, res.Header())
			}
		}
	}
	d.tellsNothing("rf_", good, "hello")
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

// TestKeysWhileTheStoreIsAway: who has a key goes on as before.
func TestKeysWhileTheStoreIsAway(t *testing.T) {
	d := newDoor(t)
	key := d.issue("free", apikey.Free, nil)
	if err := d.store.Close(); err != nil {
		t.Fatal(err)
	}
	if err := d.keys.CatchUp(t.Context()); err == nil {
		t.Fatal("the store is not away")
	}
	res := d.knock("POST", "/report", "192.0.2.1", key)
	if res.Code != http.StatusNoContent || res.Header().Get("RateLimit-Policy") != `"report";q=100;w=3600` || d.seen != reputation.ByKey("free") {
		t.Errorf("%d %v, counted for %+v", res.Code, res.Header(), d.seen)
	}
}

func TestLimitsCannotBeLeftOut(t *testing.T) {
	for name, change := range map[string]func(*handlers.Config){
		"no limiter":     func(c *handlers.Config) { c.Limits.Limiter = nil },
		"a short secret": func(c *handlers.Config) { c.Limits.Secret = []byte("short") },
		"an unknown budget for proofs": func(c *handlers.Config) {
			c.Routes = []route.Route{{Method: "GET", Path: "/x", Proved: "x", Handle: func(echo.Context) error { return errors.New("x") }}}
		},
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

// TestUsesOfKeys counts what is done with each key, and nothing that somebody else can name.
func TestUsesOfKeys(t *testing.T) {
	d := newDoor(t)
	reader := d.issue("reader", apikey.Free, func(k *apikey.Key) { k.Scopes = []apikey.Scope{apikey.Lookup} })
	old := d.issue("old", apikey.Partner, func(k *apikey.Key) { k.Expires = d.now })
	gone := d.issue("gone", apikey.Partner, nil)
	d.knock("GET", "/lookup", "192.0.2.1", gone)
	if err := errors.Join(d.store.RevokeKey(t.Context(), "gone"), d.keys.CatchUp(t.Context())); err != nil {
		t.Fatal(err)
	}
	d.knock("GET", "/lookup", "192.0.2.1", gone)
	d.knock("GET", "/receipt", "192.0.2.1", old)
	d.knock("POST", "/report", "192.0.2.1", reader)
	passed := d.count("GET", "/batch", "192.0.2.1", reader)
	for range 5 {
		d.knock("GET", "/lookup", "192.0.2.1", apikey.New())
		d.knock("GET", "/lookup", "192.0.2.1", "")
	}
	d.knock("GET", "/free", "192.0.2.1", reader)
	var got []string
	families, err := d.metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() != "ringfence_key_requests_total" {
			continue
		}
		for _, m := range f.GetMetric() {
			labels := m.GetLabel() // budget, key, outcome
			got = append(got, fmt.Sprint(labels[1].GetValue(), " ", labels[0].GetValue(), " ", labels[2].GetValue(), " ", m.GetCounter().GetValue()))
		}
	}
	want := []string{
		fmt.Sprint("reader batch allowed ", passed), "reader batch limited 1", "gone lookup allowed 1", "gone lookup revoked 1", "old receipt expired 1", "reader report scope 1",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("counted %q, want %q", got, want)
	}
	var secrets []string
	for _, key := range []string{reader, old, gone} {
		hash, err := apikey.HashOf(key)
		if err != nil {
			t.Fatal(err)
		}
		secrets = append(secrets, key, key[3:11], fmt.Sprintf("%x", hash[:4]), base64.StdEncoding.EncodeToString(hash[:6]))
	}
	d.tellsNothing(append(secrets, "rf_")...)
}
