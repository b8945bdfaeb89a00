//go:build service

package deploy_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"ringfence/internal/dispute"
	"ringfence/internal/freeport"
)

func TestProxyPassesWhatItShould(t *testing.T) {
	_, at := behind(t)
	d := openDoor(t, at)
	client := d.client(t, visitor)

	answer, _ := ask(t, client, "GET", "http://localhost/n/"+number+"?q="+queried, nil)
	if answer.StatusCode != http.StatusPermanentRedirect || answer.Header.Get("Location") != "https://localhost/n/"+number+"?q="+queried {
		t.Errorf("HTTP gets %d to %q", answer.StatusCode, answer.Header.Get("Location"))
	}
	answer, said := ask(t, client, "GET", d.url("/v1/numbers/"+number), nil)
	if answer.StatusCode != http.StatusOK || !strings.Contains(said, number) {
		t.Errorf("a lookup gets %d: %s", answer.StatusCode, said)
	}
	if answer.Header.Get("Strict-Transport-Security") == "" || answer.Header.Get("Server") != "" || answer.Header.Get("Content-Security-Policy") == "" {
		t.Errorf("headers: %v", answer.Header)
	}
	if got := file(t, client, "https://localhost"); got == "" {
		t.Error("no receipt")
	}
	for _, path := range []string{"/metrics", "/metrics/", "//metrics", "/%6detrics", "/x/../metrics", "/METRICS"} {
		if answer, said := ask(t, client, "GET", d.url(path), nil); answer.StatusCode != http.StatusNotFound || strings.Contains(said, "ringfence_") {
			t.Errorf("%s gets %d", path, answer.StatusCode)
		}
	}
	if status := get(client, d.url("/readyz")); status != http.StatusOK {
		t.Errorf("/readyz gets %d", status)
	}
	var opened struct{ Code string }
	answer, said = ask(t, client, "POST", d.url("/v1/disputes"), strings.NewReader(`{"subject":"`+number+`","claim":"forged","proof":"documents"}`), "Content-Type", "application/json")
	if err := json.Unmarshal([]byte(said), &opened); err != nil || answer.StatusCode != http.StatusCreated {
		t.Fatalf("a dispute gets %d: %v, %s", answer.StatusCode, err, said)
	}
	document := append([]byte("%PDF-1.7"), make([]byte, dispute.MaxPaper-8)...)
	answer, said = ask(t, client, "POST", d.url("/v1/disputes/"+opened.Code+"/documents"), bytes.NewReader(document), "Content-Type", "application/pdf")
	if answer.StatusCode != http.StatusOK {
		t.Errorf("a document as large as it may be gets %d, %q", answer.StatusCode, said)
	}
	if answer, _ := ask(t, client, "GET", d.url("/"), nil, "X-Long", strings.Repeat("x", 40<<10)); answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("a header of 40 KiB gets %d", answer.StatusCode)
	}
	answer, said = ask(t, d.browser(t), "POST", d.url("/v1/reports"), bytes.NewReader(make([]byte, 2<<20)))
	if answer.StatusCode != http.StatusRequestEntityTooLarge || said == "" {
		t.Errorf("2 MiB get %d, %q", answer.StatusCode, said)
	}
}

// TestProxyRefusesWhatNoRouteTakes: what is larger does not reach an instance, and programs are told as the API tells them.
func TestProxyRefusesWhatNoRouteTakes(t *testing.T) {
	instance := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, r.Body)
		fmt.Fprint(w, n, err)
	}))
	defer instance.Close()
	d := openDoor(t, strings.TrimPrefix(instance.URL, "http://"))
	client := d.browser(t)
	const page, call, other = "/dispute/case/documents", "/v1/disputes/none/documents", "/v1/reports/bulk"
	for _, tt := range []struct {
		path   string
		size   int
		status int
		says   string
	}{
		{page, dispute.MaxPaper + 64<<10, 200, fmt.Sprint(dispute.MaxPaper+64<<10, " <nil>")},
		{page, 7 << 20, 413, "at most 5 MB"},
		{call, 7 << 20, 413, `"type":"/problems/too_large"`},
		{other, 2 << 20, 200, fmt.Sprint(2<<20, " <nil>")},
		{other, 4 << 20, 413, `"type":"/problems/too_large"`},
	} {
		answer, said := ask(t, client, "POST", d.url(tt.path), bytes.NewReader(make([]byte, tt.size)))
		if answer.StatusCode != tt.status || !strings.Contains(said, tt.says) {
			t.Errorf("%d bytes to %s get %d, %q", tt.size, tt.path, answer.StatusCode, said)
		}
		if strings.HasPrefix(tt.path, "/v1/") && tt.status == 413 && (answer.Header.Get("Content-Type") != "application/problem+json" || answer.Header.Get("Access-Control-Allow-Origin") != "*") {
			t.Errorf("to %s: %v", tt.path, answer.Header)
		}
	}
}

// TestProxyIsNotFooled: who asks is who is connected, whatever he writes.
func TestProxyIsNotFooled(t *testing.T) {
	_, at := behind(t)
	d := openDoor(t, at)
	client := d.client(t, visitor)
	refused := false
	for i := range 130 {
		invented := fmt.Sprintf("192.0.2.%d", i)
		answer, _ := ask(t, client, "GET", d.url("/v1/numbers/"+number), nil, "X-Forwarded-For", invented, "X-Real-Ip", invented,
			"Forwarded", "for="+invented, "True-Client-Ip", invented)
		refused = refused || answer.StatusCode == http.StatusTooManyRequests
	}
	if !refused {
		t.Error("130 lookups from one address, and none was refused: the header that it wrote was believed")
	}
	// It is the visitor that was counted, and not the proxy with all that come through it.
	if answer, _ := ask(t, d.client(t, another), "GET", d.url("/v1/numbers/"+number), nil); answer.StatusCode != http.StatusOK || !strings.Contains(answer.Header.Get("RateLimit"), "r=59") {
		t.Errorf("another visitor gets %d with %q", answer.StatusCode, answer.Header.Get("RateLimit"))
	}
}

// TestProxyLosesNoLookup kills one instance of three by SIGKILL while 8 visitors look numbers up.
func TestProxyLosesNoLookup(t *testing.T) {
	var instances [3]*process
	var at [3]string
	for i := range instances {
		instances[i], at[i] = behind(t, "--limits", "off")
	}
	d := openDoor(t, at[:]...)
	var answered, failed atomic.Int64
	var group sync.WaitGroup
	stop := make(chan struct{})
	for range 8 {
		client := d.client(t, visitor)
		group.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if status := get(client, d.url("/v1/numbers/"+number)); status == http.StatusOK {
					answered.Add(1)
				} else {
					failed.Add(1)
				}
			}
		})
	}
	halt := sync.OnceFunc(func() { close(stop); group.Wait() })
	defer halt() // also when an await below gives up
	more := func(n int64) {
		from := answered.Load()
		await(t, d.process, "answering", func() bool { return answered.Load() >= from+n })
	}
	more(500)
	_ = instances[1].end(syscall.SIGKILL)
	more(500)
	await(t, d.process, "aware", func() bool { return strings.Contains(d.out.String(), "health_checker") })
	more(500)
	halt()
	if failed.Load() > 0 {
		t.Errorf("%d of %d lookups failed", failed.Load(), failed.Load()+answered.Load())
	}
}

// abrupt is an instance that lives, reads a request and hangs up; but a PUT it answers.
type abrupt struct {
	*httptest.Server
	seen chan string // methods
}

func newAbrupt(t *testing.T) *abrupt {
	a := &abrupt{seen: make(chan string, 100)}
	a.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/healthz" {
			return
		}
		a.seen <- r.Method
		_, _ = io.Copy(io.Discard, r.Body)
		if r.Method == "PUT" {
			return
		}
		panic(http.ErrAbortHandler)
	}))
	t.Cleanup(a.Close)
	return a
}

func (a *abrupt) at() string { return a.Listener.Addr().String() }

// TestProxyRepeatsNoReport: what an instance may have acted on is not sent to another.
func TestProxyRepeatsNoReport(t *testing.T) {
	one, two := newAbrupt(t), newAbrupt(t)
	d := openDoor(t, one.at(), two.at())
	client := d.client(t, visitor)
	answer, said := ask(t, client, "POST", d.url("/v1/reports"), strings.NewReader(report))
	if answer.StatusCode != http.StatusBadGateway || answer.Header.Get("Retry-After") == "" || !strings.Contains(said, "send it again") {
		t.Errorf("the reporter gets %d with %q", answer.StatusCode, said)
	}
	if n := len(one.seen) + len(two.seen); n != 1 {
		t.Errorf("a report was sent %d times", n)
	}
	_, _ = ask(t, client, "GET", d.url("/v1/numbers/"+number), nil)
	if len(one.seen) == 0 || len(two.seen) == 0 {
		t.Errorf("a lookup was not tried elsewhere: %d, %d", len(one.seen), len(two.seen))
	}
}

// TestProxyRefusesMessagesSoon: where no instance listens a gateway is told so while visitors still wait for one.
func TestProxyRefusesMessagesSoon(t *testing.T) {
	instance := newAbrupt(t)
	d := openDoor(t, instance.at())
	instance.Close()
	client := d.client(t, visitor)
	first := make(chan string, 2)
	var group sync.WaitGroup
	for _, path := range []string{"/v1/numbers/" + number, "/sms/twilio"} {
		group.Go(func() {
			if status := get(client, d.url(path)); status < http.StatusInternalServerError {
				t.Errorf("%s is answered %d", path, status)
			}
			first <- path
		})
	}
	group.Wait()
	if answered := <-first; answered != "/sms/twilio" {
		t.Errorf("%s is answered before the gateway", answered)
	}
}

// TestProxyHoldsSlowClients: an instance sees a request when all of it is there.
func TestProxyHoldsSlowClients(t *testing.T) {
	instance := newAbrupt(t)
	d := openDoor(t, instance.at())
	body, writer := io.Pipe()
	ended := make(chan int)
	go func() {
		req, _ := http.NewRequest("PUT", d.url("/v1/receipts/x"), body)
		req.ContentLength = int64(len(report))
		answer, err := d.client(t, visitor).Do(req)
		if err != nil {
			t.Error(err)
			ended <- 0
			return
		}
		answer.Body.Close()
		ended <- answer.StatusCode
	}()
	_, _ = io.WriteString(writer, report[:20]) // returns when it was read, after the header was sent
	if status := get(d.client(t, another), d.url("/healthz")); status != http.StatusOK {
		t.Errorf("others get %d", status)
	}
	if n := len(instance.seen); n != 0 {
		t.Errorf("the instance was given %d requests that are not whole", n)
	}
	_, _ = io.WriteString(writer, report[20:])
	writer.Close()
	if status := <-ended; status != http.StatusOK || len(instance.seen) != 1 {
		t.Errorf("the whole request gets %d and was given on %d times", status, len(instance.seen))
	}
}

// TestProxyWritesNobodyDown does what is likely to be logged, and looks for the visitor in everything that the
// proxy wrote.
func TestProxyWritesNobodyDown(t *testing.T) {
	instance, at := behind(t)
	hangs := newAbrupt(t)
	d := openDoor(t, at, hangs.at())
	client := d.client(t, visitor)
	lookups := func(times int) {
		for range times {
			for _, url := range []string{d.url("/n/" + number + "?q=" + queried), d.url("/v1/numbers/" + number), "http://localhost/n/" + number, "http://localhost/.well-known/acme-challenge/" + queried} {
				_, _ = ask(t, client, "GET", url, nil, "User-Agent", marked, "Referer", "https://"+queried, "X-Forwarded-For", visitor)
			}
			_, _ = ask(t, client, "POST", d.url("/v1/reports?q="+queried), strings.NewReader(report), "User-Agent", marked)
		}
	}
	lookups(4)
	_ = instance.end(syscall.SIGKILL)
	hangs.CloseClientConnections()
	hangs.Close()
	lookups(1)
	for _, address := range []string{d.https, d.http} { // what is no TLS, and what is no HTTP
		for _, sent := range []string{"GET /n/" + number + " HTTP/1.1\r\nHost: localhost\r\n\r\n", "\x16\x03\x01rubbish" + queried + "\r\n\r\n"} {
			dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(visitor)}}
			conn, err := dialer.Dial("tcp4", address)
			if err != nil {
				t.Fatal(err)
			}
			_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
			_, _ = io.WriteString(conn, sent)
			_, _ = conn.Read(make([]byte, 100))
			conn.Close()
		}
	}
	await(t, d.process, "aware", func() bool { return strings.Contains(d.out.String(), "health_checker") })
	if err := d.end(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	wrote := map[string]string{"its log": d.out.String()}
	err := fs.WalkDir(os.DirFS(d.home), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		b, err := os.ReadFile(filepath.Join(d.home, path))
		wrote[path] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for where, text := range wrote {
		for _, secret := range []string{number, number[1:], visitor, marked, queried, "/n/", "/v1/"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s holds %q:\n%s", where, secret, text)
			}
		}
	}
}

// TestProxySaysWhyItDoesNotStart: what is dropped from its log is not what an operator needs.
func TestProxySaysWhyItDoesNotStart(t *testing.T) {
	taken, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	free := freeport.Of(t)
	home := t.TempDir()
	cmd := exec.Command("../.tools/bin/caddy", "run", "--config", "Caddyfile", "--adapter", "caddyfile")
	cmd.Env = clean([]string{"HOME=" + home, "XDG_DATA_HOME=" + home, "XDG_CONFIG_HOME=" + home, "RINGFENCE_HTTPS_PORT=" + port, "RINGFENCE_HTTP_PORT=" + free})
	if said, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(said), "address already in use") {
		t.Errorf("the port is taken: %v, %s", err, said)
	}
}

// TestProxyConfigurations has Caddy check the Caddyfile with each way to certificates, written as caddy fmt does.
func TestProxyConfigurations(t *testing.T) {
	for _, way := range []string{"internal", "operator@example.org"} {
		cmd := exec.Command("../.tools/bin/caddy", "validate", "--config", "Caddyfile", "--adapter", "caddyfile")
		home := t.TempDir()
		cmd.Env = clean([]string{"HOME=" + home, "XDG_DATA_HOME=" + home, "XDG_CONFIG_HOME=" + home, "RINGFENCE_DOMAIN=ringfence.example.org", "RINGFENCE_TLS=" + way})
		if said, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", way, err, said)
		}
	}
	if said, err := exec.Command("../.tools/bin/caddy", "fmt", "--diff", "Caddyfile").CombinedOutput(); err != nil {
		t.Errorf("caddy fmt: %v\n%s", err, said)
	}
}
