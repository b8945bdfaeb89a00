package control

import (
	"context"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"ringfence/internal/projection"
)

// endless is an Operator whose copies have no end, and that tells what ended them.
type endless struct {
	Operator
	ended chan error
}

func (e endless) Export(_ context.Context, to io.Writer) error {
	var err error
	for err == nil {
		_, err = to.Write(make([]byte, 3*piece/2))
	}
	e.ended <- err
	return err
}

func (e endless) Backup(ctx context.Context, to io.Writer, _ projection.Progress) error {
	return e.Export(ctx, to)
}

// TestWhoTakesNothingEndsACopy: someone stops a copy on a terminal with ^Z, say. The store cannot wait for that one.
func TestWhoTakesNothingEndsACopy(t *testing.T) {
	folder := t.TempDir()
	listener, err := Listen(folder)
	if err != nil {
		t.Fatal(err)
	}
	op := endless{ended: make(chan error, 1)}
	server := &http.Server{Handler: handler(op, 50*time.Millisecond)}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	for _, path := range []string{"/export", "/backup"} {
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "unix", filepath.Join(folder, Socket))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, "POST "+path+" HTTP/1.1\r\nHost: ringfence\r\nContent-Length: 0\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		select {
		case <-op.ended:
		case <-time.After(30 * time.Second):
			t.Fatalf("%s waits for who does not read", path)
		}
	}
}
