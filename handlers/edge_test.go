package handlers_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"ringfence/handlers"
	"ringfence/handlers/api"
	"ringfence/handlers/api/apitest"
	"ringfence/handlers/route"
	"ringfence/internal/apikey"
	"ringfence/internal/dispute"
	"ringfence/internal/fault"
	"ringfence/internal/holders"
	"ringfence/internal/index"
	"ringfence/internal/intake"
	"ringfence/internal/keyring"
	"ringfence/internal/listing"
	"ringfence/internal/projection"
	"ringfence/internal/publication"
	"ringfence/internal/recorder"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/ratelimit"
	"ringfence/store/mem"
)

var start = time.Date(2026, 11, 20, 8, 30, 0, 0, time.UTC)

// edge is a whole service but for its network and its disk.
type edge struct {
	t        testing.TB
	handler  http.Handler
	contract *apitest.Transport
	client   *http.Client // over TCP, held to the contract
	url      string
	store    *moodyStore
	keys     *holders.Roll
	ring     *keyring.Ring
	projects *projection.Projector
	feeds    *publication.Publication
	trends   *weekly
	audit    *recorder.Recorder
	notices  *posted
	log      *notes
	metrics  *prometheus.Registry
	ready    []handlers.Check
	demo     atomic.Bool
	disputes *dispute.Office

	mu  sync.Mutex
	now time.Time
}

func newEdge(t testing.TB) *edge {
	t.Helper()
	e := &edge{t: t, store: &moodyStore{Store: mem.New()}, log: &notes{}, metrics: prometheus.NewRegistry(), now: start}
	e.keys = holders.New(e.store)
	ring, err := keyring.OpenAt(&keyring.Memory{}, start)
	if err != nil {
		t.Fatal(err)
	}
	lookups := index.New(index.Config{Store: e.store.Store, Clock: e.clock})
	if _, err := lookups.Load(context.Background()); err != nil {
		t.Fatal(err)
	}
	projector := projection.New(projection.Config{Store: e.store.Store, Clock: e.clock, Log: slog.New(slog.DiscardHandler), Shown: lookups.Show})
	e.ring, e.projects = ring, projector
	e.feeds = publication.New(publication.Config{Store: e.store, Lookups: lookups, Keys: ring, Clock: e.clock, Demo: e.demo.Load})
	e.audit = recorder.New(recorder.Config{Store: e.store, Keys: ring, Clock: e.clock})
	e.disputes = owners(e, lookups)
	e.trends, e.notices = &weekly{asOf: start}, &posted{asOf: start}
	rooms, err := api.New(api.Config{
		Disputes: e.disputes,

		Intake: intake.New(intake.Config{Store: e.store, Projector: projector, Keys: ring, Clock: e.clock}),
		Index:  lookups,
		Clock:  e.clock,
		Demo:   e.demo.Load,
		Pad:    ring.Pad,

		Feeds: e.feeds, SigningKeys: ring.SigningKeys, Audit: e.audit, Trends: e.trends, Campuses: universities(), Notices: e.notices, Metrics: e.metrics,
	})
	if err != nil {
		t.Fatal(err)
	}
	e.handler, err = handlers.New(handlers.Config{
		Routes:    append(rooms.Routes(), pages()...),
		Log:       slog.New(slog.NewJSONHandler(e.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Metrics:   e.metrics,
		Version:   "test",
		Ready:     func(context.Context) []handlers.Check { return e.ready },
		Demo:      e.demo.Load,
		ErrorPage: errorPage,
		Limits:    unlimited(),
		Keys:      e.keys,
		Clock:     e.clock,
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(e.handler)
	t.Cleanup(server.Close)
	e.url = server.URL
	e.contract = apitest.NewTransport(t, server.Client().Transport)
	e.client = &http.Client{Transport: e.contract}
	return e
}

// unlimited lets everyone ask for as much as he likes.
func unlimited() handlers.Limits {
	return handlers.Limits{Limiter: ratelimit.Off{}, Budgets: ratelimit.DefaultBudgets(), Secret: make([]byte, ratelimit.MinSecret), ProofSecret: make([]byte, 32)}
}

func (e *edge) clock() time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.now
}

// pass lets time pass.
func (e *edge) pass(d time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.now = e.now.Add(d)
}

// issue keeps a new API key and returns it.
func (e *edge) issue(name string, tier apikey.Tier, scopes ...apikey.Scope) string {
	e.t.Helper()
	secret := apikey.New()
	hash, err := apikey.HashOf(secret)
	if err != nil {
		e.t.Fatal(err)
	}
	k := apikey.Key{Name: name, Hash: hash, Tier: tier, Scopes: scopes}
	if err := errors.Join(e.store.PutKey(e.t.Context(), k), e.keys.CatchUp(e.t.Context())); err != nil {
		e.t.Fatal(err)
	}
	return secret
}

// pages are routes that fail in ways no real one should.
func pages() []route.Route {
	fails := func(err error) echo.HandlerFunc { return func(echo.Context) error { return err } }
	return []route.Route{
		{Method: http.MethodGet, Path: "/test/panic", Handle: func(echo.Context) error { panic("about +12025550143") }},
		{Method: http.MethodGet, Path: "/test/mistake", Handle: func(echo.Context) error { var none []int; return failing(none[0]) }},
		{Method: http.MethodGet, Path: "/test/secret", Handle: fails(errors.New("a cause for the log"))},
		{Method: http.MethodGet, Path: "/test/full", Handle: fails(fmt.Errorf("bolt: %w", fault.Full))},
		{Method: http.MethodGet, Path: "/test/slow", Timeout: time.Nanosecond, Handle: func(c echo.Context) error {
			<-c.Request().Context().Done()
			return c.Request().Context().Err()
		}},
		{Method: http.MethodGet, Path: "/test/mute", Mute: true, Handle: fails(fault.Unavailable)},
		{Method: http.MethodGet, Path: "/test/page", Page: true, Handle: fails(errors.New("a cause for the log"))},
		{Method: http.MethodPost, Path: "/test/page", Page: true, MaxBody: 100, Handle: func(c echo.Context) error { return c.NoContent(http.StatusOK) }},
	}
}

func failing(int) error { return nil }

func errorPage(c echo.Context, status int, code string) error {
	return c.HTML(status, "<p>"+code+"</p>")
}

// request is one line of a conversation.
type request struct {
	method, path string
	header       map[string]string // Content-Type is application/json unless said otherwise
	body         string
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   string
}

func (e *edge) do(r request) reply {
	e.t.Helper()
	var body io.Reader
	if r.body != "" {
		body = strings.NewReader(r.body)
	}
	req, err := http.NewRequestWithContext(e.t.Context(), r.method, e.url+r.path, body)
	if err != nil {
		e.t.Fatal(err)
	}
	if r.body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, value := range r.header {
		req.Header.Set(name, value)
	}
	res, err := e.client.Do(req)
	if err != nil {
		e.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	read, err := io.ReadAll(res.Body)
	if err != nil {
		e.t.Fatal(err)
	}
	return reply{res.StatusCode, res.Header, string(read)}
}

// ask does a request and reads its answer into v.
func (e *edge) ask(r request, status int, v any) reply {
	e.t.Helper()
	got := e.do(r)
	if got.status != status {
		e.t.Fatalf("%s %s: status %d, want %d: %s", r.method, r.path, got.status, status, got.body)
	}
	if err := json.Unmarshal([]byte(got.body), v); err != nil {
		e.t.Fatalf("%s %s: %v: %s", r.method, r.path, err, got.body)
	}
	return got
}

// notes is a log that can be read while it is written.
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

// moodyStore can be made to fail.
type moodyStore struct {
	*mem.Store
	mood   atomic.Pointer[error]
	spared atomic.Int64 // how many reports are filed all the same
}

func (s *moodyStore) fail(err error) { s.mood.Store(&err) }

func (s *moodyStore) err() error {
	if err := s.mood.Load(); err != nil {
		return *err
	}
	return nil
}

func (s *moodyStore) File(ctx context.Context, t reputation.SealedTestimony) error {
	if err := s.err(); err != nil && s.spared.Add(-1) < 0 {
		return err
	}
	return s.Store.File(ctx, t)
}

func (s *moodyStore) Testimony(ctx context.Context, receipt report.ReceiptHash) (reputation.SealedTestimony, error) {
	if err := s.err(); err != nil {
		return reputation.SealedTestimony{}, err
	}
	return s.Store.Testimony(ctx, receipt)
}

func (s *moodyStore) Published(ctx context.Context, after uint64) ([]listing.Edition, error) {
	if err := s.err(); err != nil {
		return nil, err
	}
	return s.Store.Published(ctx, after)
}

func (s *moodyStore) Projection(ctx context.Context, about subject.Key) (reputation.Projection, error) {
	if err := s.err(); err != nil {
		return reputation.Projection{}, err
	}
	return s.Store.Projection(ctx, about)
}
