//go:build service

package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"ringfence/internal/freeport"
)

const (
	instances     = 3
	asked         = 100_000 // requests in all
	clientsOfEach = 4       // instance
	partnerHourly = 1_000   // reports that a partner's key may send an hour, all at once if it likes
	comesBack     = 20      // of those, at most, while the test lasts
)

// TestLimitsAreGlobal sends 100,000 reports with one key to three servers that have nothing in common but the
// keys file and a Redis. Together they let through what one of them would.
func TestLimitsAreGlobal(t *testing.T) {
	folder, redis := t.TempDir(), ownRedis(t)
	key := copiesWithOneKey(t, folder)
	var servers []*server
	for n := range instances {
		s := start("ringfence", folder, nil, []string{"--data", dataOf(n), "--limits", "on", "--redis", redis})
		t.Cleanup(func() { s.signal(syscall.SIGKILL) })
		if s.url == "" {
			t.Fatal(s.err)
		}
		servers = append(servers, s)
		eventually(t, "server and Redis are ready", func() bool {
			status, body := fetch(t, s.url+"/readyz")
			return status == http.StatusOK && !strings.Contains(body, "counts alone")
		})
	}
	begun := time.Now()
	passed := storm(t, servers, key)
	took := time.Since(begun)
	alone := 0
	for n, s := range servers {
		counts := deciders(t, s)
		t.Logf("instance %d decided: %v", n, counts)
		alone += counts.alone()
	}
	t.Logf("%d of %d passed in %v, %d of them where Redis did not answer in time", passed, asked, took.Round(100*time.Millisecond), alone)
	if alone > partnerHourly/2 {
		t.Errorf("Redis decided on too little: without it passed %d", alone)
	}
	most := partnerHourly + alone + max(comesBack, int(took*partnerHourly/time.Hour)) // the latter on a machine that is very slow
	if passed < partnerHourly || passed > most {
		t.Errorf("%d instances let %d pass, want %d to %d", instances, passed, partnerHourly, most)
	}
}

// storm sends reports to all servers at once and returns how many passed the limit.
func storm(t *testing.T, servers []*server, key string) int {
	var sent, passed atomic.Int64
	var clients sync.WaitGroup
	for _, s := range servers {
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clientsOfEach}, Timeout: 30 * time.Second}
		for range clientsOfEach {
			clients.Go(func() {
				for n := sent.Add(1); n <= asked && !t.Failed(); n = sent.Add(1) {
					switch status, err := partnerReport(client, s.url, key, n); {
					case status == http.StatusCreated:
						passed.Add(1)
					case status != http.StatusTooManyRequests:
						t.Errorf("report %d: status %d, %v", n, status, err)
					}
				}
			})
		}
	}
	clients.Wait()
	return int(passed.Load())
}

// partnerReport sends the report of one of a partner's users.
func partnerReport(client *http.Client, url, key string, n int64) (int, error) {
	body := fmt.Sprintf(`{"kind":"call","subjects":["+120255501%02d"],"user":"user %d"}`, 10+n%90, n)
	req, err := http.NewRequest(http.MethodPost, url+"/v1/reports", strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+key)
	res, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, err
}

func dataOf(instance int) string { return "data" + strconv.Itoa(instance) }

// copiesWithOneKey makes data for each instance in which a partner has the key that is returned.
func copiesWithOneKey(t *testing.T, folder string) string {
	t.Helper()
	s := start("ringfence", folder, nil, []string{"--data", dataOf(0)})
	defer s.signal(syscall.SIGKILL)
	if s.url == "" {
		t.Fatal(s.err)
	}
	issue := exec.Command("ringfence", "key", "issue", "--data", dataOf(0), "--name", "app", "--tier", "partner")
	issue.Dir = folder
	key, err := issue.Output()
	if err != nil {
		t.Fatal(err)
	}
	s.signal(syscall.SIGTERM)
	if err, ended := s.wait(10 * time.Second); err != nil || !ended {
		t.Fatalf("the server ended %v: %v, %s", ended, err, s.err)
	}
	for n := 1; n < instances; n++ {
		if err := os.CopyFS(filepath.Join(folder, dataOf(n)), os.DirFS(filepath.Join(folder, dataOf(0)))); err != nil {
			t.Fatal(err)
		}
	}
	return strings.TrimSpace(string(key))
}

var reportDecisions = regexp.MustCompile(`(?m)^ringfence_limit_decisions_total\{budget="report",(judge=.*)\} ([1-9]\S*)$`)

// decisions are how often who decided what, by the labels of the metric.
type decisions map[string]int

// deciders returns how often who decided on reports at a server.
func deciders(t *testing.T, s *server) decisions {
	t.Helper()
	counts := decisions{}
	_, metrics := fetch(t, s.url+"/metrics")
	for _, line := range reportDecisions.FindAllStringSubmatch(metrics, -1) {
		n, err := strconv.ParseFloat(line[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		counts[line[1]] = int(n)
	}
	return counts
}

// alone is how many an instance let pass by its own count, since Redis did not answer in time, as on a machine that pauses.
func (d decisions) alone() (n int) {
	for what, count := range d {
		if strings.Contains(what, `judge="local_`) && strings.Contains(what, `outcome="allowed"`) {
			n += count
		}
	}
	return n
}

// ownRedis starts a redis-server for this test alone, with more settings, and returns its URL.
func ownRedis(t *testing.T, more ...string) string {
	t.Helper()
	port := freeport.Of(t)
	address := "127.0.0.1:" + port
	settings := []string{"--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", t.TempDir()}
	process := exec.Command("redis-server", append(settings, more...)...)
	if err := process.Start(); err != nil {
		t.Fatalf("these tests need redis-server (Debian: apt-get install redis-server): %v", err)
	}
	t.Cleanup(func() { process.Process.Kill(); process.Wait() })
	eventually(t, "redis-server listens", func() bool {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	return "redis://" + address
}

// eventually asks, a hundred times a second, until ok, for half a minute at most.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick, late := time.NewTicker(10*time.Millisecond), time.After(30*time.Second)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("not within half a minute: %s", what)
		}
	}
}
