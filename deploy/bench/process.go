package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// startsWithin is how long a process may take until it serves: a server of many numbers reads them first.
const startsWithin = 5 * time.Minute

// process is a server of its own: the program that is measured, or a yardstick.
type process struct {
	URL    string
	cmd    *exec.Cmd
	exited chan error
}

// Serve starts the measured program on a folder of data and waits until it is ready.
func (g *ground) Serve(ctx context.Context, data, keys string, more ...string) (*process, error) {
	return g.start(ctx, g.Binary, append([]string{"serve", "--listen", "127.0.0.1:0", "--limits", "off", "--data", data, "--keys", keys}, more...)...)
}

// Child starts this program as one of children and waits until it says where it listens.
func (g *ground) Child(ctx context.Context, args ...string) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return g.start(ctx, self, args...)
}

// start runs a program that prints its address as "site  URL" on a line once it serves.
func (g *ground) start(ctx context.Context, program string, args ...string) (*process, error) {
	p := &process{cmd: exec.CommandContext(ctx, program, args...), exited: make(chan error, 1)} //nolint:gosec // our own programs
	p.cmd.Dir = g.Folder
	p.cmd.Cancel = func() error { return p.cmd.Process.Signal(syscall.SIGTERM) }
	failure, err := os.Create(g.Path("stderr.log"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = failure.Close() }()
	p.cmd.Stderr = failure
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	said := make(chan string, 1)
	go func() {
		said <- addressIn(out)
		_, _ = io.Copy(io.Discard, out)
		p.exited <- p.cmd.Wait()
	}()
	select {
	case p.URL = <-said:
	case <-time.After(startsWithin):
	}
	if p.URL == "" {
		words, _ := os.ReadFile(failure.Name())
		return nil, errors.Join(fmt.Errorf("%s did not start: %s", strings.Join(p.cmd.Args, " "), words), p.Stop())
	}
	return p, nil
}

// addressIn returns the URL in the first line that has one, or "".
func addressIn(out io.Reader) string {
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if url, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), "site  "); ok {
			return strings.TrimSuffix(url, "/")
		}
	}
	return ""
}

// Stop asks the process to end and waits for it.
func (p *process) Stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case err := <-p.exited:
		p.exited <- err
		var status *exec.ExitError
		if errors.As(err, &status) && status.ProcessState.Sys().(syscall.WaitStatus).Signal() == syscall.SIGTERM {
			return nil // as asked
		}
		return err
	case <-time.After(20 * time.Second):
		_ = p.cmd.Process.Kill()
		return fmt.Errorf("%s did not stop", p.cmd.Args[0])
	}
}
