package index

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store"
)

// broken is a store that is taken away, or of which some projections cannot be read.
type broken struct {
	store.Store
	gone   atomic.Bool
	spoilt []subject.Key
}

func (s *broken) Changed(ctx context.Context, after reputation.Cursor, limit int) ([]reputation.Projection, reputation.Cursor, error) {
	if s.gone.Load() {
		return nil, after, fault.Unavailable
	}
	changed, next, err := s.Store.Changed(ctx, after, limit)
	for i := range changed {
		if about := changed[i].Subject; slices.Contains(s.spoilt, about) {
			changed[i] = reputation.Projection{Subject: about}
		}
	}
	return changed, next, err
}

func (s *broken) Blocks(ctx context.Context, blocks ...string) ([]reputation.Neighbour, error) {
	found, err := s.Store.Blocks(ctx, blocks...)
	return slices.DeleteFunc(found, func(n reputation.Neighbour) bool { return slices.Contains(s.spoilt, n.Subject) }), err
}

func TestLookupsGoOnWithoutTheStoreAndTellTheirAge(t *testing.T) {
	w := newTown(t)
	w.say(number(143), 1, report.Bad)
	w.settle()
	s := &broken{Store: w.store}
	s.gone.Store(true)
	w.Index.Store = s
	loaded := w.now
	w.now = w.now.Add(time.Hour)
	if err := w.CatchUp(context.Background()); !errors.Is(err, fault.Unavailable) {
		t.Fatalf("following a store that is away: %v", err)
	}
	for _, about := range []subject.Key{number(143), number(144)} {
		if a, err := w.Lookup(about); err != nil || !a.AsOf.Equal(loaded) {
			t.Errorf("%s: as of %v, %v; want %v", about, a.AsOf, err, loaded)
		}
	}
	s.gone.Store(false)
	w.must(w.CatchUp(context.Background()))
	if a, _ := w.Lookup(number(143)); !a.AsOf.Equal(w.now) {
		t.Errorf("the store is back, but the index is as of %v", a.AsOf)
	}
}

// One projection that cannot be read neither stops the index nor hides its neighbours; it is shown as it was
// until it can be read again.
func TestWhatCannotBeReadStopsNobodyElse(t *testing.T) {
	w := newTown(t)
	w.say(number(143), 1, report.Bad)
	w.settle()
	was := w.lookup(number(143))
	s := &broken{Store: w.store, spoilt: []subject.Key{number(143), number(151)}}
	w.Index.Store = s
	for _, n := range []int{143, 144, 151, 152} {
		for network := range uint8(4) {
			w.say(number(n), network, report.Bad)
		}
	}
	w.settle()
	if n := w.Unreadable(); n != 2 {
		t.Errorf("%d subjects are unreadable", n)
	}
	for n, want := range map[int]reputation.Band{143: was.Reports, 144: reputation.BandOf(4), 151: 0, 152: reputation.BandOf(4)} {
		if got := w.lookup(number(n)).Reports; got != want {
			t.Errorf("number %d has %v reports, want %v", n, got, want)
		}
	}
	w.Snapshot = filepath.Join(t.TempDir(), "snapshot")
	w.must(w.save())
	if _, err := os.Stat(w.Snapshot); err == nil {
		t.Error("a snapshot would forget what could not be read")
	}
	w.Snapshot = ""
	s.spoilt = nil
	w.say(number(143), 5, report.Bad)
	w.say(number(151), 5, report.Bad)
	w.settle()
	if n := w.Unreadable(); n != 0 {
		t.Errorf("%d subjects are still unreadable", n)
	}
	w.equal()
}

// live runs a test in which time passes only when everything waits for it, with a town whose index runs. The
// index is told of nothing: it has to follow.
func live(t *testing.T, c Config, test func(w *town, s *broken, said *sayings)) {
	synctest.Test(t, func(t *testing.T) {
		w := newTown(t)
		s := &broken{Store: w.store}
		c.Store, c.Clock = s, time.Now
		w.Index = New(c)
		w.load()
		ctx, stop := context.WithCancel(t.Context())
		said := &sayings{}
		var running sync.WaitGroup
		running.Go(func() { w.Index.Run(ctx, said.say) })
		synctest.Wait() // until it has followed for the first time
		test(w, s, said)
		stop()
		running.Wait()
	})
}

// pass lets time pass.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// sayings are what Run said.
type sayings struct {
	mu  sync.Mutex
	all []error
}

func (s *sayings) say(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, err)
}

// were expects this and forgets it.
func (s *sayings) were(t *testing.T, want ...error) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.EqualFunc(s.all, want, errors.Is) {
		t.Errorf("said %v, want %v", s.all, want)
	}
	s.all = nil
}

func TestFollowsWithinASecond(t *testing.T) {
	live(t, Config{}, func(w *town, _ *broken, said *sayings) {
		w.say(number(143), 1, report.Bad)
		w.must(w.Sweep(context.Background()))
		if j := w.lookup(number(143)); j.Shown {
			t.Error("it is shown before anybody looked")
		}
		pass(time.Second)
		if j := w.lookup(number(143)); !j.Shown {
			t.Error("it is not shown after a second")
		}
		if age := time.Since(w.AsOf()); age > time.Second {
			t.Errorf("the index is %v old", age)
		}
		said.were(t)
	})
}

func TestSaysWhenItFallsBehindAndWhenItHasCaughtUp(t *testing.T) {
	live(t, Config{}, func(w *town, s *broken, said *sayings) {
		s.gone.Store(true)
		pass(time.Minute)
		said.were(t, fault.Unavailable)
		if age := time.Since(w.AsOf()); age < 59*time.Second {
			t.Errorf("the store is away for a minute, and the index is %v old", age)
		}
		s.gone.Store(false)
		pass(time.Second)
		said.were(t, nil)
		s.spoilt = []subject.Key{number(143)}
		w.say(number(143), 1, report.Bad)
		w.must(w.Sweep(context.Background()))
		pass(time.Minute)
		said.were(t, ErrUnreadable)
	})
}
