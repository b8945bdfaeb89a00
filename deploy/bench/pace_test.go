package main

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestWaitingCounts sends requests that were due a second ago: what kept them is part of the time that they took.
func TestWaitingCounts(t *testing.T) {
	asked := make(chan string, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.Path
		_, _ = w.Write([]byte("{}"))
	}))
	defer server.Close()
	first := time.Now().Add(-time.Second)
	s := sender{
		requests: [][]byte{[]byte("GET /a HTTP/1.1\r\nHost: x\r\n\r\n"), []byte("GET /b HTTP/1.1\r\nHost: x\r\n\r\n")},
		first:    first, every: 10 * time.Millisecond, warm: first.Add(20 * time.Millisecond), until: first.Add(100 * time.Millisecond),
	}
	if err := s.run(strings.TrimPrefix(server.URL, "http://")); err != nil {
		t.Fatal(err)
	}
	if len(asked) != 10 || len(s.took) != 8 || <-asked != "/a" || <-asked != "/b" {
		t.Errorf("%d were asked, %d counted", len(asked), len(s.took))
	}
	for i, took := range s.took {
		if took < 900*time.Millisecond {
			t.Errorf("request %d was due a second ago and took %s", i, took)
		}
	}
}

func TestPercentile(t *testing.T) {
	var senders []sender
	for i := range 4 {
		s := sender{late: i}
		for n := range 50 {
			s.took = append(s.took, time.Duration(4*n+i+1))
		}
		senders = append(senders, s)
	}
	if p := together(senders); p.Sent != 200 || p.P99 != 198 || p.Late != 6 {
		t.Errorf("%+v", p)
	}
	if p := together(nil); p != (paced{}) {
		t.Errorf("%+v of nothing", p)
	}
}

func TestPaceRefusesWrongAnswers(t *testing.T) {
	for answer, fails := range map[string]bool{
		"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}":       false,
		"HTTP/1.1 404 Not\r\nContent-Length: 2\r\n\r\n{}":      true,
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{":        true,
		"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n{}":       true,
		"HTTP/1.1 200 OK\r\n\r\n{}":                            true,
		"HTTP/1.1 200 OK\r\nContent-Length: 2":                 true,
		"":                                                     true,
		"HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 0\r\n\r\n": false,
	} {
		if err := readAnswer(bufio.NewReader(strings.NewReader(answer))); (err != nil) != fails {
			t.Errorf("%q: %v", answer, err)
		}
	}
}
