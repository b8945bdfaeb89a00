package site_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ringfence/handlers"
	"ringfence/handlers/site"
	"ringfence/internal/campus"
	"ringfence/internal/index"
	"ringfence/internal/intake"
	"ringfence/internal/keyring"
	"ringfence/internal/projection"
	"ringfence/internal/recorder"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/ties"
	"ringfence/ratelimit"
	"ringfence/store/mem"
	"ringfence/web/htmlcheck"
)

// service is the site over a store in memory, behind the real edge.
type service struct {
	*testing.T
	http.Handler
	store   *mem.Store
	pages   *site.Site
	reports *intake.Intake
	ties    *ties.Ties
	lookups *index.Index
	ring    *keyring.Ring
	limits  handlers.Limits
	outside *outside // what disputes reach beyond the service
	audit   *recorder.Recorder
	now     time.Time
	lang    string         // Accept-Language
	address string         // of the visitor
	jar     http.CookieJar // of the visitor; nil takes no cookies
}

func newService(t *testing.T) *service {
	t.Helper()
	return newLimitedService(t, unlimited)
}

func newLimitedService(t *testing.T, limits handlers.Limits) *service {
	t.Helper()
	s := &service{T: t, store: mem.New(), now: time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC), lang: "en", address: "198.51.100.7:4444"}
	clock := func() time.Time { return s.now }
	ring, err := keyring.Open(&keyring.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	s.ring = ring
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	s.lookups = index.New(index.Config{Store: s.store, Clock: clock})
	if _, err := s.lookups.Load(context.Background()); err != nil {
		t.Fatal(err)
	}
	projector := projection.New(projection.Config{Store: s.store, Clock: clock, Log: quiet, Shown: s.lookups.Show})
	s.reports = intake.New(intake.Config{Store: s.store, Projector: projector, Keys: ring, Clock: clock,
		Withdrawn: func(receipt report.ReceiptHash) { s.ties.Forget(receipt) }})
	s.ties = ties.New(ties.Config{Store: s.store, Keys: ring, Clock: clock, Listed: func(key subject.Key) bool {
		answer, err := s.lookups.Lookup(key)
		return err == nil && answer.Judgement.Listed
	}})
	s.limits = limits
	s.audit = recorder.New(recorder.Config{Store: s.store, Keys: ring, Clock: clock})
	s.serve(site.Config{})
	return s
}

// serve puts the site behind the edge, with what it works with added to its settings.
func (s *service) serve(settings site.Config) {
	s.Helper()
	var err error
	if settings.Campuses, err = campus.New(); err != nil {
		s.Fatal(err)
	}
	settings.Reports, settings.Lookups, settings.Ties, settings.Clock = s.reports, s.lookups, s.ties, func() time.Time { return s.now }
	if settings.Audit == nil {
		settings.Audit = s.audit
	}
	if settings.Disputes == nil {
		settings.Disputes = s.office()
	}
	settings.Budgets, settings.Batch = ratelimit.DefaultBudgets(), 500
	s.pages = site.New(settings)
	s.Handler, err = handlers.New(handlers.Config{
		Routes: s.pages.Routes(), Log: slog.New(slog.DiscardHandler), Metrics: prometheus.NewRegistry(), ErrorPage: s.pages.ErrorPage, Limits: s.limits,
	})
	if err != nil {
		s.Fatal(err)
	}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// send asks for a path; fields that are not nil are posted. A minute passes before.
func (s *service) send(path string, fields url.Values) answer {
	s.Helper()
	s.now = s.now.Add(time.Minute)
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if fields != nil {
		r = httptest.NewRequest(http.MethodPost, path, strings.NewReader(fields.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Accept-Language", s.lang)
	r.RemoteAddr = s.address
	at := &url.URL{Scheme: "https", Host: "ringfence.example", Path: r.URL.Path}
	if s.jar != nil {
		for _, c := range s.jar.Cookies(at) {
			r.AddCookie(c)
		}
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if s.jar != nil {
		s.jar.SetCookies(at, w.Result().Cookies())
	}
	return answer{w.Code, w.Header(), w.Body.String()}
}

// page is send for an answer that is a sound page with this status.
func (s *service) page(status int, path string, fields url.Values) htmlcheck.Page {
	s.Helper()
	a := s.send(path, fields)
	if a.status != status || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		s.Fatalf("%s: %d %s, want %d and a page\n%s", path, a.status, a.header.Get("Content-Type"), status, a.body)
	}
	return htmlcheck.Parse(s, a.body)
}

func (s *service) get(path string) htmlcheck.Page {
	s.Helper()
	return s.page(http.StatusOK, path, nil)
}

// form returns the report form as a browser would send it untouched, changed by name and value.
func (s *service) form(changes ...string) url.Values {
	s.Helper()
	fields := s.get("/report").Form("form#report")
	for i := 0; i < len(changes); i += 2 {
		fields[changes[i]] = strings.Split(changes[i+1], "|")
	}
	return fields
}

// said returns all statements that are kept about a subject.
func (s *service) said(about string) []reputation.Statement {
	s.Helper()
	key, err := subject.ParseKey(about)
	if err != nil {
		s.Fatal(err)
	}
	all, err := s.store.Statements(context.Background(), key)
	if err != nil {
		s.Fatal(err)
	}
	return all
}

// statements returns how many those are.
func (s *service) statements(about string) int {
	s.Helper()
	return len(s.said(about))
}

func (s *service) wantText(p htmlcheck.Page, selector, want string) {
	s.Helper()
	if got := p.Text(selector); !strings.Contains(got, want) {
		s.Errorf("%s is %q, want %q", selector, got, want)
	}
}

// unlimited lets everyone ask for as much as he likes.
var unlimited = handlers.Limits{Limiter: ratelimit.Off{}, Secret: make([]byte, ratelimit.MinSecret)}
