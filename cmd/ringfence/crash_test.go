//go:build crash

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"path/filepath"
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
	reportsEach      = 12 // of one writer between two kills, at most
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
		var e *entry
		if i < reportsEach {
			e = l.open()
		} else if e = l.any(); e == nil { // enough new ones: repeat old ones, which must change nothing
			return
		}
		if !l.settle(ctx, url, e) {
			return
		}
	}
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
