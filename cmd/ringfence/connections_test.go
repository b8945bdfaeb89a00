package main

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// More connections than may be open wait, lose nothing, and are answered when another ends.
func TestFurtherConnectionsWait(t *testing.T) {
	const most = 4
	s := start("ringfence", t.TempDir(), nil, []string{"--max-connections", "4"})
	defer s.signal(syscall.SIGKILL)
	if s.url == "" {
		t.Fatal(s.err)
	}
	ask := func() net.Conn {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		_, _ = io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: ringfence\r\n\r\n")
		return conn
	}
	answered := func(conn net.Conn, within time.Duration) error {
		_ = conn.SetReadDeadline(time.Now().Add(within))
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err == nil {
			_, err = io.Copy(io.Discard, res.Body)
			res.Body.Close()
		}
		return err
	}
	var open []net.Conn
	for range most {
		open = append(open, ask())
		if err := answered(open[len(open)-1], 20*time.Second); err != nil {
			t.Fatal(err)
		}
	}
	further := ask()
	if err := answered(further, 300*time.Millisecond); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a connection too many: %v", err)
	}
	if said := s.err.String(); strings.Count(said, "as many connections are open as may be") != 1 {
		t.Errorf("the log says: %s", said)
	}
	open[0].Close()
	if err := answered(further, 20*time.Second); err != nil {
		t.Errorf("when another ended: %v", err)
	}
}

// The heap is collected for the sake of many connections once for each step up, not for a few that come and go.
func TestCrowd(t *testing.T) {
	c, now := &crowd{most: 1 << 20}, time.Unix(1_800_000_000, 0)
	come := func(n int) {
		for range n {
			c.came(c.open.Add(1), now)
		}
	}
	steps := func(want int64, what string) {
		t.Helper()
		if got := c.collected.Load(); got != want {
			t.Errorf("%s: collected at %d connections, want %d", what, got, want)
		}
	}
	come(collectEach - 1)
	steps(0, "few")
	come(1)
	steps(collectEach, "many")
	come(2 * collectEach)
	steps(collectEach, "many more at once")
	now = now.Add(collectEvery)
	come(1)
	steps(3*collectEach+1, "a moment later")
	for range 2 * collectEach {
		c.changed(nil, http.StateClosed)
	}
	steps(collectEach+1, "many gone")
}
