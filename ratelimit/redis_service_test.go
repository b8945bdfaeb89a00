//go:build service

package ratelimit

import (
	"context"
	"fmt"
	"os/exec"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"ringfence/internal/freeport"

	"github.com/redis/go-redis/v9"
	"pgregory.net/rapid"
)

// service is a redis-server of the test's own.
type service struct {
	t       *testing.T
	port    string
	process *exec.Cmd
}

// startService starts a redis-server on a free port. It fails the test when there is none to start.
func startService(t *testing.T) *service {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		t.Fatalf("these tests need redis-server in PATH (Debian: apt-get install redis-server): %v", err)
	}
	s := &service{t: t, port: freeport.Of(t)}
	s.start()
	t.Cleanup(s.kill)
	return s
}

func (s *service) url() string { return "redis://127.0.0.1:" + s.port }

// start starts the server, empty, and returns when it answers.
func (s *service) start() {
	s.t.Helper()
	s.process = exec.Command("redis-server", "--port", s.port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", s.t.TempDir())
	if err := s.process.Start(); err != nil {
		s.t.Fatal(err)
	}
	client := redis.NewClient(&redis.Options{Addr: "127.0.0.1:" + s.port})
	defer client.Close()
	eventually(s.t, 20*time.Second, "redis-server answers", func() bool { return client.Ping(context.Background()).Err() == nil })
}

func (s *service) kill() {
	s.process.Process.Kill()
	s.process.Wait()
}

func (s *service) signal(signal syscall.Signal) {
	s.t.Helper()
	if err := s.process.Process.Signal(signal); err != nil {
		s.t.Fatal(err)
	}
}

// eventually asks, a hundred times a second, until ok or the time is over.
func eventually(t *testing.T, most time.Duration, what string, ok func() bool) {
	t.Helper()
	tick, late := time.NewTicker(10*time.Millisecond), time.After(most)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("not after %v: %s", most, what)
		}
	}
}

var runs atomic.Int64

// renamed makes buckets of one test apart from those of another.
type renamed struct {
	Limiter
	run string
}

func (r renamed) Allow(ctx context.Context, who Caller, b Budget, n int) Decision {
	b.Name = r.run + b.Name
	return r.Limiter.Allow(ctx, who, b, n)
}

func TestRedis(t *testing.T) {
	s := startService(t)
	suite(t, func(t *testing.T) subject {
		r := openRedis(t, RedisConfig{URL: s.url(), Deadline: patient})
		return subject{renamed{r, fmt.Sprint(runs.Add(1))}, func(t *testing.T, from time.Time, wait time.Duration, ok func() bool) {
			t.Helper()
			eventually(t, 20*time.Second, "allowed", ok)
			if took := time.Since(from); took < wait {
				t.Errorf("passed after %v, before the %v it was to wait", took, wait)
			}
		}}
	})
}

// TestRedisAndLocalSayTheSame compares all that both say about random requests to budgets that gain one in
// an hour or less often, so that only the seconds of the test lie between them.
func TestRedisAndLocalSayTheSame(t *testing.T) {
	s := startService(t)
	begun := time.Now()
	shared := openRedis(t, RedisConfig{URL: s.url(), Deadline: patient})
	rapid.Check(t, func(t *rapid.T) {
		b := Budget{fmt.Sprint(runs.Add(1)), rapid.IntRange(1, 3).Draw(t, "rate"), 100 * time.Hour, rapid.IntRange(1, 40).Draw(t, "burst")}
		local := NewLocal(LocalConfig{Capacity: 64})
		for range rapid.IntRange(1, 15).Draw(t, "requests") {
			n := rapid.IntRange(-1, b.Burst+1).Draw(t, "n")
			theirs, ours := shared.Allow(context.Background(), caller("a"), b, n), local.Allow(context.Background(), caller("a"), b, n)
			slack := time.Since(begun) + time.Second
			if !same(theirs, ours, slack) || !proper(theirs) {
				t.Fatalf("%d of %+v: Redis says %+v, the twin %+v", n, b, theirs, ours)
			}
		}
	})
}

func same(a, b Decision, slack time.Duration) bool {
	return a.Allowed == b.Allowed && a.Limit == b.Limit && a.Remaining == b.Remaining &&
		(a.RetryAfter-b.RetryAfter).Abs() < slack && (a.ResetAfter-b.ResetAfter).Abs() < slack
}

func TestLimitsAreGlobal(t *testing.T) {
	s := startService(t)
	const burst = 200
	var passed atomic.Int64
	var group sync.WaitGroup
	for range 3 { // instances, each with connections and a twin of its own
		r := openRedis(t, RedisConfig{URL: s.url(), Deadline: patient})
		for range 4 {
			group.Go(func() {
				for range burst {
					if r.Allow(context.Background(), caller("a"), slow(burst), 1).Allowed {
						passed.Add(1)
					}
				}
			})
		}
	}
	group.Wait()
	if passed.Load() != burst {
		t.Errorf("three instances let %d pass, want %d", passed.Load(), burst)
	}
}

// TestRedisFailsAndReturns takes Redis away in both ways it can go. The twin goes on from what Redis said
// last, within the deadline, and soon after its return Redis decides again.
func TestRedisFailsAndReturns(t *testing.T) {
	for _, tt := range []struct {
		name       string
		away, back func(*service)
		why        Judge
	}{
		{"killed", (*service).kill, (*service).start, OnGone},
		{"stopped", func(s *service) { s.signal(syscall.SIGSTOP) }, func(s *service) { s.signal(syscall.SIGCONT) }, OnTimeout},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := startService(t)
			r := openRedis(t, RedisConfig{URL: s.url(), Deadline: within / 4})
			ask := func(who string, burst int) Decision {
				return r.Allow(context.Background(), caller(who), slow(burst), 1)
			}
			eventually(t, 20*time.Second, "Redis decides", func() bool { return ask("warm-up", 1).By == ByRedis })
			for range 3 {
				ask("known", 5)
			}

			tt.away(s)
			passed, judges := 0, map[Judge]int{}
			for range 200 {
				begun := time.Now()
				d := ask("known", 5)
				if took := time.Since(begun); took > within {
					t.Errorf("a decision took %v", took)
				}
				if judges[d.By]++; d.Allowed {
					passed++
				}
			}
			if passed != 2 {
				t.Errorf("a caller with 2 of 5 left got %d more", passed)
			}
			if judges[tt.why] < tripsAfter || judges[ByRedis] != 0 || judges[OnResting] < 150 {
				t.Errorf("judges while Redis was away: %v", judges)
			}

			tt.back(s)
			inARow := 0
			eventually(t, 20*time.Second, "Redis decides again, ten times in a row", func() bool {
				if inARow++; ask("other", 5).By != ByRedis {
					inARow = 0
				}
				return inARow == 10
			})
		})
	}
}

func TestRedisHoldsNoAddressAndForgets(t *testing.T) {
	s := startService(t)
	r := openRedis(t, RedisConfig{URL: s.url(), Deadline: patient})
	r.Allow(context.Background(), caller("network/203.0.113.7/32"), PerMinute("lookup", 1), 1)
	client := redis.NewClient(&redis.Options{Addr: "127.0.0.1:" + s.port})
	defer client.Close()
	keys, err := client.Keys(context.Background(), "*").Result()
	if err != nil || len(keys) != 1 || keys[0] != "rate:"+redisKey(caller("network/203.0.113.7/32"), "lookup") {
		t.Fatalf("keys: %q, %v", keys, err)
	}
	if left := client.PTTL(context.Background(), keys[0]).Val(); left <= 0 || left > time.Minute {
		t.Errorf("the debt of one minute is kept for %v", left)
	}
}

func BenchmarkRedis(b *testing.B) {
	client := exec.Command("redis-server", "--port", "0", "--unixsocket", b.TempDir()+"/redis", "--save", "")
	if err := client.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() { client.Process.Kill(); client.Wait() }()
	r, err := NewRedis(RedisConfig{URL: "unix://" + client.Args[4]})
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	for d := (Decision{}); d.By != ByRedis; {
		d = r.Allow(context.Background(), caller("a"), slow(1), 1)
	}
	b.ReportAllocs()
	alone := 0
	for b.Loop() {
		if stoodIn(r.Allow(context.Background(), caller("a"), DefaultBudgets().Lookup, 1).By) {
			alone++
		}
	}
	b.ReportMetric(float64(alone), "stood-in")
}
