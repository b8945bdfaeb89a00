package projection

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store"
)

func TestSweepProjectsWhatWasSaid(t *testing.T) {
	w := newWorld(t)
	number := w.key("+12025550143")
	w.say(number, 1)
	if f := w.verify(); f.Pending != 1 || len(f.Differences) != 0 {
		t.Errorf("before the sweep: %+v", f)
	}
	w.sweep()
	if f := w.verify(); f.Pending != 0 || f.Subjects != 1 || f.Statements != 1 || len(f.Differences) != 0 {
		t.Errorf("after the sweep: %+v", f)
	}
}

func TestHotSubjectIsLeftToTheSweeper(t *testing.T) {
	w := newWorld(t)
	number := w.key("+12025550143")
	for range 5 {
		w.say(number, 1)
		w.must(w.Project(context.Background(), number))
	}
	p, err := w.Projection(context.Background(), number)
	w.must(err)
	if p.Revision != 1 || p.Tally.Live != 1 {
		t.Errorf("five reports within a second were projected %d times, %d live", p.Revision, p.Tally.Live)
	}
	w.sweep()
	if p, _ = w.Projection(context.Background(), number); p.Revision != 2 || p.Tally.Live != 5 {
		t.Errorf("after the sweep: revision %d, %d live", p.Revision, p.Tally.Live)
	}
}

// Nothing is said any more; the sweeper alone must bring every verdict down, hour by hour.
func TestTimeAloneIsProjected(t *testing.T) {
	w := newWorld(t)
	number := w.key("+12025550143")
	for i := range 8 {
		w.say(number, uint8(i))
		w.now = w.now.Add(time.Hour)
	}
	w.sweep()
	around := reputation.Around(number, 0)
	for range 120 * 24 / 6 {
		w.now = w.now.Add(6 * time.Hour)
		w.sweep()
		p, err := w.Projection(context.Background(), number)
		w.must(err)
		kept := reputation.Pack(reputation.Judge(&p.Tally, around, p.AsOf))
		if fresh := reputation.Pack(reputation.Judge(&p.Tally, around, w.now)); kept != fresh {
			t.Fatalf("at %v the projection of %v says %x, it should say %x", w.now, p.AsOf, kept, fresh)
		}
	}
	p, _ := w.Projection(context.Background(), number)
	if !p.Due.IsZero() && p.Due.Before(w.now) {
		t.Errorf("due %v at %v", p.Due, w.now)
	}
}

func TestDecisionsAreProjected(t *testing.T) {
	w := newWorld(t)
	number := w.key("+12025550143")
	w.must(w.Decide(context.Background(), reputation.Decision{ID: "1", Subject: number, Kind: reputation.Confirm, At: w.now, By: "m", Reason: "r"}))
	w.sweep()
	p, err := w.Projection(context.Background(), number)
	w.must(err)
	if p.Tally.Standing.Ruling != reputation.Confirm {
		t.Errorf("the ruling is not projected: %+v", p.Tally.Standing)
	}
	if f := w.verify(); len(f.Differences) != 0 || f.Pending != 0 {
		t.Errorf("%+v", f)
	}
}

// racing lets another writer in between reading and saving, so often.
type racing struct {
	store.Store
	between func()
}

func (s *racing) Save(ctx context.Context, saves []reputation.Save) ([]subject.Key, error) {
	if between := s.between; between != nil {
		s.between = nil
		between()
	}
	return s.Store.Save(ctx, saves)
}

func (s *racing) Introduce(ctx context.Context, debuts []reputation.Debut, seen uint64) (int, bool, error) {
	if between := s.between; between != nil {
		s.between = nil
		between()
	}
	return s.Store.Introduce(ctx, debuts, seen)
}

func TestReportBetweenReadingAndSavingIsNotLost(t *testing.T) {
	w := newWorld(t)
	number := w.key("+12025550143")
	w.say(number, 1)
	w.Projector.Store = &racing{w.Store, func() {
		w.say(number, 2)
		other := New(w.Config)
		w.must(other.Project(context.Background(), number))
	}}
	w.must(w.Project(context.Background(), number))
	p, err := w.Projection(context.Background(), number)
	w.must(err)
	if p.Tally.Live != 2 {
		t.Errorf("%d of 2 reports count", p.Tally.Live)
	}
	if f := w.verify(); f.Pending != 0 || len(f.Differences) != 0 {
		t.Errorf("%+v", f)
	}
}

func TestUpgradeComputesWhatAnotherFormulaLeft(t *testing.T) {
	w := newWorld(t)
	number := w.key("+12025550143")
	w.say(number, 1)
	w.sweep()
	p, err := w.Projection(context.Background(), number)
	w.must(err)
	p.Revision++
	p.Formula, p.Tally = 0, reputation.Tally{}
	_, err = w.Save(context.Background(), []reputation.Save{{Projection: p}})
	w.must(err)
	if w.Status().Upgraded {
		t.Error("upgraded before it was looked at")
	}
	if n, _, err := w.Upgrade(context.Background(), subject.Key{}); n != 1 || err != nil {
		t.Errorf("upgraded %d subjects, %v", n, err)
	}
	if f := w.verify(); len(f.Differences) != 0 || !w.Status().Upgraded {
		t.Errorf("after the upgrade: %+v", f)
	}
}

// An import settles while the sweeper does the same: both together leave nothing, and neither says so early.
func TestSettleBesideTheSweeper(t *testing.T) {
	w := newWorld(t)
	for i := range 3*batch + 50 {
		w.say(w.key(fmt.Sprintf("qq/1%05d", i)), 1)
	}
	ctx, stop := context.WithCancel(context.Background())
	swept := make(chan error)
	go func() {
		var err error
		for ctx.Err() == nil && err == nil {
			err = w.Sweep(ctx)
		}
		swept <- err
	}()
	w.must(w.Settle(context.Background(), func(int) {}))
	left, err := w.Unprojected(context.Background(), 1)
	if stop(); err != nil || len(left) > 0 {
		t.Errorf("settled, but %v is left, %v", left, err)
	}
	if err := <-swept; err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// failing is a store that fails while it is told to.
type failing struct {
	store.Store
	fails atomic.Bool
}

func (s *failing) Unprojected(ctx context.Context, limit int) ([]subject.Key, error) {
	if s.fails.Load() {
		return nil, fault.Unavailable
	}
	return s.Store.Unprojected(ctx, limit)
}

// A sweep that fails is tried again; one that goes on failing is left to another.
func TestSweepingGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		s := &failing{Store: w.Store}
		w.Projector.Store = s
		ended := make(chan error, 1)
		go func() { ended <- w.Run(t.Context()) }()
		for range 3 { // not long enough
			<-time.After(time.Minute)
			synctest.Wait()
			s.fails.Store(true)
			<-time.After(givesUp - 2*sweepEvery)
			synctest.Wait()
			s.fails.Store(false)
		}
		<-time.After(time.Minute)
		synctest.Wait()
		select {
		case err := <-ended:
			t.Fatalf("it gave up: %v", err)
		default:
		}
		s.fails.Store(true)
		begun := time.Now()
		if err := <-ended; !errors.Is(err, fault.Unavailable) || time.Since(begun) > givesUp+2*sweepEvery {
			t.Errorf("after %v: %v", time.Since(begun), err)
		}
	})
}

// In a rush some are projected for those who wait, and the others by the sweeper.
func TestARushIsLeftToTheSweeper(t *testing.T) {
	w := newWorld(t)
	w.Promptly = 3
	for second := range 2 {
		for i := range 10 {
			number := w.key(fmt.Sprintf("qq/1%d%03d", second, i))
			w.say(number, 1)
			w.must(w.Project(context.Background(), number))
		}
		if f := w.verify(); f.Subjects != 10*second+3 || f.Pending != 7 {
			t.Errorf("in second %d: %+v", second, f)
		}
		w.sweep()
		w.now = w.now.Add(time.Second)
	}
	if f := w.verify(); f.Subjects != 20 || f.Pending != 0 || len(f.Differences) != 0 {
		t.Errorf("%+v", f)
	}
}
