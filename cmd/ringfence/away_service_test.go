//go:build service

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"ringfence/handlers"
	"ringfence/internal/freeport"
)

const (
	promised   = 2 * time.Second // in which a report is answered, MongoDB or not
	recovery   = 5 * time.Second // after which all is normal again
	killedFor  = 6 * time.Second
	stoppedFor = 30 * time.Second
	askEvery   = 100 * time.Millisecond
)

// breakable is a MongoDB of the test's own.
type breakable struct {
	t    *testing.T
	port string
	uri  string
}

func newBreakable(t *testing.T) *breakable {
	t.Helper()
	if _, err := commonMongoDB(); err != nil { // what the second one stands before
		t.Fatal(err)
	}
	b := &breakable{t: t, port: freeport.Of(t)}
	b.start()
	t.Cleanup(func() { b.signal("CONT"); b.signal("KILL") })
	return b
}

// start returns when it answers.
func (b *breakable) start() {
	b.t.Helper()
	uri, err := services("second", b.port)
	if err != nil {
		b.t.Fatalf("a MongoDB of the test's own does not start: %v", err)
	}
	b.uri = uri
}

func (b *breakable) signal(name string) {
	b.t.Helper()
	if _, err := services("second", b.port, name); err != nil {
		b.t.Errorf("SIG%s: %v", name, err)
	}
}

// TestMongoDBKilledAndStopped takes MongoDB from three instances, once by SIGKILL and once by SIGSTOP for half a
// minute, while callers go on asking all that can be asked.
func TestMongoDBKilledAndStopped(t *testing.T) {
	b := newBreakable(t)
	c := startCluster(t, 3, databaseAt(t, b.uri))
	if r := c.each[0].report("", `{"kind":"call","subjects":["+12025550143"],"category":"loan"}`); r.status != http.StatusCreated {
		t.Fatalf("%+v", r)
	}
	for _, m := range c.each {
		if _, ok := c.within(promised, func() bool { return strings.Contains(m.get(knownNumber).body, `"reports":"1-2"`) }); !ok {
			t.Fatal("an instance does not know of the report")
		}
	}
	w := newVigil(c)
	defer w.stop()
	<-time.After(promised)
	killed := b.away("SIGKILL", killedFor, func() { b.signal("KILL") }, b.start)
	<-time.After(recovery + promised)
	stopped := b.away("SIGSTOP", stoppedFor, func() { b.signal("STOP") }, func() { b.signal("CONT") })
	<-time.After(recovery + promised)
	w.stop()
	for _, o := range []outage{killed, stopped} {
		w.judge(o)
	}
	w.judgeAll()
	statements := len(w.sent) + 1
	l := &ledger{t: t, program: "ringfence", folder: c.folder, env: c.env}
	l.checkStatements(statements)
	t.Logf("%d reports were acknowledged in the end, each once", statements)
	b.signal("STOP")
	defer b.signal("CONT")
	for _, m := range c.each {
		m.terminate()
	}
}

// terminate ends an instance by SIGTERM, which it obeys in ten seconds, whatever is away.
func (m *member) terminate() {
	m.t.Helper()
	s := m.now.Load()
	begun := time.Now()
	s.signal(syscall.SIGTERM)
	if err, ended := s.wait(10 * time.Second); err != nil || !ended {
		m.t.Errorf("%v after SIGTERM an instance has ended %v: %v, %s", time.Since(begun), ended, err, s.err)
	}
}

// outage is a time for which MongoDB was away.
type outage struct {
	what         string
	began        time.Time // it was there until here
	gone         time.Time // it was away from here on
	ending, over time.Time // likewise
}

func (b *breakable) away(what string, length time.Duration, take, give func()) (o outage) {
	o.what, o.began = what, time.Now()
	take()
	o.gone = time.Now()
	<-time.After(length) // of the outage
	o.ending = time.Now()
	give()
	o.over = time.Now()
	return o
}

// vigil asks every instance the same things all the time.
type vigil struct {
	*cluster
	mu      sync.Mutex
	replies map[string][]reply
	sent    map[string]bool // idempotency keys, and whether the report was acknowledged
	pauses  []pause
	done    chan struct{}
	work    sync.WaitGroup
}

// pause is a time in which the machine let nobody here work. It is not the instances that are slow then.
type pause struct{ from, to time.Time }

const (
	knownNumber   = "/v1/numbers/+12025550143"
	unknownNumber = "/v1/numbers/+447700900123"
	readyPath     = "/readyz"
	reports       = "reports"
)

func newVigil(c *cluster) *vigil {
	w := &vigil{cluster: c, replies: map[string][]reply{}, sent: map[string]bool{}, done: make(chan struct{})}
	for n, m := range c.each {
		for _, path := range []string{knownNumber, unknownNumber, readyPath} {
			w.work.Go(func() { w.repeat(func() { w.note(path, m.get(path)) }) })
		}
		w.work.Go(func() { w.write(n, m) })
	}
	w.work.Go(w.notePauses)
	return w
}

// notePauses looks at the clock 50 times a second, and notes when that came late.
func (w *vigil) notePauses() {
	const every = 20 * time.Millisecond
	tick := time.NewTicker(every)
	defer tick.Stop()
	for last := time.Now(); ; {
		select {
		case <-w.done:
			return
		case <-tick.C:
		}
		now := time.Now()
		if now.Sub(last) > 2*every {
			w.mu.Lock()
			w.pauses = append(w.pauses, pause{last.Add(every), now})
			w.mu.Unlock()
		}
		last = now
	}
}

// paused is how much of the time that a reply took the machine let nobody here work.
func (w *vigil) paused(r reply) (length time.Duration) {
	ended := r.begun.Add(r.took)
	for _, p := range w.pauses {
		from, to := p.from, p.to
		if from.Before(r.begun) {
			from = r.begun
		}
		if to.After(ended) {
			to = ended
		}
		length += max(0, to.Sub(from))
	}
	return length
}

func (w *vigil) stop() {
	select {
	case <-w.done:
	default:
		close(w.done)
	}
	w.work.Wait()
}

func (w *vigil) repeat(do func()) {
	tick := time.NewTicker(askEvery)
	defer tick.Stop()
	for {
		do()
		select {
		case <-w.done:
			return
		case <-tick.C:
		}
	}
}

func (w *vigil) note(what string, r reply) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.replies[what] = append(w.replies[what], r)
}

// write reports to an instance. What was not acknowledged is sent again, to the same or when all is over.
func (w *vigil) write(instance int, m *member) {
	n := 0
	w.repeat(func() {
		key, body := w.draw(instance, n)
		r := m.report(key, body)
		w.note(reports, r)
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.sent[key] = r.status == http.StatusCreated; w.sent[key] {
			n++
		}
	})
	key, body := w.draw(instance, n)
	w.mu.Lock()
	acknowledged, tried := w.sent[key]
	w.mu.Unlock()
	if tried && !acknowledged {
		w.note(reports, m.report(key, body))
	}
}

func (w *vigil) draw(instance, n int) (key, body string) {
	return fmt.Sprintf("%024d", 1000*instance+n), fmt.Sprintf(`{"kind":"text","subjects":[{"kind":"qq","value":"%d"}]}`, 100_000+1000*instance+n)
}

// judge holds what was answered against when MongoDB was away.
func (w *vigil) judge(o outage) {
	w.t.Helper()
	for what, replies := range w.replies {
		if !slices.ContainsFunc(replies, o.during) || !slices.ContainsFunc(replies, o.after) {
			w.t.Errorf("%s: nothing was asked about %s while MongoDB was away, or when it was back", o.what, what)
		}
	}
	for _, r := range w.replies[reports] {
		switch {
		case o.during(r) && r.status != http.StatusServiceUnavailable:
			w.t.Errorf("%s: a report was answered %d %v %s", o.what, r.status, r.err, r.body)
		case o.after(r) && r.status != http.StatusCreated:
			w.t.Errorf("%s: %v after MongoDB was back a report was answered %d %v %s", o.what, r.begun.Sub(o.over), r.status, r.err, r.body)
		}
	}
	for _, r := range w.replies[readyPath] {
		switch {
		case o.during(r):
			w.judgeReady(o, r)
		case o.after(r) && r.status != http.StatusOK:
			w.t.Errorf("%s: %v after MongoDB was back /readyz says %s", o.what, r.begun.Sub(o.over), r.body)
		}
	}
	for _, path := range []string{knownNumber, unknownNumber} {
		for _, r := range w.replies[path] {
			asOf := asOf(w.t, r)
			if o.during(r) && asOf.After(o.gone) {
				w.t.Errorf("%s: %v after MongoDB went away a lookup says it is as of %v after that", o.what, r.begun.Sub(o.gone), asOf.Sub(o.gone))
			}
			if o.after(r) && asOf.Before(o.over.Add(-time.Second)) { // it is told in whole seconds
				w.t.Errorf("%s: %v after MongoDB was back a lookup is as of %v before", o.what, r.begun.Sub(o.over), o.over.Sub(asOf))
			}
		}
	}
	w.t.Logf("%s for %v: reports were accepted again after %v, all instances were ready after %v", o.what, o.ending.Sub(o.gone).Round(time.Second),
		w.lastBad(o, reports), w.lastBad(o, readyPath))
}

// judgeReady holds what /readyz said while MongoDB was away against what was so.
func (w *vigil) judgeReady(o outage, r reply) {
	w.t.Helper()
	var ready struct {
		OK     bool
		Checks []handlers.Check
	}
	if err := json.Unmarshal([]byte(r.body), &ready); err != nil {
		w.t.Errorf("%s: /readyz: %v %v", o.what, err, r)
		return
	}
	if r.status != http.StatusServiceUnavailable || ready.OK {
		w.t.Errorf("%s: /readyz says %d %s", o.what, r.status, r.body)
	}
	least, most := r.begun.Sub(o.gone), r.begun.Add(r.took).Sub(o.began)+recovery // following was as late as it may be
	for _, check := range ready.Checks {
		var old int
		switch check.Name {
		case "store":
			if check.OK {
				w.t.Errorf("%s: /readyz says that the store works", o.what)
			}
		case "lookups":
			if _, err := fmt.Sscanf(check.Detail, "%d s old", &old); err != nil {
				w.t.Errorf("%s: /readyz does not say how old lookups are: %s", o.what, check.Detail)
			}
			if age := time.Duration(old) * time.Second; age < least-time.Second || age > most+time.Second {
				w.t.Errorf("%s: /readyz says that lookups are %v old, which are %v to %v old", o.what, age, least, most)
			}
		}
	}
}

// during reports whether MongoDB was away for as long as anyone would wait for the answer, after as long after.
func (o outage) during(r reply) bool {
	return r.begun.After(o.gone) && r.begun.Add(promised).Before(o.ending)
}

// after reports whether all should have been normal again. It was so before the next outage, which is later.
func (o outage) after(r reply) bool {
	since := r.begun.Sub(o.over)
	return since > recovery && since < recovery+promised/2
}

// lastBad returns how long after MongoDB was back something was last answered with 503.
func (w *vigil) lastBad(o outage, what string) (after time.Duration) {
	for _, r := range w.replies[what] {
		if since := r.begun.Add(r.took).Sub(o.over); since < recovery+promised && r.status == http.StatusServiceUnavailable {
			after = max(after, since)
		}
	}
	return after.Round(10 * time.Millisecond)
}

// judgeAll holds all that was answered against what is promised at any time.
func (w *vigil) judgeAll() {
	w.t.Helper()
	longest := map[string]time.Duration{}
	for what, replies := range w.replies {
		for _, r := range replies {
			longest[what] = max(longest[what], r.took-min(w.paused(r), promised/2))
			switch good := r.status == http.StatusOK || r.status == http.StatusCreated; {
			case good:
			case r.status != http.StatusServiceUnavailable || what == knownNumber || what == unknownNumber:
				w.t.Errorf("%s: %d %v %s", what, r.status, r.err, r.body)
			case what == reports && r.retry == "":
				w.t.Error("a report was refused without Retry-After")
			}
			if what == knownNumber && !strings.Contains(r.body, `"reports":"1-2"`) {
				w.t.Errorf("the number that was reported is not known: %s", r.body)
			}
		}
		if longest[what] > promised {
			w.t.Errorf("%s: an answer took %v", what, longest[what])
		}
	}
	w.t.Logf("the longest of %d reports, %d lookups and %d questions whether it is ready took %v, %v and %v", len(w.replies[reports]),
		len(w.replies[knownNumber])+len(w.replies[unknownNumber]), len(w.replies[readyPath]),
		longest[reports], max(longest[knownNumber], longest[unknownNumber]), longest[readyPath])
}

// asOf returns as of when a lookup is.
func asOf(t *testing.T, r reply) time.Time {
	var answer struct {
		AsOf time.Time `json:"as_of"`
	}
	if err := json.Unmarshal([]byte(r.body), &answer); err != nil || answer.AsOf.IsZero() {
		t.Errorf("a lookup does not say how old it is: %v %s", r.err, r.body)
	}
	return answer.AsOf
}
