//go:build service

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

const (
	mostAboveIdle     = 64 << 20 // bytes of anonymous memory, whatever clients do
	mostPerConnection = 24 << 10 // of one that is open and idle
	idleConnections   = 10_000
	mute              = 2_000 // further connections that never send anything
	dripping          = 1_000 // clients sending a byte a second, of headers and again of a body
	flooding          = 8     // clients sending a body of 1 GB to each route, at the same time
	oneGigabyte       = 1 << 30
)

// TestIdleConnections holds 10,000 connections open that have asked once, and others that never ask.
func TestIdleConnections(t *testing.T) {
	allowFiles(t, idleConnections+mute+1_000)
	v := watched(t)
	open := make([]net.Conn, idleConnections)
	each(idleConnections, func(n int) {
		open[n] = v.dial(t)
		if status := v.ask(t, open[n], "GET /v1/numbers/+12025550143 HTTP/1.1\r\nHost: ringfence\r\n\r\n"); status != http.StatusOK {
			t.Errorf("connection %d: status %d", n, status)
		}
	})
	asked := v.now(t)
	silent := make([]net.Conn, mute)
	each(mute, func(n int) { silent[n] = v.dial(t) })
	each(mute, func(n int) {
		if !ended(silent[n]) {
			t.Errorf("silent connection %d is still open", n)
		}
	})
	each(idleConnections, func(n int) { // each was open all the while
		if status := v.ask(t, open[n], "GET /healthz HTTP/1.1\r\nHost: ringfence\r\n\r\n"); status != http.StatusOK {
			t.Errorf("connection %d, asking again: status %d", n, status)
		}
	})
	most := v.most(t)
	t.Logf("%d bytes for each of %d connections when all had asked; with %d silent ones %d bytes for each at most",
		(asked-v.idle)/idleConnections, idleConnections, mute, (most-v.idle)/(idleConnections+mute))
	if each := max(asked-v.idle, most-v.idle-mute*mostPerConnection) / idleConnections; each > mostPerConnection {
		t.Errorf("%d bytes for each connection, want at most %d", each, mostPerConnection)
	}
}

// TestOneByteASecond lets clients send headers and bodies a byte a second until they are cut off.
func TestOneByteASecond(t *testing.T) {
	v := watched(t)
	var drips []net.Conn
	begin := func(text string) {
		from := len(drips)
		drips = append(drips, make([]net.Conn, dripping)...)
		each(dripping, func(n int) {
			drips[from+n] = v.dial(t)
			_, _ = io.WriteString(drips[from+n], text)
		})
	}
	begin("GET /v1/numbers/+12025550143 HTTP/1.1\r\nHost: ringfence\r\nX-Slow: ")
	begin("POST /v1/reports HTTP/1.1\r\nHost: ringfence\r\nContent-Type: application/json\r\nContent-Length: 65536\r\n\r\n")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go drip(ctx, drips)
	begun := time.Now()
	for _, slow := range []struct {
		what  string
		conns []net.Conn
		bound time.Duration
	}{{"headers", drips[:dripping], headerTimeout}, {"bodies", drips[dripping:], readTimeout}} {
		each(dripping, func(n int) {
			if !ended(slow.conns[n]) {
				t.Errorf("client %d, of %s a byte a second, is not cut off", n, slow.what)
			}
		})
		t.Logf("%s a byte a second: all cut off after %v; the bound is %v", slow.what, time.Since(begun).Round(100*time.Millisecond), slow.bound)
	}
	v.bounded(t)
}

// drip sends a byte a second to each, as long as it takes it.
func drip(ctx context.Context, all []net.Conn) {
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-second.C:
		}
		for _, conn := range all {
			_, _ = conn.Write([]byte{' '})
		}
	}
}

// TestGiantBody sends bodies of 1 GB, with their length and without. They are refused before they are sent.
func TestGiantBody(t *testing.T) {
	v := watched(t)
	for _, route := range []struct{ path, mediaType string }{
		{"/v1/reports", "application/json"}, {"/v1/lookups", "application/json"}, {"/report", "application/x-www-form-urlencoded"},
	} {
		for _, length := range []string{fmt.Sprintf("Content-Length: %d", oneGigabyte), "Transfer-Encoding: chunked"} {
			t.Run(route.path+" "+length, func(t *testing.T) {
				var taken atomic.Int64
				each(flooding, func(int) {
					head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: ringfence\r\nContent-Type: %s\r\n%s\r\n\r\n", route.path, route.mediaType, length)
					status, sent := v.flood(t, head, strings.HasPrefix(length, "Transfer"))
					if taken.Add(sent); status != http.StatusRequestEntityTooLarge {
						t.Errorf("status %d", status)
					}
				})
				t.Logf("%d KiB left a client before it was refused", taken.Load()/flooding>>10)
				if taken.Load() > flooding*mostAboveIdle {
					t.Errorf("%d MiB of 1 GiB were taken", taken.Load()/flooding>>20)
				}
			})
		}
	}
	v.bounded(t)
}

// flood sends a gigabyte, or as much as is taken, and returns the status and how much that was.
func (v *victim) flood(t *testing.T, head string, chunked bool) (status int, sent int64) {
	conn := v.dial(t)
	defer conn.Close()
	_, _ = io.WriteString(conn, head)
	piece := []byte(strings.Repeat("a", 64<<10))
	if chunked {
		piece = fmt.Appendf(nil, "10000\r\n%s\r\n", piece)
	}
	answered := make(chan int)
	go func() { answered <- statusOf(t, conn) }()
	for sent < oneGigabyte {
		n, err := conn.Write(piece)
		if sent += int64(n); err != nil {
			break
		}
	}
	return <-answered, sent
}

// victim is a server whose anonymous memory is watched while lookups go on.
type victim struct {
	server  *server
	address string
	idle    int64
	highest atomic.Int64
	stop    func()
	slowest time.Duration // lookup
	lookups int
}

// watched starts a server, warms it up, and watches it from when it is idle.
func watched(t *testing.T) *victim {
	t.Helper()
	s := start("ringfence", t.TempDir(), nil, nil)
	t.Cleanup(func() { s.signal(syscall.SIGKILL) })
	if s.url == "" {
		t.Fatal(s.err)
	}
	v := &victim{server: s, address: strings.TrimPrefix(s.url, "http://")}
	eventually(t, "the server is ready", func() bool { status, _ := fetch(t, s.url+"/readyz"); return status == http.StatusOK })
	each(200, func(int) {
		conn := v.dial(t)
		defer conn.Close()
		for range 50 {
			v.ask(t, conn, "GET /v1/numbers/+12025550143 HTTP/1.1\r\nHost: ringfence\r\n\r\n")
		}
	})
	v.settle(t)
	ctx, cancel := context.WithCancel(context.Background())
	var watchers sync.WaitGroup
	watchers.Go(func() { v.sample(ctx, t) })
	watchers.Go(func() { v.lookUp(ctx, t) })
	v.stop = sync.OnceFunc(func() { cancel(); watchers.Wait() })
	t.Cleanup(v.stop)
	return v
}

// settle waits until the memory is the same for a second, and takes that for idle.
func (v *victim) settle(t *testing.T) {
	since := time.Now()
	eventually(t, "the memory of an idle server stays the same", func() bool {
		if now := v.now(t); now != v.idle {
			v.idle, since = now, time.Now()
		}
		return time.Since(since) > time.Second
	})
	v.highest.Store(v.idle)
}

// now returns the anonymous memory of the server, in bytes.
func (v *victim) now(t *testing.T) int64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", v.server.cmd.Process.Pid))
	if err != nil {
		t.Error(err)
	}
	_, rest, _ := strings.Cut(string(b), "RssAnon:")
	line, _, _ := strings.Cut(rest, "\n")
	kilobytes, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(line, "kB")), 10, 64)
	if err != nil {
		t.Errorf("anonymous memory: %v", err)
	}
	return kilobytes << 10
}

// sample keeps the most memory that it sees.
func (v *victim) sample(ctx context.Context, t *testing.T) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for ctx.Err() == nil {
		v.highest.Store(max(v.highest.Load(), v.now(t)))
		<-tick.C
	}
}

// lookUp asks all the while, as others than the attacker do.
func (v *victim) lookUp(ctx context.Context, t *testing.T) {
	client := &http.Client{Transport: &http.Transport{}, Timeout: 30 * time.Second}
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for ; ctx.Err() == nil; <-tick.C {
		begun := time.Now()
		res, err := client.Get(v.server.url + "/v1/numbers/+12025550143")
		if err != nil {
			t.Errorf("a lookup meanwhile: %v", err)
			return
		}
		_, err = io.Copy(io.Discard, res.Body)
		if res.Body.Close(); err != nil || res.StatusCode != http.StatusOK {
			t.Errorf("a lookup meanwhile: status %d, %v", res.StatusCode, err)
		}
		v.slowest, v.lookups = max(v.slowest, time.Since(begun)), v.lookups+1
	}
}

// most stops watching and returns the most memory that there was.
func (v *victim) most(t *testing.T) int64 {
	v.stop()
	most := v.highest.Load()
	t.Logf("anonymous memory: %d MiB idle, %d MiB at most; %d lookups meanwhile, the slowest %v", v.idle>>20, most>>20, v.lookups, v.slowest)
	if v.lookups == 0 {
		t.Error("nobody looked anything up meanwhile")
	}
	return most
}

// bounded fails the test when more memory was needed than may be.
func (v *victim) bounded(t *testing.T) {
	if above := v.most(t) - v.idle; above > mostAboveIdle {
		t.Errorf("%d MiB above idle, want at most %d", above>>20, mostAboveIdle>>20)
	}
}

func (v *victim) dial(t *testing.T) net.Conn {
	conn, err := (&net.Dialer{Timeout: 30 * time.Second}).Dial("tcp", v.address)
	if err != nil {
		t.Errorf("connect: %v", err)
		closed, _ := net.Pipe()
		closed.Close()
		return closed
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// ask sends a request and returns the status of the answer.
func (v *victim) ask(t *testing.T, conn net.Conn, request string) int {
	_, _ = io.WriteString(conn, request)
	return statusOf(t, conn)
}

// statusOf reads an answer. What is left of its reader's buffer is lost, so there must be no other answer yet.
func statusOf(t *testing.T, conn net.Conn) int {
	_ = conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Errorf("no answer: %v", err)
		return 0
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

// ended reports whether the server ends a connection within a minute.
func ended(conn net.Conn) bool {
	_ = conn.SetReadDeadline(time.Now().Add(time.Minute))
	_, err := io.Copy(io.Discard, conn)
	return !errors.Is(err, os.ErrDeadlineExceeded)
}

// each does work for all numbers below n, some at a time.
func each(n int, work func(int)) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(n, 64) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				work(i)
			}
		})
	}
	workers.Wait()
}

// allowFiles lets this process and those it starts have so many files open.
func allowFiles(t *testing.T, n uint64) {
	t.Helper()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	if limit.Cur >= n {
		return
	}
	limit.Cur, limit.Max = n, max(n, limit.Max)
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatalf("this test needs %d open files; raise ulimit -n: %v", n, err)
	}
}
