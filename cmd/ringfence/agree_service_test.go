//go:build service

package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"ringfence/ratelimit"
)

// agreement is how soon after a report every instance must tell the same of its number.
const agreement = 2 * time.Second

// TestTwoInstancesAgree reports to one instance and asks the other until it knows.
func TestTwoInstancesAgree(t *testing.T) {
	c := startCluster(t, 2, database(t))
	var longest, all time.Duration
	const times = 20
	for n := range times {
		here, there := c.each[n%2], c.each[(n+1)%2]
		number := fmt.Sprintf("+1202555%04d", 110+4*n)
		r := here.report("", fmt.Sprintf(`{"kind":"call","subjects":[%q],"category":"loan"}`, number))
		if r.status != http.StatusCreated {
			t.Fatalf("%+v", r)
		}
		knows := func(m *member) bool { return strings.Contains(m.get("/v1/numbers/"+number).body, `"reports":"1-2"`) }
		if !knows(here) {
			t.Errorf("report %d: who took the report does not know of it at once", n)
		}
		if _, ok := c.within(10*time.Second, func() bool { return knows(there) }); !ok {
			t.Fatalf("report %d: the other instance never knew", n)
		}
		took := time.Since(r.begun)
		longest, all = max(longest, took), all+took
	}
	t.Logf("%d reports were known to the other instance after %v on average, %v at most", times, (all / times).Round(time.Millisecond), longest.Round(time.Millisecond))
	if longest > agreement {
		t.Errorf("two instances agreed after %v, want %v", longest, agreement)
	}
}

// wrong is by how much the clocks of two instances are wrong, one ahead and one behind.
const wrong = 10 * time.Minute

// TestWrongClocks runs two instances in this process, one with a clock ten minutes ahead and one as much behind. Each
// says so in its log, both learn of all that is reported to either, and nothing is lost.
func TestWrongClocks(t *testing.T) {
	p := place{MongoDB: secret(database(t))}
	folder := t.TempDir()
	ahead := newSkewed(t, p, folder, wrong)
	behind := newSkewed(t, p, folder, -wrong)
	const each = 30
	for n := range each {
		for i, s := range []*skewed{ahead, behind} {
			s.report(2*n+i, fmt.Sprintf(`{"kind":"call","subjects":["+12025550143",{"kind":"qq","value":"%d"}],"category":"loan"}`, 100_000+2*n+i))
		}
	}
	for name, s := range map[string]*skewed{"ahead": ahead, "behind": behind} {
		if took, ok := s.within(20*time.Second, func() bool { return s.knows("/v1/numbers/+12025550143", `"reports":"21+"`) }); !ok {
			t.Errorf("%s: it does not know of all %d reports after %v: %s", name, 2*each, took, s.get("/v1/numbers/+12025550143"))
		}
		for n := range 2 * each {
			path := fmt.Sprintf("/v1/subjects/qq/%d", 100_000+n)
			if took, ok := s.within(20*time.Second, func() bool { return s.knows(path, `"reports":"1-2"`) }); !ok {
				t.Errorf("%s: %s is not known after %v", name, path, took)
			}
		}
	}
	if took, ok := ahead.within(20*time.Second, func() bool {
		return strings.Contains(ahead.log.String(), "this_one_is_ahead_by=10m0s") && strings.Contains(behind.log.String(), "this_one_is_ahead_by=-10m0s")
	}); !ok {
		t.Errorf("after %v the logs do not say that the clocks are wrong:\n%s\n%s", took, ahead.log, behind.log)
	}
	var printed lockedBuffer
	if err := run(t.Context(), []string{"verify", "--mongodb", string(p.MongoDB)}, streams{out: &printed, err: io.Discard}); err != nil ||
		!strings.Contains(printed.String(), fmt.Sprintf("with its %d statements", 4*each)) && !strings.Contains(printed.String(), fmt.Sprintf("with their %d statements", 4*each)) {
		t.Errorf("verify: %v %s", err, printed.String())
	}
}

// skewed is an instance in this process whose clock is wrong.
type skewed struct {
	cluster
	edge http.Handler
	log  *lockedBuffer
}

func newSkewed(t *testing.T, p place, folder string, by time.Duration) *skewed {
	t.Helper()
	s := &skewed{cluster: cluster{t: t}, log: &lockedBuffer{}}
	log := slog.New(slog.NewTextHandler(s.log, nil))
	p.Data = t.TempDir()
	h, err := p.open(t.Context(), log)
	if err != nil {
		t.Fatal(err)
	}
	h.clock = func() time.Time { return time.Now().Add(by) }
	h.projector.Clock, h.lookups.Clock = h.clock, h.clock
	c := &serveCommand{place: p, Keys: filepath.Join(folder, "keys"), Limits: "off"}
	if err := c.fill(t.Context(), h, log); err != nil {
		t.Fatal(err)
	}
	limits, err := c.limits(t.Context(), h, ratelimit.Off{}, log)
	if err != nil {
		t.Fatal(err)
	}
	if s.edge, err = c.edge(h, &texts{}, limits, log); err != nil {
		t.Fatal(err)
	}
	working, stop := context.WithCancel(context.Background())
	var chores sync.WaitGroup
	chores.Go(func() { _ = h.projector.Run(working) })
	chores.Go(func() { h.lookups.Run(working, func(err error) { sayFollowing(log, err) }) })
	chores.Go(func() { h.attend(working, log) })
	t.Cleanup(func() { stop(); chores.Wait(); h.store.Close() })
	return s
}

// ask asks from one of 256 networks.
func (s *skewed) ask(network int, method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.RemoteAddr = fmt.Sprintf("198.18.%d.1:1", network)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	s.edge.ServeHTTP(w, r)
	return w
}

func (s *skewed) get(path string) string { return s.ask(0, http.MethodGet, path, "").Body.String() }

func (s *skewed) knows(path, what string) bool { return strings.Contains(s.get(path), what) }

func (s *skewed) report(network int, body string) {
	s.t.Helper()
	if w := s.ask(network, http.MethodPost, "/v1/reports", body); w.Code != http.StatusCreated {
		s.t.Errorf("a report: %d %s", w.Code, w.Body)
	}
}
