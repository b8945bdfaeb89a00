//go:build service

package main

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const (
	kills    = 10
	between  = 15 // reports that are dealt with between two kills, at least
	busy     = 8  // writers
	readers  = 2  // of each instance
	glance   = 5 * time.Millisecond
	mayPause = 300 * time.Millisecond
)

// TestInstancesKilledUnderLoad kills one of three instances, ten times, while writers report, correct and withdraw,
// each going on at another instance when its own is gone, and readers look numbers up. No acknowledged report is
// missing or doubled, and no lookup fails but those under way on the instance that is killed.
func TestInstancesKilledUnderLoad(t *testing.T) {
	c := startCluster(t, 3, database(t))
	l := &ledger{t: t, program: "ringfence", folder: c.folder, env: c.env, client: asker}
	load := &load{cluster: c, ledger: l}
	ctx, stop := context.WithCancel(t.Context())
	var work sync.WaitGroup
	defer work.Wait()
	defer stop()
	for range busy {
		work.Go(func() { load.write(ctx) })
	}
	for _, m := range c.each {
		for range readers {
			work.Go(func() { load.look(ctx, m) })
		}
	}
	begun := time.Now()
	for n := range kills {
		m := c.each[n%len(c.each)]
		load.await(between)
		<-time.After(rand.N(mayPause)) // the moment is what is tried
		m.kill()
		load.await(between) // the others go on
		m.launch()
		if t.Failed() {
			t.Fatalf("after kill %d", n)
		}
	}
	stop()
	work.Wait()
	t.Logf("%d kills in %v", kills, time.Since(begun).Round(time.Second))
	load.finish()
	l.checkCounts()
	for _, m := range c.each {
		l.checkReceipts(m.url())
	}
	t.Logf("%d reports were acknowledged, %d of them withdrawn, %d corrected; %d answers asked to try again", len(l.reports), l.count(withdrawn), l.count(corrected), l.later.Load())
	t.Logf("%d lookups were answered, %d were cut off by %d kills", load.looked.Load(), load.cut.Load(), kills)
	if most := int64(kills * readers); load.cut.Load() > most {
		t.Errorf("%d lookups failed, though only %d were under way on instances that were killed", load.cut.Load(), most)
	}
}

// load is what callers do.
type load struct {
	*cluster
	*ledger
	dealt       atomic.Int64 // reports
	looked, cut atomic.Int64 // lookups
}

// await returns when so many more reports were dealt with.
func (l *load) await(more int64) {
	l.cluster.t.Helper()
	until := l.dealt.Load() + more
	if _, ok := l.within(time.Minute, func() bool { return l.dealt.Load() >= until }); !ok {
		l.cluster.t.Fatal("reports are no longer dealt with")
	}
}

// write reports, corrects and withdraws, at whatever instance answers.
func (l *load) write(ctx context.Context) {
	at := rand.IntN(len(l.each))
	for ctx.Err() == nil {
		e := l.open()
		for !l.settle(ctx, l.each[at].url(), e) {
			if ctx.Err() != nil {
				return
			}
			at = (at + 1) % len(l.each)
		}
		l.dealt.Add(1)
	}
}

// look looks numbers up at one instance.
func (l *load) look(ctx context.Context, m *member) {
	tick := time.NewTicker(glance)
	defer tick.Stop()
	for ; ctx.Err() == nil; <-tick.C {
		before := m.kills.Load()
		if !m.alive.Load() {
			if _, ok := l.within(time.Minute, func() bool { return ctx.Err() != nil || m.alive.Load() }); !ok {
				l.cluster.t.Error("an instance that was killed is not there again")
				return
			}
			continue
		}
		r := m.get([]string{"/v1/numbers/+12025550143", "/v1/numbers/+12025550199"}[rand.IntN(2)])
		switch {
		case r.status == http.StatusOK:
			l.looked.Add(1)
		case r.err != nil && m.kills.Load() != before:
			l.cut.Add(1)
		default:
			l.cluster.t.Errorf("a lookup at a living instance: %d %v %s", r.status, r.err, r.body)
			return
		}
	}
}

// finish sends again what was not acknowledged, and what stays: its receipt must be the same, at whatever instance.
func (l *load) finish() {
	l.cluster.t.Helper()
	for i, e := range l.reports {
		if e.settled && e.fate != stays {
			continue
		}
		url := l.each[i%len(l.each)].url()
		if _, ok := l.within(time.Minute, func() bool { return l.settle(context.Background(), url, e) }); !ok {
			l.cluster.t.Fatalf("report %s could not be sent again", e.key)
		}
	}
}
