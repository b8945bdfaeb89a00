package dialect_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"ringfence/handlers"
	"ringfence/handlers/api"
	"ringfence/handlers/dialect"
	"ringfence/internal/index"
	"ringfence/internal/intake"
	"ringfence/internal/keyring"
	"ringfence/internal/projection"
	"ringfence/internal/publication"
	"ringfence/internal/recorder"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/ruling"
	"ringfence/internal/subject"
	"ringfence/ratelimit"
	"ringfence/store/mem"
)

// service speaks the dialect over a store in memory, behind the real edge.
type service struct {
	*testing.T
	http.Handler
	store   *mem.Store
	lookups *index.Index
	reports *intake.Intake
	lists   *publication.Publication
	rulings *ruling.Bench
	now     time.Time
}

// origin is where the service is, as people know it.
const origin = "https://ringfence.example"

func newService(t *testing.T, change ...func(*dialect.Config, *handlers.Limits)) *service {
	t.Helper()
	s := &service{T: t, store: mem.New(), now: time.Date(2026, 11, 9, 12, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return s.now }
	ring, err := keyring.Open(&keyring.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	s.lookups = index.New(index.Config{Store: s.store, Clock: clock})
	if _, err := s.lookups.Load(context.Background()); err != nil {
		t.Fatal(err)
	}
	projector := projection.New(projection.Config{Store: s.store, Clock: clock, Log: slog.New(slog.DiscardHandler), Shown: s.lookups.Show})
	s.reports = intake.New(intake.Config{Store: s.store, Projector: projector, Keys: ring, Clock: clock})
	s.lists = publication.New(publication.Config{Store: s.store, Lookups: s.lookups, Keys: ring, Clock: clock})
	s.rulings = ruling.New(ruling.Config{Store: s.store, Projector: projector, Recorder: recorder.New(recorder.Config{Store: s.store, Keys: ring, Clock: clock}), Clock: clock})
	programs := sync.OnceValues(func() (*api.API, error) { // takes a while, and most tests send no list
		return api.New(api.Config{Index: s.lookups, Feeds: s.lists, Clock: clock})
	})
	send := func(c echo.Context, d *publication.Document) error {
		a, err := programs()
		if err != nil {
			return err
		}
		return a.Send(c, d)
	}
	c := dialect.Config{Reports: s.reports, Lookups: s.lookups, Lists: s.lists, Send: send, Clock: clock, Origin: origin}
	limits := handlers.Limits{Limiter: ratelimit.Off{}, Budgets: ratelimit.DefaultBudgets(), Secret: make([]byte, ratelimit.MinSecret)}
	for _, f := range change {
		f(&c, &limits)
	}
	s.Handler, err = handlers.New(handlers.Config{
		Routes: dialect.New(c).Routes(), Log: slog.New(slog.DiscardHandler), Metrics: prometheus.NewRegistry(), Limits: limits, Clock: clock,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// send sends a request; header has names and values in turn.
func (s *service) send(method, path, body string, header ...string) answer {
	s.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body == "" {
		r = httptest.NewRequest(method, path, nil)
	}
	r.RemoteAddr = "198.51.100.7:4444"
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	body2, err := io.ReadAll(w.Body)
	if err != nil {
		s.Fatal(err)
	}
	return answer{w.Code, w.Header(), string(body2)}
}

func (s *service) get(path string, header ...string) answer {
	return s.send(http.MethodGet, path, "", header...)
}

// ok is the body of an answer that must be one.
func (s *service) ok(path string, header ...string) string {
	s.Helper()
	a := s.get(path, header...)
	if a.status != http.StatusOK {
		s.Fatalf("%s: %d %s", path, a.status, a.body)
	}
	return a.body
}

func key(t *testing.T, number string) subject.Key {
	t.Helper()
	k, err := subject.ParseKey(number)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// areas are those of reporters who do not live beside each other.
var areas = []string{"202", "303", "404", "505", "606", "707", "808", "909", "210", "312", "415", "503"}

// say has n people who proved their phones report a number, an hour apart.
func (s *service) say(number string, n int, category report.Category) {
	s.Helper()
	for i := range n {
		s.now = s.now.Add(time.Hour)
		r := report.Report{Kind: report.Call, Subjects: []subject.Key{key(s.T, number)}, Polarity: report.Bad, Category: category}
		by := reputation.ByPhone(key(s.T, fmt.Sprintf("+1%s5550150", areas[i])))
		if _, err := s.reports.Accept(context.Background(), r, by, intake.Retry{}); err != nil {
			s.Fatal(err)
		}
	}
}

// rule has a moderator decide.
func (s *service) rule(kind reputation.DecisionKind, number string) {
	s.Helper()
	s.now = s.now.Add(time.Hour)
	if _, err := s.rulings.Rule(context.Background(), kind, key(s.T, number), "test", "looked at it"); err != nil {
		s.Fatal(err)
	}
}

// publish makes a version of the lists.
func (s *service) publish() {
	s.Helper()
	s.now = s.now.Add(time.Hour)
	ctx := context.Background()
	if _, err := s.lists.Publish(ctx); err != nil {
		s.Fatal(err)
	}
	if err := s.lists.CatchUp(ctx); err != nil {
		s.Fatal(err)
	}
}

// verdict is what the service says of a number.
func (s *service) verdict(number string) reputation.Judgement {
	s.Helper()
	found, err := s.lookups.Lookup(key(s.T, number))
	if err != nil {
		s.Fatal(err)
	}
	return found.Judgement
}
