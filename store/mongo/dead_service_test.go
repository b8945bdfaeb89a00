//go:build service

package mongo

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/freeport"
)

// wire is a connection to the server that can be cut, or hold everything back.
type wire struct {
	listener net.Listener
	to       string
	mu       sync.Mutex
	cut      bool
	held     *sync.RWMutex // locked while everything is held back
	open     map[net.Conn]bool
}

// newWire returns a wire to the server of c, and c by way of it.
func newWire(t *testing.T, c Config) (*wire, Config) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	rest := strings.TrimPrefix(c.URI, "mongodb://")
	host, _, _ := strings.Cut(rest, "/")
	w := &wire{listener: listener, to: host[strings.LastIndex(host, "@")+1:], held: &sync.RWMutex{}, open: map[net.Conn]bool{}}
	c.URI = strings.Replace(c.URI, w.to, listener.Addr().String(), 1)
	go w.serve()
	t.Cleanup(func() { listener.Close(); w.set(true) })
	return w, c
}

func (w *wire) serve() {
	for {
		from, err := w.listener.Accept()
		if err != nil {
			return
		}
		to, err := net.Dial("tcp", w.to)
		w.mu.Lock()
		if w.cut || err != nil {
			from.Close()
		} else {
			w.open[from], w.open[to] = true, true
			go w.carry(from, to)
			go w.carry(to, from)
		}
		w.mu.Unlock()
	}
}

func (w *wire) carry(from, to net.Conn) {
	defer from.Close()
	defer to.Close()
	for b := make([]byte, 64<<10); ; {
		n, err := from.Read(b)
		w.held.RLock()
		_, failed := to.Write(b[:n])
		w.held.RUnlock()
		if err != nil || failed != nil {
			return
		}
	}
}

// set cuts the wire or mends it.
func (w *wire) set(cut bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = cut
	for c := range w.open {
		if cut {
			c.Close()
			delete(w.open, c)
		}
	}
}

// A server that is gone, or answers nothing, makes everything Unavailable, and all goes on when it is back.
func TestADeadServerIsUnavailable(t *testing.T) {
	w, c := newWire(t, database(t))
	c.Deadline = 2 * time.Second
	s := openAt(t, c)
	defer s.Close()
	n := 0
	tries := func(want error) {
		t.Helper()
		n++
		calls := map[string]func() error{
			"File":    func() error { return s.File(t.Context(), made(n, number(1))) },
			"Check":   func() error { return s.Check(t.Context()) },
			"Changed": func() error { _, _, err := s.Changed(t.Context(), "", 10); return err },
		}
		for name, call := range calls {
			if err := call(); !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", name, err, want)
			}
		}
	}
	tries(nil)
	w.set(true)
	tries(fault.Unavailable)
	w.set(false)
	eventually(t, func() error { return s.Check(t.Context()) })
	tries(nil)
	w.held.Lock()
	tries(fault.Unavailable)
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	if err := s.File(ctx, made(99, number(1))); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, fault.Unavailable) {
		t.Errorf("a caller who waited no longer got %v", err)
	}
	cancel()
	w.held.Unlock()
	eventually(t, func() error { return s.Check(t.Context()) })
	tries(nil)
}

func TestNobodyListening(t *testing.T) {
	_, err := Open(t.Context(), Config{URI: "mongodb://user:secret@" + freeport.Address(t), Deadline: 200 * time.Millisecond})
	if !errors.Is(err, fault.Unavailable) || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
}

// eventually tries until it works or 20 seconds are over.
func eventually(t *testing.T, try func() error) {
	t.Helper()
	tick, over := time.NewTicker(20*time.Millisecond), time.After(20*time.Second)
	defer tick.Stop()
	for err := try(); err != nil; err = try() {
		select {
		case <-tick.C:
		case <-over:
			t.Fatal(err)
		}
	}
}
