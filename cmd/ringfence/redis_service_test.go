//go:build service

package main

import (
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"regexp"
	"sync"
	"testing"
	"time"

	"ringfence/internal/freeport"
)

// Budgets of a network, as ratelimit.DefaultBudgets has them; a little comes back while a test lasts.
const (
	lookupsAMinute = 60
	batchesAMinute = 6
	reportsAnHour  = 10
)

// TestRedisKilled kills the Redis in which three instances count together and starts it again, empty. Nobody gets a
// 5xx, each instance limits by itself meanwhile, and within five seconds of its return they count together again.
func TestRedisKilled(t *testing.T) {
	port := freeport.Of(t)
	redis := runRedis(t, port)
	c := startCluster(t, 3, database(t), "--limits", "on", "--redis", "redis://127.0.0.1:"+port)
	stop := c.browse()
	defer stop()
	c.ration("lookups, with Redis", lookupsAMinute, time.Minute, together, func(m *member, _ int) reply { return m.get(knownNumber) })

	redis.kill()
	c.ration("batches, without Redis", batchesAMinute, time.Minute, apart, func(m *member, _ int) reply {
		return m.ask(http.MethodPost, "/v1/lookups", "", `{"numbers":["+12025550143"]}`)
	})

	redis = runRedis(t, port)
	defer redis.kill()
	back := time.Now()
	for _, m := range c.each {
		m.untilRedisDecides(back)
	}
	t.Logf("all instances count in Redis again %v after its return", time.Since(back).Round(10*time.Millisecond))
	c.ration("reports, with Redis back", reportsAnHour, time.Hour, together, func(m *member, n int) reply {
		return m.report("", fmt.Sprintf(`{"kind":"text","subjects":[{"kind":"qq","value":"1%s%04d"}]}`, m.data[len(m.data)-1:], n))
	})
	stop()
}

// redisServer is a Redis of the test's own.
type redisServer struct{ process *exec.Cmd }

// runRedis starts one, empty, and returns when it listens.
func runRedis(t *testing.T, port string) redisServer {
	t.Helper()
	s := redisServer{exec.Command("redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", t.TempDir())}
	if err := s.process.Start(); err != nil {
		t.Fatalf("this test needs redis-server (Debian: apt-get install redis-server): %v", err)
	}
	t.Cleanup(s.kill)
	_, ok := (&cluster{}).within(20*time.Second, func() bool {
		conn, err := net.Dial("tcp", "127.0.0.1:"+port)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	if !ok {
		t.Fatal("redis-server does not listen")
	}
	return s
}

func (s redisServer) kill() {
	_ = s.process.Process.Kill()
	_ = s.process.Wait()
}

// browse asks every instance for what costs little until it is told to stop: nothing may fail.
func (c *cluster) browse() (stop func()) {
	done := make(chan struct{})
	var work sync.WaitGroup
	for _, m := range c.each {
		work.Go(func() {
			tick := time.NewTicker(time.Second)
			defer tick.Stop()
			for {
				select {
				case <-done:
					return
				case <-tick.C:
				}
				if r := m.get("/v1/vocabulary"); r.status != http.StatusOK {
					c.t.Errorf("a page: %d %v %s", r.status, r.err, r.body)
				}
			}
		})
	}
	return sync.OnceFunc(func() { close(done); work.Wait() })
}

const (
	together = true
	apart    = false

	late = 3 // that more may pass, where Redis is slow to answer once; alone, all would let thrice the budget pass
)

// ration asks all instances at once, each three times as often as a budget allows, and checks how many passed: of all
// of them, where they count together, or of each.
func (c *cluster) ration(what string, budget int, period time.Duration, counted bool, ask func(m *member, n int) reply) {
	c.t.Helper()
	passed := make([]int, len(c.each))
	begun := time.Now()
	var work sync.WaitGroup
	for i, m := range c.each {
		work.Go(func() {
			for n := range 3 * budget {
				switch r := ask(m, n); {
				case r.status == http.StatusOK || r.status == http.StatusCreated:
					passed[i]++
				case r.status != http.StatusTooManyRequests || r.retry == "":
					c.t.Errorf("%s: %d %v %s", what, r.status, r.err, r.body)
				}
			}
		})
	}
	work.Wait()
	took := time.Since(begun)
	c.t.Logf("%s: %v passed in %v", what, passed, took.Round(10*time.Millisecond))
	most := budget + late + int(took*time.Duration(budget)/period) // what came back meanwhile
	if counted == together {
		all := 0
		for _, n := range passed {
			all += n
		}
		passed = []int{all}
	}
	for _, n := range passed {
		if n < budget || n > most {
			c.t.Errorf("%s: %d passed, want %d to %d", what, n, budget, most)
		}
	}
}

var decidedByRedis = regexp.MustCompile(`(?m)^ringfence_limit_decisions_total\{budget="probe",judge="redis",outcome="allowed"\} (\d+)$`)

// untilRedisDecides returns when Redis decides for an instance, which must be within the time after its return.
func (m *member) untilRedisDecides(back time.Time) {
	m.t.Helper()
	const probes = 200 * time.Millisecond // apart, or the budget is used up
	tick := time.NewTicker(probes)
	defer tick.Stop()
	for before := ""; ; <-tick.C {
		found := decidedByRedis.FindStringSubmatch(m.get("/metrics").body) // this question was decided on too
		if found != nil && before != "" && found[1] != before {
			return
		}
		if found != nil {
			before = found[1]
		}
		if time.Since(back) > recovery {
			m.t.Fatalf("%v after Redis was back an instance still counts alone", recovery)
		}
	}
}
