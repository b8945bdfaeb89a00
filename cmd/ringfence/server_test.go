package main

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes this test binary the ringfence command too, for scripts and for servers, and a small curl.
func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){"ringfence": main, "curl": curl})
}

// tests run in an environment that names no servers: only those that need them ask for them.
type tests struct{ *testing.M }

// The servers that were in the environment.
var mongodbURI string

func (m tests) Run() int {
	mongodbURI = os.Getenv("MONGODB_URI")
	for _, name := range []string{"MONGODB_URI", "RINGFENCE_MONGODB", "REDIS_URL", "RINGFENCE_REDIS"} {
		_ = os.Unsetenv(name)
	}
	return m.M.Run()
}

// server is a running process of this program.
type server struct {
	url    string
	cmd    *exec.Cmd
	out    *lockedBuffer
	err    *lockedBuffer
	exited chan error
}

// start runs serve in a folder, without limits unless flags say so, and waits until it says where it
// listens, or ends.
func start(program, folder string, env, flags []string) *server {
	s := &server{out: &lockedBuffer{}, err: &lockedBuffer{}, exited: make(chan error, 1)}
	s.cmd = exec.Command(program, append([]string{"serve", "--listen", "127.0.0.1:0"}, flags...)...)
	s.cmd.Dir, s.cmd.Env = folder, append(append(os.Environ(), "RINGFENCE_LIMITS=off"), env...)
	lines, writer := io.Pipe()
	s.cmd.Stdout, s.cmd.Stderr = io.MultiWriter(s.out, writer), s.err
	if err := s.cmd.Start(); err != nil {
		s.exited <- err
		return s
	}
	go func() {
		s.exited <- s.cmd.Wait()
		_ = writer.Close()
	}()
	for scan := bufio.NewScanner(lines); scan.Scan(); {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(scan.Text()), "site  "); ok {
			s.url = strings.TrimSuffix(rest, "/")
			break
		}
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	return s
}

func (s *server) signal(sig syscall.Signal) {
	if s.cmd.Process != nil {
		_ = s.cmd.Process.Signal(sig)
	}
}

// wait returns how the process ended, and false when it did not within the time.
func (s *server) wait(atMost time.Duration) (error, bool) {
	select {
	case err := <-s.exited:
		s.exited <- err
		return err, true
	case <-time.After(atMost):
		return nil, false
	}
}

// lockedBuffer is a buffer that can be read while it is written.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// serving returns a server that serves a folder until the test ends, and must then stop as it is asked to.
func serving(t *testing.T, folder string) *server {
	t.Helper()
	s := start("ringfence", folder, nil, nil)
	if s.url == "" {
		t.Fatal(s.err)
	}
	t.Cleanup(func() {
		s.signal(syscall.SIGTERM)
		if err, ended := s.wait(30 * time.Second); err != nil || !ended {
			t.Error(err, ended)
		}
	})
	return s
}
