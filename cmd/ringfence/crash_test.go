//go:build crash

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"ringfence/internal/crashpoint"
)

const (
	killsAtEachPoint = 4
	killsAtRandom    = 12
	writers          = 16
	reportsEach      = 12 // of one writer between two kills, at most
	subjectsEach     = 3  // of one report
)

// TestCrash kills the server again and again, at each named point and at random moments, while many
// writers report, correct and withdraw. After every kill it starts the server on what is on disk, sends
// again what was not acknowledged, and checks that every acknowledged report is there, that none counts
// twice, and that verify finds nothing.
func TestCrash(t *testing.T) {
	folder := t.TempDir()
	program := filepath.Join(folder, "ringfence")
	if out, err := exec.Command("go", "build", "-tags", "crash", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	l := &ledger{t: t, program: program, folder: folder, client: &http.Client{Timeout: 20 * time.Second}}
	var kills []crashpoint.Point
	for range killsAtEachPoint {
		kills = append(kills, crashpoint.Points()...)
	}
	for range killsAtRandom {
		kills = append(kills, "") // a random moment
	}
	seen := map[crashpoint.Point]int{}
	for n, point := range kills {
		seen[l.crash(n, point)]++
		l.recover()
		if t.Failed() {
			t.Fatalf("after kill %d at %q; the store is in %s", n, point, folder)
		}
	}
	for _, point := range append(crashpoint.Points(), "") {
		t.Logf("%3d kills at %q", seen[point], point)
		if seen[point] == 0 {
			t.Errorf("no kill was seen at %q", point)
		}
	}
	t.Logf("%d reports were acknowledged, %d of them withdrawn, %d corrected", len(l.reports), l.count(withdrawn), l.count(corrected))
}

// fate is what a writer did with a report after it was acknowledged.
type fate int

const (
	stays fate = iota
	withdrawn
	corrected
)

// entry is a report that a writer sent.
type entry struct {
	key     string // idempotency key
	body    string
	fate    fate
	receipt string // "" until it was acknowledged
	next    string // receipt of the correction, "" until that was acknowledged
	settled bool   // its fate was acknowledged
}

// ledger is what the writers know.
type ledger struct {
	t               *testing.T
	program, folder string
	client          *http.Client
	mu              sync.Mutex
	reports         []*entry
}

func (l *ledger) count(f fate) (n int) {
	for _, e := range l.reports {
		if e.fate == f {
			n++
		}
	}
	return n
}

// crash runs a server under load until it is dead and returns where it died.
func (l *ledger) crash(n int, point crashpoint.Point) crashpoint.Point {
	l.t.Helper()
	var env []string
	if point != "" {
		env = []string{"RINGFENCE_CRASH_AT=" + string(point), fmt.Sprintf("RINGFENCE_CRASH_AFTER=%d", rand.IntN(40))}
	}
	s := start(l.program, l.folder, env, nil)
	if s.url == "" && !strings.Contains(s.err.String(), "crashpoint:") {
		l.t.Fatalf("kill %d: the server did not start: %s", n, s.err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var work sync.WaitGroup
	for range writers {
		work.Go(func() { l.write(ctx, s.url) })
	}
	if point == "" {
		<-time.After(time.Duration(rand.IntN(200)) * time.Millisecond)
		s.signal(syscall.SIGKILL)
	}
	if _, ended := s.wait(60 * time.Second); !ended {
		l.t.Errorf("kill %d: the point %q was not reached", n, point)
		s.signal(syscall.SIGKILL)
	}
	stop()
	work.Wait()
	if _, at, ok := strings.Cut(s.err.String(), "crashpoint: "); ok {
		return crashpoint.Point(strings.TrimSpace(at))
	}
	return ""
}

// write reports until the server is gone.
func (l *ledger) write(ctx context.Context, url string) {
	for i := 0; ctx.Err() == nil; i++ {
		e := &entry{key: fmt.Sprintf("%016x%016x", rand.Uint64(), rand.Uint64()), fate: fate(rand.IntN(3)), body: l.draw()}
		if i < reportsEach {
			l.mu.Lock()
			l.reports = append(l.reports, e)
			l.mu.Unlock()
		} else if e = l.any(); e == nil { // enough new ones: repeat old ones, which must change nothing
			return
		}
		if !l.settle(ctx, url, e) {
			return
		}
	}
}

// any returns a report that no other writer is busy with, to be sent again.
func (l *ledger) any() *entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	for range 20 {
		if e := l.reports[rand.IntN(len(l.reports))]; e.settled && e.fate == stays {
			return e
		}
	}
	return nil
}

// draw returns a report about a hot number, its neighbour and one of many accounts.
func (l *ledger) draw() string {
	return fmt.Sprintf(`{"kind":"call","subjects":["+12025550143","+120255501%d",{"kind":"qq","value":"1%04d"}],"category":"loan","text":"n %d"}`,
		10+rand.IntN(30), rand.IntN(5000), rand.Uint32())
}

// settle sends a report and then does with it what its fate is; it returns false when the server is gone.
func (l *ledger) settle(ctx context.Context, url string, e *entry) bool {
	var answer struct{ Receipt string }
	if e.receipt == "" || e.fate == stays { // the others may be withdrawn by now, though nobody was told
		if !l.send(ctx, http.MethodPost, url+"/v1/reports", e.key, e.body, http.StatusCreated, &answer) {
			return false
		}
		if e.receipt != "" && e.receipt != answer.Receipt {
			l.t.Errorf("the retry of %s got another receipt", e.key)
		}
		l.mu.Lock()
		e.receipt = answer.Receipt
		l.mu.Unlock()
	}
	switch e.fate {
	case withdrawn:
		if !l.send(ctx, http.MethodDelete, url+"/v1/receipts/"+e.receipt, "", "", http.StatusNoContent, nil) {
			return false
		}
	case corrected:
		if !l.send(ctx, http.MethodPut, url+"/v1/receipts/"+e.receipt, "", strings.Replace(e.body, "loan", "prize", 1), http.StatusOK, &answer) {
			return false
		}
		e.next = answer.Receipt
	case stays:
	}
	l.mu.Lock()
	e.settled = true
	l.mu.Unlock()
	return true
}

// send does a request; false means that the server went away before it answered.
func (l *ledger) send(ctx context.Context, method, url, key, body string, want int, answer any) bool {
	req, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		l.t.Error(err)
		return false
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	res, err := l.client.Do(req)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return false
	}
	if res.StatusCode != want {
		l.t.Errorf("%s %s: %d %s", method, url, res.StatusCode, b)
		return false
	}
	if answer != nil {
		if err := json.Unmarshal(b, answer); err != nil {
			l.t.Error(err)
		}
	}
	return true
}

// recover starts the server, sends what was not acknowledged, and checks everything.
func (l *ledger) recover() {
	l.t.Helper()
	s := start(l.program, l.folder, nil, nil)
	if s.url == "" {
		l.t.Fatalf("the server does not start after the kill: %s", s.err)
	}
	for _, e := range l.reports {
		if !e.settled && !l.settle(context.Background(), s.url, e) {
			l.t.Fatalf("report %s could not be sent again: %s", e.key, s.err)
		}
	}
	l.checkReceipts(s.url)
	l.checkCounts()
	s.signal(syscall.SIGTERM)
	if err, ended := s.wait(10 * time.Second); err != nil || !ended {
		l.t.Errorf("after SIGTERM the server ended %v: %v %s", ended, err, s.err)
	}
}

// checkReceipts asks for every report that was ever acknowledged.
func (l *ledger) checkReceipts(url string) {
	queue := make(chan *entry)
	var work sync.WaitGroup
	for range writers {
		work.Go(func() {
			for e := range queue {
				last := e.receipt
				if e.fate == corrected {
					l.checkReceipt(url, e.receipt, withdrawn)
					last = e.next
				}
				want := stays
				if e.fate == withdrawn {
					want = withdrawn
				}
				l.checkReceipt(url, last, want)
			}
		})
	}
	for _, e := range l.reports {
		queue <- e
	}
	close(queue)
	work.Wait()
}

func (l *ledger) checkReceipt(url, receipt string, want fate) {
	var kept struct {
		Withdrawn bool
		Subjects  []struct{ State string }
	}
	if !l.send(context.Background(), http.MethodGet, url+"/v1/receipts/"+receipt, "", "", http.StatusOK, &kept) {
		l.t.Errorf("an acknowledged report is missing")
		return
	}
	state := map[fate]string{stays: "live", withdrawn: "withdrawn"}[want]
	if kept.Withdrawn != (want == withdrawn) || len(kept.Subjects) != subjectsEach {
		l.t.Errorf("withdrawn %v, want %v; subjects %v", kept.Withdrawn, want == withdrawn, kept.Subjects)
	}
	for _, about := range kept.Subjects {
		if about.State != state {
			l.t.Errorf("a subject of the report is %s, want %s", about.State, state)
		}
	}
}

var compared = regexp.MustCompile(`compared \d+ subjects? with (?:its|their) (\d+) statements?`)

// checkCounts runs verify beside the server until nothing is pending: the statements are exactly those of
// the ledger.
func (l *ledger) checkCounts() {
	want := 0
	for _, e := range l.reports {
		want += subjectsEach
		if e.fate == corrected {
			want += subjectsEach
		}
	}
	deadline := time.Now().Add(60 * time.Second)
	for {
		cmd := exec.Command(l.program, "verify")
		cmd.Dir, cmd.Env = l.folder, os.Environ()
		out, err := cmd.CombinedOutput()
		if err == nil && bytes.Contains(out, []byte("not yet")) && time.Now().Before(deadline) {
			<-time.After(50 * time.Millisecond)
			continue
		}
		found := compared.FindSubmatch(out)
		if err != nil || found == nil || string(found[1]) != fmt.Sprint(want) || bytes.Contains(out, []byte("not yet")) {
			l.t.Errorf("verify, with %d statements acknowledged: %v\n%s", want, err, out)
		}
		return
	}
}
