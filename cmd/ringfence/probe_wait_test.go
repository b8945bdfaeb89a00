package main

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// Who waits for a server is told when it is ready, and only that.
func TestReadyWaits(t *testing.T) {
	asked := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked++; asked < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = io.WriteString(w, `{"ok":false,"checks":[{"name":"projection","ok":false,"detail":"starting"}]}`)
			return
		}
		_, _ = io.WriteString(w, `{"ok":true,"checks":[{"name":"projection","ok":true}]}`)
	}))
	defer s.Close()
	var out strings.Builder
	command := awaitCommand{readyCommand{Listen: s.Listener.Addr().String()}, time.Minute}
	if err := command.Run(t.Context(), streams{out: &out}); err != nil || strings.Contains(out.String(), "NOT OK") || !strings.Contains(out.String(), "ok") {
		t.Errorf("%v; printed %q", err, &out)
	}
	if asked != 3 {
		t.Errorf("asked %d times", asked)
	}
}

// Who waits in vain is told why.
func TestReadyWaitsNoLonger(t *testing.T) {
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody.Close()
	command := awaitCommand{readyCommand{Listen: nobody.Addr().String()}, time.Millisecond}
	if err := command.Run(t.Context(), streams{out: io.Discard}); err == nil || !strings.Contains(err.Error(), "no server answers") {
		t.Errorf("error %v", err)
	}
}
