package publication_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/listing"
	"ringfence/internal/publication"
	"ringfence/internal/reputation"
	"ringfence/store/mem"
)

func TestPublish(t *testing.T) {
	w := quietTown(t)
	p := w.process()
	if v := p.List().Version(); v != 0 || !p.AsOf().IsZero() || !p.Compared().IsZero() {
		t.Errorf("at first it knows version %d, as of %s, compared %s", v, p.AsOf(), p.Compared())
	}
	w.publish(p, true) // nothing is on it, and that is published
	w.lists(p)
	first := p.List().Version()
	if first != uint64(noon.Unix()) || !p.AsOf().Equal(noon) || !p.Compared().Equal(noon) {
		t.Errorf("version %d, as of %s, compared %s", first, p.AsOf(), p.Compared())
	}
	w.now = noon.Add(time.Minute)
	w.publish(p, false)
	if !p.Compared().Equal(w.now) || p.List().Version() != first {
		t.Errorf("nothing changed: version %d, compared %s", p.List().Version(), p.Compared())
	}
	w.confirm(number(2), number(1))
	w.publish(p, true)
	w.lists(p, number(1), number(2))
	w.decide(reputation.Clear, number(1))
	w.publish(p, true) // within one second
	w.lists(p, number(2))
	if v := p.List().Version(); v != uint64(w.now.Unix())+1 {
		t.Errorf("the second version of a second is %d", v)
	}
	d, err := p.List().Since(first)
	if err != nil || len(d.Added) != 1 || len(d.Removed) != 0 { // number(1) came and went
		t.Errorf("since the first version: %+v, %v", d, err)
	}
}

// TestProcesses of one store have the same list, whoever publishes.
func TestProcesses(t *testing.T) {
	w := quietTown(t)
	one, another := w.process(), w.process()
	w.publish(one, true)
	w.confirm(number(1))
	w.must(another.CatchUp(t.Context()))
	w.lists(another)
	w.publish(another, true)
	w.lists(another, number(1))
	w.publish(one, false) // it finds that done
	w.lists(one, number(1))
	late := w.process()
	w.must(late.CatchUp(t.Context()))
	w.lists(late, number(1))
	for _, p := range []*publication.Publication{one, late} {
		if p.List().Version() != another.List().Version() || !p.List().At().Equal(another.List().At()) {
			t.Errorf("versions %d and %d", p.List().Version(), another.List().Version())
		}
	}
}

// slow is a store in which somebody else publishes while an edition is on its way.
type slow struct {
	publication.Store
	meanwhile func()
}

func (s *slow) Publish(ctx context.Context, e listing.Edition, after uint64) (bool, error) {
	s.meanwhile()
	return s.Store.Publish(ctx, e, after)
}

func TestOfTwoThatPublishAtOnceOneDoes(t *testing.T) {
	w := quietTown(t)
	one, another := w.process(), w.process()
	w.confirm(number(1))
	one.Store = &slow{one.Store, func() { w.publish(another, true) }}
	w.publish(one, false)
	if w.lists(one, number(1)); one.List().Version() != another.List().Version() || !one.Compared().Equal(one.List().At()) {
		t.Errorf("version %d, the other's %d; compared %s", one.List().Version(), another.List().Version(), one.Compared())
	}
}

func TestNothingIsPublishedFromLookupsThatAreNotUpToDate(t *testing.T) {
	w := quietTown(t)
	p := w.process()
	w.publish(p, true)
	w.confirm(number(1))
	ctx, end := context.WithCancel(t.Context())
	end()
	if did, err := p.Publish(ctx); did || !errors.Is(err, context.Canceled) {
		t.Errorf("published %v, %v", did, err)
	}
	w.lists(p)
}

// TestWhatLeavesIsGoneWithinAMinute from every process, by the time that passes.
func TestWhatLeavesIsGoneWithinAMinute(t *testing.T) {
	for name, test := range map[string]struct{ before, after func(w *town) }{
		"cleared":  {func(w *town) { w.confirm(number(1)) }, func(w *town) { w.decide(reputation.Clear, number(1)) }},
		"disputed": {reported, func(w *town) { w.decide(reputation.Dispute, number(1)) }},
		"withdrawn": {reported, func(w *town) {
			for n := range reports {
				w.must(w.store.Withdraw(context.Background(), receipt(n+1)))
			}
			w.must(w.ProjectNow(context.Background(), number(1)))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newTown(t, mem.New(), time.Time{})
				ctx, stop := context.WithCancel(context.Background())
				defer stop()
				test.before(w)
				one, another := w.process(), w.process()
				go func() {
					if err := one.Run(ctx); err != nil {
						t.Error(err)
					}
				}()
				for _, p := range []*publication.Publication{one, another} {
					go p.Follow(ctx, func(err error) { t.Error(err) })
				}
				time.Sleep(time.Minute)
				synctest.Wait()
				w.lists(one, number(1))
				w.lists(another, number(1))
				for last := one.Compared(); one.Compared().Equal(last); { // right after a look, so that the next one is as far away as can be
					time.Sleep(time.Second)
					synctest.Wait()
				}
				test.after(w)
				time.Sleep(time.Minute)
				synctest.Wait()
				w.lists(one)
				w.lists(another)
				stop()
				synctest.Wait()
			})
		})
	}
}

const reports = 12

// reported has a number called a scam by those who reported it alone.
func reported(w *town) {
	for range reports {
		w.say(number(1))
		w.pass(time.Hour)
	}
	w.must(w.ProjectNow(context.Background(), number(1)))
}

// TestWhatLapsesLeavesTheList: nobody says anything any more, and the sweep looks again when it is due.
func TestWhatLapsesLeavesTheList(t *testing.T) {
	w := quietTown(t)
	reported(w)
	p := w.process()
	w.publish(p, true)
	w.lists(p, number(1))
	before := p.List().Version()
	w.pass(200 * 24 * time.Hour)
	w.must(w.Sweep(t.Context()))
	w.publish(p, true)
	w.lists(p)
	if d, err := p.List().Since(before); err != nil || len(d.Removed) != 1 || d.Removed[0] != number(1) {
		t.Errorf("since it was on the list: %+v, %v", d, err)
	}
}

func TestFollowSaysWhenItFailsAndWhenItWorksAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTown(t, mem.New(), time.Time{})
		p := w.process()
		w.confirm(number(1))
		w.publish(p, true)
		away := &absent{Store: w.store}
		p.Store = away
		var said []error
		ctx, stop := context.WithCancel(context.Background())
		go p.Follow(ctx, func(err error) { said = append(said, err) })
		for _, is := range []bool{false, true, true, false} {
			away.is.Store(is)
			time.Sleep(11 * time.Second)
			synctest.Wait()
			w.document(p, "numbers.json", 0, 0) // from memory, and so is what is signed
			_, err := p.Manifest()
			w.must(err)
			if old := time.Since(p.AsOf()) > 10*time.Second; old != is {
				t.Errorf("with the store away %v, it is as of %s ago", is, time.Since(p.AsOf()))
			}
		}
		stop()
		synctest.Wait()
		if len(said) != 2 || !errors.Is(said[0], fault.Unavailable) || said[1] != nil {
			t.Errorf("said %v", said)
		}
		w.lists(p, number(1))
	})
}

// TestEveryProcessKnowsHowOldTheListIs: as old as the last moment at which it was right, also where nobody can publish though all can
// read, and never older than two minutes where somebody does, however much changes.
func TestEveryProcessKnowsHowOldTheListIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTown(t, mem.New(), time.Time{})
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		one, another := w.process(), w.process()
		full := &refusing{Store: w.store}
		one.Store, another.Store = full, full
		go func() {
			for ctx.Err() == nil { // whoever has the lease gives up and gets it again
				_ = one.Run(ctx)
			}
		}()
		for _, p := range []*publication.Publication{one, another} {
			go p.Follow(ctx, func(err error) { t.Error(err) })
		}
		oldest := func(during time.Duration, changes func(n int)) (age time.Duration) {
			for n := range int(during / time.Second) {
				changes(n)
				time.Sleep(time.Second)
				synctest.Wait()
				for _, p := range []*publication.Publication{one, another} {
					age = max(age, time.Since(p.Compared()))
				}
			}
			return age
		}
		time.Sleep(10 * time.Second)
		kinds := []reputation.DecisionKind{reputation.Confirm, reputation.Clear}
		w.confirm(number(1))
		if age := oldest(6*time.Minute, func(n int) { w.decide(kinds[n%7%2], number(1)) }); age >= 2*time.Minute {
			t.Errorf("much changes: it is as of %s ago", age)
		}
		if age := oldest(6*time.Minute, func(int) {}); age >= 2*time.Minute {
			t.Errorf("nothing changes: it is as of %s ago", age)
		}
		full.is.Store(true)
		if age := oldest(6*time.Minute, func(int) {}); age >= 2*time.Minute {
			t.Errorf("nobody need publish: it is as of %s ago", age)
		}
		w.confirm(number(2))
		if age := oldest(6*time.Minute, func(int) {}); age < 6*time.Minute {
			t.Errorf("nobody can publish: it is as of %s ago", age)
		}
		for name, p := range map[string]*publication.Publication{"who publishes": one, "who follows": another} {
			if age := time.Since(p.Compared()); age < 6*time.Minute || time.Since(p.AsOf()) > time.Minute {
				t.Errorf("%s: nobody can publish, and it is as of %s ago", name, age)
			}
		}
		full.is.Store(false)
		oldest(time.Minute, func(int) {})
		if age := oldest(time.Minute, func(int) {}); age >= 2*time.Minute {
			t.Errorf("there is room again: it is as of %s ago", age)
		}
		stop()
		synctest.Wait()
	})
}

// refusing is a store that can be read, and may have no room for more.
type refusing struct {
	publication.Store
	is atomic.Bool
}

func (s *refusing) Publish(ctx context.Context, e listing.Edition, after uint64) (bool, error) {
	if s.is.Load() {
		return false, fault.Full
	}
	return s.Store.Publish(ctx, e, after)
}

// absent is a store that may be away.
type absent struct {
	publication.Store
	is atomic.Bool
}

func (a *absent) Published(ctx context.Context, after uint64) ([]listing.Edition, error) {
	if a.is.Load() {
		return nil, fault.Unavailable
	}
	return a.Store.Published(ctx, after)
}

// TestAChoreThatGoesOnFailingIsGivenUp so that another process may do it.
func TestAChoreThatGoesOnFailingIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTown(t, mem.New(), time.Time{})
		p := w.process()
		away := &absent{Store: p.Store}
		away.is.Store(true)
		p.Store = away
		began := time.Now()
		if err := p.Run(t.Context()); !errors.Is(err, fault.Unavailable) || time.Since(began) != 10*time.Second {
			t.Errorf("after %s: %v", time.Since(began), err)
		}
	})
}

// TestWhatWasPublishedAndIsDamaged is left behind: the next version is whole, and followers go on from it.
func TestWhatWasPublishedAndIsDamaged(t *testing.T) {
	w := quietTown(t)
	one, another := w.process(), w.process()
	w.confirm(number(1))
	w.publish(one, true)
	w.must(another.CatchUp(t.Context()))
	before := one.List().Version()
	won, err := w.store.Publish(t.Context(), listing.Edition{Version: before + 5, At: w.now, Body: []byte("\x01 and rubbish")}, before)
	if w.must(err); !won {
		t.Fatal("no rubbish was published")
	}
	for _, p := range []*publication.Publication{another, w.process()} {
		if err := p.CatchUp(t.Context()); !errors.Is(err, fault.Damaged) {
			t.Errorf("who follows: %v", err)
		}
		w.lists(p, number(1)) // which came before
	}
	w.pass(time.Minute)
	w.publish(one, true)
	w.publish(one, false)
	for _, p := range []*publication.Publication{one, another, w.process()} {
		w.must(p.CatchUp(t.Context()))
		w.lists(p, number(1))
		if _, err := p.List().Since(before); !errors.Is(err, listing.ErrGone) || p.List().Version() != uint64(w.now.Unix()) {
			t.Errorf("version %d; since the one before: %v", p.List().Version(), err)
		}
	}
}

// damaged is a store that cannot read a version.
type damaged struct {
	publication.Store
	version uint64
}

func (d *damaged) Published(ctx context.Context, after uint64) ([]listing.Edition, error) {
	found, err := d.Store.Published(ctx, after)
	if slices.ContainsFunc(found, func(e listing.Edition) bool { return e.Version == d.version }) {
		return nil, fault.Damaged
	}
	return found, err
}

// TestWhatTheStoreCannotRead is left behind likewise, also by a clock that is behind it.
func TestWhatTheStoreCannotRead(t *testing.T) {
	w := quietTown(t)
	one := w.process()
	w.confirm(number(1))
	w.publish(one, true)
	spoilt := one.List().Version()
	w.now = noon.Add(-time.Hour)
	late := w.process()
	late.Store = &damaged{w.store, spoilt}
	if err := late.CatchUp(t.Context()); !errors.Is(err, fault.Damaged) {
		t.Errorf("who follows: %v", err)
	}
	w.publish(late, true)
	w.publish(late, false)
	w.lists(late, number(1))
	if v := late.List().Version(); v != spoilt+1 {
		t.Errorf("version %d after %d", v, spoilt)
	}
	w.must(one.CatchUp(t.Context()))
	w.lists(one, number(1))
}

// common is a store with a clock of its own.
type common struct {
	publication.Store
	now time.Time
}

func (c *common) Now(context.Context) (time.Time, error) { return c.now, nil }

// TestAClockThatIsAhead of the store's by more than an hour dates nothing, so that what changed can be told on.
func TestAClockThatIsAhead(t *testing.T) {
	w := quietTown(t)
	p := w.process()
	w.publish(p, true)
	first := p.List().Version()
	w.confirm(number(1))
	w.publish(p, true)
	store := &common{w.store, noon.Add(time.Minute)}
	p.Store = store
	w.now = noon.Add(30 * time.Minute)
	w.confirm(number(2))
	w.publish(p, true)
	if at := p.List().At(); !at.Equal(w.now) {
		t.Errorf("half an hour ahead it is dated %s", at)
	}
	store.now, w.now = noon.Add(40*time.Minute), noon.Add(100*24*time.Hour)
	w.decide(reputation.Clear, number(2))
	w.publish(p, true)
	if at := p.List().At(); !at.Equal(store.now) || p.List().Oldest() != first {
		t.Errorf("a hundred days ahead it is dated %s, and tells what changed since %d", at, p.List().Oldest())
	}
}

// TestAStoreThatWasEmptied is published in anew.
func TestAStoreThatWasEmptied(t *testing.T) {
	w := quietTown(t)
	p := w.process()
	w.confirm(number(1))
	w.publish(p, true)
	before := p.List().Version()
	p.Store = mem.New()
	w.pass(time.Minute)
	w.publish(p, true)
	if _, err := p.List().Since(before); !errors.Is(err, listing.ErrGone) {
		t.Errorf("since the version before: %v", err)
	}
	w.lists(p, number(1))
}

// TestFold: what a process that starts has to read stays about as much as the list, and what it knows then is the same.
func TestFold(t *testing.T) {
	w := quietTown(t)
	p := w.process()
	w.confirm(number(0), number(1))
	w.publish(p, true)
	for range 30 {
		for _, kind := range []reputation.DecisionKind{reputation.Clear, reputation.Confirm} {
			w.pass(time.Minute)
			w.decide(kind, number(1))
			w.publish(p, true)
			kept, err := w.store.Published(t.Context(), 0)
			w.must(err)
			since := 0
			for _, e := range kept[1:] {
				since += len(e.Body)
			}
			if !kept[0].Whole || since > len(kept[0].Body) {
				t.Fatalf("%d bytes after a first edition of %d", since, len(kept[0].Body))
			}
		}
	}
	late := w.process()
	w.must(late.CatchUp(t.Context()))
	w.lists(late, number(0), number(1))
	if late.List().Oldest() != p.List().Oldest() {
		t.Errorf("the changes since %d can be told, by another process since %d", p.List().Oldest(), late.List().Oldest())
	}
}
