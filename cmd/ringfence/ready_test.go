package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ringfence/handlers"
	"ringfence/internal/casefile"
	"ringfence/internal/fault"
	"ringfence/internal/keyring"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/ratelimit"
	"ringfence/store"
	"ringfence/store/mem"
)

// away is a store that can be taken away from those who follow it.
type away struct {
	store.Store
	gone atomic.Bool
}

func (s *away) Changed(ctx context.Context, after reputation.Cursor, limit int) ([]reputation.Projection, reputation.Cursor, error) {
	if s.gone.Load() {
		return nil, after, fault.Unavailable
	}
	return s.Store.Changed(ctx, after, limit)
}

func (s *away) Check(ctx context.Context) error {
	if s.gone.Load() {
		return fault.Unavailable
	}
	return s.Store.Check(ctx)
}

// unlisted is a store that does not say which subjects it has.
type unlisted struct{ store.Store }

func (unlisted) Subjects(context.Context, subject.Key, int) ([]subject.Key, error) {
	return nil, fault.Unavailable
}

// Until every subject was looked at, nobody knows of which formula all are.
func TestReadyDoesNotGuessTheFormula(t *testing.T) {
	s := unlisted{mem.New()}
	h := bare(t, s, slog.New(slog.DiscardHandler))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		h.leases.Run(ctx, sweeping, h.projector.Run)
	}()
	for deadline := time.Now().Add(10 * time.Second); h.projector.Status().Swept.IsZero() && time.Now().Before(deadline); {
		<-time.After(time.Millisecond)
	}
	stop()
	<-ended
	want := handlers.Check{Name: "projection", OK: true, Detail: "whether all subjects are shown by the present formula is still being checked"}
	if got := h.ready(t.Context())[1]; got != want {
		t.Errorf("/readyz says %+v, want %+v", got, want)
	}
}

// open returns a loaded house on a store, with keys of its own, and the edge that serves it.
func open(t *testing.T, s store.Store, clock func() time.Time) (*house, http.Handler) {
	t.Helper()
	ctx, log := t.Context(), slog.New(slog.DiscardHandler)
	ring, err := keyring.Open(&keyring.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	h := place{Data: t.TempDir()}.over(s, clock, log)
	h.furnish(ring)
	if err := h.load(ctx, log); err != nil {
		t.Fatal(err)
	}
	c := &serveCommand{Limits: "off"}
	limits, err := c.limits(ctx, h, ratelimit.Off{}, log)
	if err != nil {
		t.Fatal(err)
	}
	edge, err := c.edge(h, &texts{}, limits, log)
	if err != nil {
		t.Fatal(err)
	}
	return h, edge
}

// bare is a house over a store of the test's own, with keys of its own.
func bare(t *testing.T, s store.Store, log *slog.Logger) *house {
	t.Helper()
	ring, err := keyring.Open(&keyring.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	h := place{Data: t.TempDir()}.over(s, time.Now, log)
	h.furnish(ring)
	return h
}

// How long owners wait is told to whoever watches the service, and a dispute that waits for its owner makes nobody hurry.
func TestMetricsTellHowLongOwnersWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := mem.New()
		h := bare(t, s, slog.New(slog.DiscardHandler))
		about, err := subject.ParseKey("+12025550143")
		if err != nil {
			t.Fatal(err)
		}
		says := func(waiting, age float64) {
			t.Helper()
			if err := h.notices.CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n, oldest := metric(t, h, "ringfence_disputes_waiting"), metric(t, h, "ringfence_disputes_oldest_seconds"); n != waiting || oldest != age {
				t.Errorf("/metrics say that %v wait, one for %v s; want %v and %v", n, oldest, waiting, age)
			}
		}
		says(0, 0)
		const day = 24 * time.Hour
		for id, state := range map[string]casefile.State{"owner": casefile.Waiting, "moderator": casefile.InForce, "documents": casefile.Submitted} {
			c := casefile.Case{ID: id, Subject: about, Claim: casefile.Wrong, Proof: casefile.Documents, Lang: "en", State: state, OpenedAt: time.Now().Add(-9 * day), Revision: 1}
			switch state {
			case casefile.InForce:
				c.ProvedAt = time.Now().Add(-4 * day)
			case casefile.Submitted:
				c.OpenedAt = time.Now().Add(-day)
			}
			if err := s.PutCase(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
		<-time.After(2 * time.Hour)              // figures are counted every hour
		says(2, (9*day + 2*time.Hour).Seconds()) // who comes with documents waits from when they came
	})
}

// shared is a store on a server that others write to as well.
type shared struct{ store.Store }

func (shared) Now(context.Context) (time.Time, error) { return time.Now(), nil }

// Someone imports an archive into the empty database of a server that runs: nobody is served from half of it.
func TestNobodyIsServedFromHalfOfAnArchive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, log := t.Context(), slog.New(slog.DiscardHandler)
		s := shared{mem.New()}
		h, edge := open(t, s, time.Now)
		ask := func(method, path, body string) (int, string) {
			r := httptest.NewRequest(method, path, strings.NewReader(body))
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			edge.ServeHTTP(w, r)
			return w.Code, w.Body.String()
		}
		go h.attend(ctx, log)
		for _, restoring := range []bool{false, true, false} {
			change := s.EndRestore
			if restoring {
				change = func(ctx context.Context) error { return s.BeginRestore(ctx, "an archive") }
			}
			if err := change(ctx); err != nil {
				t.Fatal(err)
			}
			time.Sleep(attendEvery) // of virtual time
			synctest.Wait()
			if _, body := ask("GET", "/readyz", ""); strings.Contains(body, "an archive is being imported") != restoring {
				t.Errorf("restoring %v: /readyz says %s", restoring, body)
			}
			for _, asked := range []struct{ method, path, body string }{
				{"GET", "/v1/numbers/+12025550143", ""}, {"GET", "/", ""}, {"POST", "/v1/reports", `{"kind":"nonsense"}`},
			} {
				if status, body := ask(asked.method, asked.path, asked.body); (status == http.StatusServiceUnavailable) != restoring {
					t.Errorf("restoring %v: %s %s: %d %s", restoring, asked.method, asked.path, status, body)
				}
			}
			if status, _ := ask("GET", "/healthz", ""); status != http.StatusOK {
				t.Errorf("restoring %v: /healthz: %d", restoring, status)
			}
		}
	})
}

// The store goes away: lookups go on and say how old they are, in the answer, in /metrics and in /readyz, which
// after half a minute asks to be sent no more.
func TestAgeIsToldWhileTheStoreIsAway(t *testing.T) {
	ctx := t.Context()
	loaded := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	now := loaded
	clock := func() time.Time { return now }
	s := &away{Store: mem.New()}
	h, edge := open(t, s, clock)
	get := func(path string) string {
		w := httptest.NewRecorder()
		edge.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w.Body.String()
	}
	for _, moment := range []struct {
		name            string
		after           time.Duration
		gone            bool
		stored, current bool
		asOf            time.Time
	}{
		{"just loaded", 0, false, true, true, loaded},
		{"away for ten seconds", 10 * time.Second, true, false, true, loaded},
		{"away for a minute", time.Minute, true, false, false, loaded},
		{"back", 2 * time.Minute, false, true, true, loaded.Add(2 * time.Minute)},
	} {
		t.Run(moment.name, func(t *testing.T) {
			s.gone.Store(moment.gone)
			now = loaded.Add(moment.after)
			if err := h.lookups.CatchUp(ctx); (err != nil) != moment.gone {
				t.Fatalf("following: %v", err)
			}
			age := int(now.Sub(moment.asOf).Seconds())
			checks := map[string]handlers.Check{}
			var ready struct{ Checks []handlers.Check }
			if err := json.Unmarshal([]byte(get("/readyz")), &ready); err != nil {
				t.Fatal(err)
			}
			for _, c := range ready.Checks {
				checks[c.Name] = c
			}
			if got, want := checks["lookups"], (handlers.Check{Name: "lookups", OK: moment.current, Detail: fmt.Sprintf("%d s old", age)}); got != want {
				t.Errorf("/readyz says %+v, want %+v", got, want)
			}
			if checks["store"].OK != moment.stored {
				t.Errorf("/readyz says %+v", checks["store"])
			}
			if metrics, want := get("/metrics"), fmt.Sprintf("\nringfence_index_age_seconds %d\n", age); !strings.Contains(metrics, want) {
				t.Errorf("/metrics do not say %q:\n%s", want, metrics)
			}
			var answer struct {
				AsOf time.Time `json:"as_of"`
			}
			if err := json.Unmarshal([]byte(get("/v1/numbers/+12025550143")), &answer); err != nil || !answer.AsOf.Equal(moment.asOf) {
				t.Errorf("a lookup is as of %v, %v; want %v", answer.AsOf, err, moment.asOf)
			}
		})
	}
}
