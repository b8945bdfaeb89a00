//go:build service

package main

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// services runs deploy/dev/services and returns the URI of MongoDB that it prints.
func services(args ...string) (string, error) {
	out, err := exec.Command("../../deploy/dev/services", args...).Output()
	if err != nil {
		return "", err
	}
	_, uri, _ := strings.Cut(string(out), "MONGODB_URI=")
	uri, _, _ = strings.Cut(uri, "\n")
	return uri, nil
}

// commonMongoDB is what MONGODB_URI named, or else what deploy/dev/services brings up.
var commonMongoDB = sync.OnceValues(func() (string, error) {
	if mongodbURI != "" {
		return mongodbURI, nil
	}
	return services("mongodb")
})

// database returns the URI of a database of the test's own, which is dropped when it ends.
func database(t *testing.T) string {
	t.Helper()
	server, err := commonMongoDB()
	if err != nil {
		t.Fatalf("these tests need MongoDB: set MONGODB_URI, or see why deploy/dev/services fails: %v", err)
	}
	return databaseAt(t, server)
}

// databaseAt returns the same at a server.
func databaseAt(t *testing.T, server string) string {
	t.Helper()
	name := "test" + strings.ToLower(rand.Text()[:12])
	base, query, _ := strings.Cut(server, "?")
	uri := strings.TrimSuffix(base, "/") + "/" + name + "?" + query
	t.Cleanup(func() {
		client, err := driver.Connect(options.Client().ApplyURI(uri))
		if err != nil {
			t.Errorf("drop: %v", err)
			return
		}
		defer func() { _ = client.Disconnect(context.Background()) }()
		if err := client.Database(name).Drop(context.Background()); err != nil {
			t.Errorf("drop: %v", err)
		}
	})
	return uri
}

// cluster is some instances on one database, with one keys file and a data folder each.
type cluster struct {
	t      *testing.T
	folder string
	env    []string
	flags  []string
	each   []*member
}

// member is one instance: a process that may be killed and started again.
type member struct {
	*cluster
	data  string
	now   atomic.Pointer[server]
	alive atomic.Bool  // until before it is killed, and when it answers again
	kills atomic.Int64 // counted before the signal
}

// startCluster starts so many instances.
func startCluster(t *testing.T, n int, uri string, flags ...string) *cluster {
	t.Helper()
	c := &cluster{t: t, folder: t.TempDir(), env: []string{"MONGODB_URI=" + uri}, flags: flags}
	for i := range n {
		m := &member{cluster: c, data: "data" + strconv.Itoa(i)}
		c.each = append(c.each, m)
		m.start()
		t.Cleanup(func() { m.now.Load().signal(syscall.SIGKILL) })
	}
	return c
}

// start starts an instance and returns when it is ready.
func (m *member) start() {
	m.t.Helper()
	m.launch()
	if _, ok := m.within(30*time.Second, func() bool { return m.get("/readyz").status == http.StatusOK }); !ok {
		m.t.Fatalf("an instance does not become ready: %s", m.now.Load().err)
	}
}

// launch starts an instance and returns when it answers.
func (m *member) launch() {
	m.t.Helper()
	s := start("ringfence", m.folder, m.env, append([]string{"--data", m.data}, m.flags...))
	m.now.Store(s)
	if s.url == "" {
		m.t.Fatalf("an instance did not start: %s", s.err)
	}
	m.alive.Store(true)
}

// url returns where the instance listens now.
func (m *member) url() string { return m.now.Load().url }

// kill ends an instance by SIGKILL.
func (m *member) kill() {
	m.t.Helper()
	m.alive.Store(false)
	m.kills.Add(1)
	s := m.now.Load()
	s.signal(syscall.SIGKILL)
	if _, ended := s.wait(10 * time.Second); !ended {
		m.t.Fatal("SIGKILL did not end an instance")
	}
}

// within asks, a hundred times a second, until ok or the time is over, and returns how long it took.
func (c *cluster) within(most time.Duration, ok func() bool) (time.Duration, bool) {
	begun := time.Now()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		if time.Since(begun) > most {
			return time.Since(begun), false
		}
		<-tick.C
	}
	return time.Since(begun), true
}

// hangUp is longer than any answer may take.
const hangUp = 20 * time.Second

var asker = &http.Client{Timeout: hangUp, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}

// reply is what came of a request.
type reply struct {
	begun  time.Time
	took   time.Duration
	status int // 0 when none came
	retry  string
	body   string
	err    error
}

// get asks an instance.
func (m *member) get(path string) reply { return m.ask(http.MethodGet, path, "", "") }

// report sends a report under an idempotency key.
func (m *member) report(key, body string) reply {
	return m.ask(http.MethodPost, "/v1/reports", key, body)
}

func (m *member) ask(method, path, key, body string) (r reply) {
	req, err := http.NewRequest(method, m.url()+path, strings.NewReader(body))
	if err != nil {
		return reply{err: err}
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	r.begun = time.Now()
	defer func() { r.took = time.Since(r.begun) }()
	res, err := asker.Do(req)
	if err != nil {
		r.err = err
		return r
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		r.err = err
		return r
	}
	r.status, r.retry, r.body = res.StatusCode, res.Header.Get("Retry-After"), string(b)
	return r
}
