//go:build crash || service

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
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const (
	writers      = 16
	subjectsEach = 3 // of one report
)

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
	env             []string // of the program
	client          *http.Client
	mu              sync.Mutex
	reports         []*entry
	later           atomic.Int64 // answers that asked to try again, which a server that others share may give
}

// open begins a report and returns it.
func (l *ledger) open() *entry {
	e := &entry{key: fmt.Sprintf("%016x%016x", rand.Uint64(), rand.Uint64()), fate: fate(rand.IntN(3)), body: l.draw()}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reports = append(l.reports, e)
	return e
}

func (l *ledger) count(f fate) (n int) {
	for _, e := range l.reports {
		if e.fate == f {
			n++
		}
	}
	return n
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

// send does a request; false means that the server went away before it answered, or asked to try again later.
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
	if res.StatusCode == http.StatusServiceUnavailable && res.Header.Get("Retry-After") != "" && l.env != nil {
		l.later.Add(1)
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
	l.checkStatements(want)
}

// checkStatements does so for a number of statements.
func (l *ledger) checkStatements(want int) {
	deadline := time.Now().Add(60 * time.Second)
	for {
		cmd := exec.Command(l.program, "verify")
		cmd.Dir, cmd.Env = l.folder, append(os.Environ(), l.env...)
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
