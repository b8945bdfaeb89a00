package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
)

// echo is a phone whose API quotes all that it is asked to send, in each of the ways in which it fails, and when it does not.
type echo struct {
	*httptest.Server
	t     *testing.T
	asked atomic.Int64
}

// failures are the ways, one after the other.
var failures = []func(w http.ResponseWriter, asked string){
	failing(http.StatusBadRequest), failing(http.StatusInternalServerError), failing(http.StatusTooManyRequests), failing(http.StatusTemporaryRedirect),
	func(http.ResponseWriter, string) { panic(http.ErrAbortHandler) },
	failing(http.StatusAccepted),
}

func failing(status int) func(http.ResponseWriter, string) {
	return func(w http.ResponseWriter, asked string) {
		w.Header().Set("Location", "http://elsewhere.invalid/"+asked)
		w.WriteHeader(status)
		fmt.Fprint(w, asked)
	}
}

func newEcho(t *testing.T) *echo {
	t.Helper()
	e := &echo{t: t}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked, _ := io.ReadAll(r.Body)
		failures[(e.asked.Add(1)-1)%int64(len(failures))](w, string(asked))
	}))
	t.Cleanup(e.Close)
	return e
}

// awaitAll waits until it has failed in all ways, so many times.
func (e *echo) awaitAll(s *server, times int) {
	e.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); e.asked.Load() < int64(times*len(failures)); <-time.After(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			e.t.Fatalf("the phone was asked %d times to send a reply: %s", e.asked.Load(), s.err)
		}
	}
}
