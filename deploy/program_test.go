// Package deploy holds the tests of the files beside it: what an operator starts, reads at night and relies on is
// run, or at least read by the program that will read it.
package deploy_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"ringfence/internal/freeport"
)

// number is what the tests report and look up; it is nobody's.
const number = "+12025550143"

// report is a report of it.
const report = `{"kind":"call","subjects":["` + number + `"],"category":"impersonation_service"}`

// program returns the program as the Dockerfile builds it, once for all tests.
func program(t *testing.T) string {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var scratch string // of all tests, removed when they end

var built = sync.OnceValues(func() (string, error) {
	d, err := readDockerfile()
	if err != nil {
		return "", err
	}
	return d.build(filepath.Join(scratch, "build"), "1.2.3-test")
})

func TestMain(m *testing.M) {
	os.Exit(func() int {
		var err error
		if scratch, err = os.MkdirTemp("", "ringfence-deploy-*"); err != nil {
			panic(err)
		}
		defer os.RemoveAll(scratch)
		if err := os.Chmod(scratch, 0o755); err != nil { // another user runs what was built
			panic(err)
		}
		return m.Run()
	}())
}

// process is something that runs and is ended with the test.
type process struct {
	*exec.Cmd
	out  written
	done chan error
}

// written is what a process wrote so far.
type written struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (w *written) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(p)
}

func (w *written) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.String()
}

// start starts a command and ends it with the test.
func start(t *testing.T, cmd *exec.Cmd) *process {
	t.Helper()
	p := &process{Cmd: cmd, done: make(chan error, 1)}
	cmd.Stdout, cmd.Stderr = &p.out, &p.out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.done <- cmd.Wait() }()
	t.Cleanup(func() { _ = p.end(syscall.SIGKILL) })
	return p
}

// end sends a signal and waits for the end, for 10 s.
func (p *process) end(sig syscall.Signal) error {
	_ = p.Process.Signal(sig)
	select {
	case err := <-p.done:
		p.done <- err
		return err
	case <-time.After(30 * time.Second):
		return os.ErrDeadlineExceeded
	}
}

// serve starts the program in a folder and returns it and its address once it is ready.
func serve(t *testing.T, folder string, flags ...string) (*process, string) {
	t.Helper()
	return serveWith(t, folder, nil, flags...)
}

// serveWith is serve with settings in the environment.
func serveWith(t *testing.T, folder string, env []string, flags ...string) (*process, string) {
	t.Helper()
	at := freeport.Address(t)
	cmd := exec.Command(program(t), append([]string{"serve", "--listen", at}, flags...)...)
	cmd.Dir, cmd.Env = folder, clean(env)
	p := start(t, cmd)
	await(t, p, "ready", func() bool { return get(http.DefaultClient, "http://"+at+"/readyz") == http.StatusOK })
	return p, at
}

// clean returns an environment without settings of ours, and with some.
func clean(more []string) []string {
	env := []string{}
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "RINGFENCE_") && !strings.HasPrefix(v, "MONGODB_") && !strings.HasPrefix(v, "REDIS_") {
			env = append(env, v)
		}
	}
	return append(env, more...)
}

// await asks until something is so, for 30 s.
func await(t *testing.T, p *process, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); <-time.After(20 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Fatalf("not %s in time: %s", what, &p.out)
}

// get returns the status of an answer, or 0 when there is none.
func get(client *http.Client, url string) int {
	answer, err := client.Get(url)
	if err != nil {
		return 0
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode
}

// file posts the report and returns its receipt.
func file(t *testing.T, client *http.Client, url string) string {
	t.Helper()
	answer, err := client.Post(url+"/v1/reports", "application/json", strings.NewReader(report))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var said struct{ Receipt string }
	if err := json.NewDecoder(answer.Body).Decode(&said); err != nil || said.Receipt == "" {
		t.Fatalf("status %d, no receipt: %v", answer.StatusCode, err)
	}
	return said.Receipt
}

// read returns a file of this folder.
func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
