package handlers_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"ringfence/internal/reputation"
)

// TestSlowReaders read a long list, each with a bound of its own that leaves nothing out, while others read newer ones, and take no memory
// but what all share.
func TestSlowReaders(t *testing.T) {
	p := &publisher{edge: newEdge(t)}
	p.decide(reputation.Confirm, "+12025550143")
	p.pass(time.Hour)
	p.long(60_000)
	whole, err := p.feeds.Document("numbers.json", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	var slow []net.Conn
	for i := range 4 {
		conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if err := conn.(*net.TCPConn).SetReadBuffer(256 << 10); err != nil {
			t.Fatal(err)
		}
		_, _ = fmt.Fprintf(conn, "GET /v1/feeds/numbers.json?limit=%d HTTP/1.1\r\nHost: ringfence\r\n\r\n", 60_000+i)
		if _, err := io.ReadFull(conn, make([]byte, len("HTTP/1.1 200 OK"))); err != nil {
			t.Fatal(err)
		}
		slow = append(slow, conn)
	}
	p.pass(time.Hour)
	p.decide(reputation.Confirm, "+12025550144")
	if l, _ := p.read(fmt.Sprint("?since=", whole.Version)); l.Version != uint64(p.clock().Unix()) {
		t.Errorf("a newer version cannot be read: %d", l.Version)
	}
	for i, conn := range slow {
		res, err := http.ReadResponse(bufio.NewReader(io.MultiReader(strings.NewReader("HTTP/1.1 200 OK"), conn)), nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(res.Body)
		if err != nil || !bytes.Equal(got, whole.Body) {
			t.Errorf("reader %d: %d bytes of %d, %v", i, len(got), len(whole.Body), err)
		}
	}
}

// nowhere takes answers.
type nowhere struct{ header http.Header }

func (w nowhere) Header() http.Header { return w.header }

func (w nowhere) Write(b []byte) (int, error) { return len(b), nil }

func (w nowhere) WriteHeader(int) {}

// TestFeedsAreNotCopied counts what answering costs beside the document.
func TestFeedsAreNotCopied(t *testing.T) {
	p := &publisher{edge: newEdge(t)}
	p.decide(reputation.Confirm, "+12025550143")
	p.pass(time.Hour)
	p.long(20_000)
	for _, coding := range []string{"identity", "gzip"} {
		ask := func() {
			req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/feeds/numbers.json", nil)
			req.Header.Set("Accept-Encoding", coding)
			p.handler.ServeHTTP(nowhere{make(http.Header)}, req)
		}
		ask()
		const times = 50
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range times {
			ask()
		}
		runtime.ReadMemStats(&after)
		if each := (after.TotalAlloc - before.TotalAlloc) / times; each > 64<<10 {
			t.Errorf("by %s: %d bytes for each answer", coding, each)
		}
	}
}
