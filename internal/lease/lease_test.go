package lease_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// within is how soon a leader that vanished must be replaced.
const within = 15 * time.Second

// stop ends a process as SIGTERM does.
func (p *process) stop() {
	p.stopped()
	<-p.ended
}

func pass(d time.Duration) { <-time.After(d) }

// TestAlone: an instance on a store of its own has the lease at once, and keeps it.
func TestAlone(t *testing.T) {
	inWorld(t, func(w *world) {
		p := w.join(&process{name: "one"})
		if got := w.at(); got != "one" {
			t.Errorf("at the start works %q", got)
		}
		for range 100 {
			pass(time.Second)
			if w.at() != "one" || !p.Status(chore).Held {
				t.Fatalf("works %q, status %+v", w.at(), p.Status(chore))
			}
		}
		if len(w.log) != 1 {
			t.Errorf("it was interrupted: %q", w.log)
		}
		p.stop()
		if w.at() != "" || p.Status(chore).Held || len(p.said) > 0 {
			t.Errorf("after its end works %q, status %+v, said %v", w.at(), p.Status(chore), p.said)
		}
	})
}

// TestTakeover kills the leader in many moments between its renewals, with a store that takes its time.
func TestTakeover(t *testing.T) {
	for i := range 60 {
		dies := 20*time.Second + time.Duration(i)*75*time.Millisecond
		t.Run(fmt.Sprint("killed at ", dies), func(t *testing.T) {
			inWorld(t, func(w *world) {
				first := w.join(&process{name: "first", latency: 100 * time.Millisecond})
				w.until(time.Second, "first")
				w.join(&process{name: "second", latency: 300 * time.Millisecond})
				w.join(&process{name: "third", latency: 10 * time.Millisecond})
				pass(dies - time.Since(w.began))
				if w.at() != "first" {
					t.Fatalf("%q works before it dies", w.at())
				}
				first.kill()
				if took := w.until(within, "second", "third"); took < 2*time.Second {
					t.Errorf("replaced after %v: a leader that is alive might be", took)
				}
			})
		})
	}
}

// TestHandover: a leader that is told to stop gives way as soon as its work has ended.
func TestHandover(t *testing.T) {
	inWorld(t, func(w *world) {
		first := w.join(&process{name: "first", winding: 2 * time.Second})
		w.until(time.Second, "first")
		w.join(&process{name: "second"})
		pass(time.Minute)
		first.stopped()
		pass(1900 * time.Millisecond)
		if w.at() != "first" {
			t.Errorf("%q works before the first has ended", w.at())
		}
		w.until(1500*time.Millisecond, "second")
		<-first.ended
	})
}

// TestStoreAway: nobody works while the store is away for long, and it is told once; soon after it is back one does.
func TestStoreAway(t *testing.T) {
	const away, back = 60 * time.Second, 120 * time.Second
	for _, kind := range []kind{refused, late, mute} {
		t.Run(trouble{kind: kind, from: away, lasts: back - away}.String(), func(t *testing.T) {
			inWorld(t, func(w *world) {
				p := w.join(&process{name: "one", troubles: []trouble{{from: away, lasts: back - away, kind: kind}}})
				w.until(time.Second, "one")
				pass(away + 6*time.Second - time.Since(w.began))
				for time.Since(w.began) < back {
					if w.at() != "" {
						t.Fatalf("%q works %v after the store went away", w.at(), time.Since(w.began)-away)
					}
					pass(100 * time.Millisecond)
				}
				w.until(4*time.Second, "one") // the last call in vain, a pause, and a claim
				pass(time.Minute)
				if w.at() != "one" || len(p.said) != 2 || p.said[0] == nil || p.said[1] != nil {
					t.Errorf("%q works; said %v", w.at(), p.said)
				}
			})
		})
	}
}

// TestHiccups: work goes on when the store is away for less than a renewal may wait.
func TestHiccups(t *testing.T) {
	for _, kind := range []kind{refused, mute, late, frozen, slow} {
		t.Run(trouble{kind: kind}.String(), func(t *testing.T) {
			log, _ := inWorld(t, func(w *world) {
				var often []trouble
				for from := time.Second; from < time.Minute; from += 5 * time.Second {
					often = append(often, trouble{from: from, lasts: 2 * time.Second, kind: kind})
				}
				w.join(&process{name: "one", troubles: often})
				w.until(time.Second, "one")
				w.join(&process{name: "other"})
				pass(time.Minute)
			})
			if len(log) != 1+1 || !strings.HasSuffix(log[0], "one begins") { // and the end of the test
				t.Errorf("it was interrupted: %q", log)
			}
		})
	}
}

// TestWorkThatEnds: a chore that ends by itself is done again, by whoever comes first.
func TestWorkThatEnds(t *testing.T) {
	log, wrong := inWorld(t, func(w *world) {
		for _, name := range []string{"one", "two", "three"} {
			w.join(&process{name: name, lasts: 100 * time.Millisecond})
		}
		pass(time.Minute)
	})
	done := map[string]int{}
	for _, line := range log {
		for _, name := range []string{"one", "two", "three"} {
			if line[10:] == name+" begins" {
				done[name]++
			}
		}
	}
	if wrong || len(done) != 3 || done["one"]+done["two"]+done["three"] < 40 {
		t.Errorf("done in a minute: %v, at once: %v", done, wrong)
	}
}

// TestFailingLeader: a leader that lives and fails gives way to one that does not.
func TestFailingLeader(t *testing.T) {
	log, wrong := inWorld(t, func(w *world) {
		failing := w.join(&process{name: "failing", lasts: 20 * time.Second, fails: true})
		w.until(time.Second, "failing")
		w.join(&process{name: "other"})
		pass(20 * time.Second)
		w.until(2*time.Second, "other")
		pass(5 * time.Minute)
		if w.at() != "other" || failing.failed != 1 {
			t.Errorf("%q works; the first failed %d times", w.at(), failing.failed)
		}
	})
	if wrong || len(log) != 3+1 { // and the end of the test
		t.Error(strings.Join(log, "\n"))
	}
}

// TestFailingAlone: where no other wants the chore it is tried again, but not before another could have had it.
func TestFailingAlone(t *testing.T) {
	log, _ := inWorld(t, func(w *world) {
		p := w.join(&process{name: "one", lasts: 5 * time.Second, fails: true})
		w.until(time.Second, "one")
		for range 10 {
			pass(5*time.Second + 10*time.Millisecond)
			for range 9 {
				if got := w.at(); got != "" {
					t.Fatalf("%q works soon after it failed", got)
				}
				pass(time.Second)
			}
			w.until(3*time.Second, "one")
		}
		if p.failed != 10 || len(p.said) > 0 {
			t.Errorf("it failed %d times, and the store %v", p.failed, p.said)
		}
	})
	if len(log) < 20 {
		t.Error(strings.Join(log, "\n"))
	}
}

// TestLateYield: a yield that the store takes its time with does not free what was claimed after it.
func TestLateYield(t *testing.T) {
	log, wrong := inWorld(t, func(w *world) {
		w.join(&process{name: "one", lasts: 5 * time.Second, troubles: []trouble{
			{from: 5 * time.Second, lasts: 500 * time.Millisecond, kind: late, later: 5 * time.Second},
		}})
		w.until(time.Second, "one")
		w.join(&process{name: "other", winding: time.Second})
		pass(6 * time.Second)
		w.until(within, "one", "other")
		pass(time.Minute)
	})
	if wrong {
		t.Error(strings.Join(log, "\n"))
	}
}

// TestSlowAnswer: who learns late of having won has lost it.
func TestSlowAnswer(t *testing.T) {
	log, wrong := inWorld(t, func(w *world) {
		first := w.join(&process{name: "first", latency: 10 * time.Millisecond, troubles: []trouble{
			{from: 20 * time.Millisecond, lasts: 20 * time.Second, kind: slow}, // between its look and its claim
		}})
		pass(time.Second)
		if holder, _, err := w.store.Lease(t.Context(), chore); holder == "" || err != nil {
			t.Fatalf("held by %q, %v", holder, err)
		}
		w.join(&process{name: "second"})
		w.until(within, "second")
		pass(time.Minute)
		if first.Status(chore).Held || w.at() != "second" {
			t.Errorf("%q works; the first: %+v", w.at(), first.Status(chore))
		}
	})
	if wrong || len(log) != 2 {
		t.Error(strings.Join(log, "\n"))
	}
}

// TestElsewhere: the others know that someone works, but not from what may be left of a dead one.
func TestElsewhere(t *testing.T) {
	inWorld(t, func(w *world) {
		first := w.join(&process{name: "first"})
		w.until(time.Second, "first")
		second := w.join(&process{name: "second"})
		pass(100 * time.Millisecond)
		if s := second.Status(chore); s.Held || !s.Elsewhere.IsZero() {
			t.Errorf("after its first look: %+v", s)
		}
		for range 20 {
			pass(5 * time.Second)
			if s := second.Status(chore); s.Held || time.Since(s.Elsewhere) > 5*time.Second {
				t.Errorf("others are seen at work %v ago, held %v", time.Since(s.Elsewhere), s.Held)
			}
			if s := first.Status(chore); !s.Held || !s.Elsewhere.IsZero() {
				t.Errorf("at work itself: %+v", s)
			}
		}
		first.kill()
		died := time.Now()
		w.until(within, "second")
		if s := second.Status(chore); !s.Held || s.Elsewhere.After(died.Add(2*time.Second)) { // when the last renewal was seen
			t.Errorf("a dead one was seen at work: %+v, died %v", s, died)
		}
	})
}
