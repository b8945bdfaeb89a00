//go:build service

package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"ringfence/internal/freeport"
	"ringfence/internal/trend"
	"ringfence/store/bolt"
	"ringfence/web/htmlcheck"
)

// TestWebhooks has a server tell the program that the page for developers shows, and a receiver during whose answer the server is ended.
func TestWebhooks(t *testing.T) {
	folder := t.TempDir()
	first := start("ringfence", folder, nil, nil)
	if first.url == "" {
		t.Fatal(first.err)
	}
	t.Cleanup(func() { first.signal(syscall.SIGKILL) })
	page := htmlcheck.Parse(t, got(t, first.url+"/developers/webhooks"))
	port := freeport.Of(t)
	address := "127.0.0.1:" + port
	secret := command(t, folder, "webhook", "add", "program", "http://"+address+"/", "--scope", "provinces/CN-ZJ")
	said := receiving(t, page.Find(".source:contains('receiver.mjs') code").Text(), port, secret)
	if took := command(t, folder, "webhook", "test", "program"); took != "program took the message: it answered 204" {
		t.Error(took)
	}
	if line := <-said; line != `webhook.test {"webhook":"program","scope":"provinces/CN-ZJ","events":["burst.found","burst.grew","brief.published"]}` {
		t.Errorf("the program prints %s", line)
	}
	slow := newSlowReceiver(t)
	slow.secret.Store(command(t, folder, "webhook", "add", "slow", slow.URL))
	end(t, first)
	found(t, folder)

	second := start("ringfence", folder, nil, nil)
	t.Cleanup(func() { second.signal(syscall.SIGKILL) })
	before := within(t, slow.ids)
	end(t, second)
	slow.answers.Store(true)
	third := start("ringfence", folder, nil, nil)
	t.Cleanup(func() { third.signal(syscall.SIGKILL) })
	if after := within(t, slow.ids); after != before {
		t.Errorf("told under %s before the end and under %s after it", before, after)
	}
	if line := within(t, said); !strings.HasPrefix(line, `burst.found {"id":"2026-W48-1"`) {
		t.Errorf("the program prints %s", line)
	}
	end(t, third)
	for _, s := range []*server{first, second, third} {
		if log := s.err.String(); strings.Contains(log, secret) || strings.Contains(log, address) {
			t.Errorf("a secret or an address is in the log: %s", log)
		}
	}
}

// found has a burst found now, of which no server knows yet.
func found(t *testing.T, folder string) {
	t.Helper()
	s, err := bolt.Open(bolt.Config{Path: filepath.Join(folder, "data")})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC().Truncate(time.Second)
	err = s.SaveBurst(t.Context(), trend.Burst{ID: "2026-W48-1", Scope: trend.Country(), Category: "loan", FoundAt: now, LastAt: now, Reporters: 30, Usual: 7})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// command runs a command of the program in a folder, and returns the line that it prints.
func command(t *testing.T, folder string, arguments ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "ringfence", arguments...)
	cmd.Dir = folder
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v: %s", arguments, err, out)
	}
	return strings.TrimSpace(string(out))
}

func end(t *testing.T, s *server) {
	t.Helper()
	s.signal(syscall.SIGTERM)
	if err, ended := s.wait(10 * time.Second); err != nil || !ended {
		t.Fatal(err, ended, s.err)
	}
}

// receiving runs a program of the page until the test ends, and returns the lines that it prints.
func receiving(t *testing.T, source, port, secret string) <-chan string {
	t.Helper()
	folder := t.TempDir()
	write(t, filepath.Join(folder, "receiver.mjs"), source)
	if err := os.Symlink(absolute(t, quickstartTools), filepath.Join(folder, "node_modules")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", "receiver.mjs")
	cmd.Dir, cmd.Env, cmd.Stderr = folder, append(os.Environ(), "WEBHOOK_SECRET="+secret, "PORT="+port), os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	lines := make(chan string, 16)
	go func() {
		for scan := bufio.NewScanner(out); scan.Scan(); {
			lines <- scan.Text()
		}
	}()
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	for dialer := (net.Dialer{}); ; {
		conn, err := dialer.DialContext(ctx, "tcp", "127.0.0.1:"+port)
		if err == nil {
			_ = conn.Close()
			return lines
		}
		select {
		case <-ctx.Done():
			t.Fatal("the program of the page does not listen: ", err)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// slowReceiver answers nothing, until it is told to take what is right.
type slowReceiver struct {
	*httptest.Server
	secret  atomic.Value // a string
	answers atomic.Bool
	ids     chan string // of messages that are signed as they should be
}

func newSlowReceiver(t *testing.T) *slowReceiver {
	r := &slowReceiver{ids: make(chan string, 16)}
	r.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		verifier, wrong := standardwebhooks.NewWebhook(r.secret.Load().(string))
		if err != nil || wrong != nil || verifier.Verify(body, req.Header) != nil {
			t.Errorf("%s with %v is not signed: %v, %v", body, req.Header, err, wrong)
		}
		r.ids <- req.Header.Get("webhook-id")
		if !r.answers.Load() {
			<-req.Context().Done()
		}
	}))
	t.Cleanup(r.Close)
	return r
}

// within returns what comes within the time that a chore takes to begin.
func within(t *testing.T, from <-chan string) string {
	t.Helper()
	select {
	case s := <-from:
		return s
	case <-time.After(30 * time.Second):
		t.Fatal("nothing came")
		return ""
	}
}
