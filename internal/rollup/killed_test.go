package rollup

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"ringfence/internal/reputation"
	"ringfence/internal/trend"
)

// dying is a store that fails from a call on, as if the process had been killed there: before the call did anything, or after it did.
type dying struct {
	Store
	calls, at int
	after     bool
}

var errKilled = errors.New("killed")

func (d *dying) call(do func() error) error {
	if d.calls++; d.calls < d.at {
		return do()
	}
	if d.calls == d.at && d.after {
		return errors.Join(do(), errKilled)
	}
	return errKilled
}

func (d *dying) Received(ctx context.Context, from, before time.Time, visit func([]reputation.SealedTestimony) error) error {
	return d.call(func() error { return d.Store.Received(ctx, from, before, visit) })
}

func (d *dying) SaveWeek(ctx context.Context, r trend.Rollup) (kept bool, err error) {
	err = d.call(func() (err error) { kept, err = d.Store.SaveWeek(ctx, r); return err })
	return kept, err
}

func (d *dying) SaveBurst(ctx context.Context, b trend.Burst) error {
	return d.call(func() error { return d.Store.SaveBurst(ctx, b) })
}

// quietWeeks is how many there are before something breaks out.
const quietWeeks = 5

// season has reports of five quiet weeks and of one in which loans and prizes break out, each week counted as it goes by but for the last two
// looks, which are still to come.
func season(w *town) *town {
	for week := range quietWeeks {
		w.at(7*week, 9)
		for network := range uint8(trend.Least) {
			s := said{category: "loan", region: "CN-ZJ"}
			s.testimony.WeekNetwork = network + 1
			w.says(s)
		}
		w.at(7*week+6, 1).counts()
	}
	w.at(quietWeeks*7+1, 9)
	for i := range 90 {
		for _, s := range []said{{category: "loan", region: "CN-ZJ"}, {category: "prize"}} {
			s.testimony.WeekNetwork = uint8(i%32) + 1
			w.says(s)
		}
	}
	return w.at(quietWeeks*7+2, 1)
}

// end returns what is stored once everything was counted that is due in the weeks to come.
func (w *town) end(process *Trends) (weeks []trend.Rollup, bursts []trend.Burst) {
	w.Helper()
	for _, day := range []int{0, 5, 12, 19} {
		w.at(quietWeeks*7+2+day, 1)
		w.ok(process.Count(w.Context()))
	}
	bursts, err := w.store.Bursts(w.Context(), time.Time{})
	w.ok(err)
	return w.stored(), bursts
}

// TestKilledAtEachCall: whoever goes on after a process that was killed at any call of the store stores what a process stores that nobody
// disturbed.
func TestKilledAtEachCall(t *testing.T) {
	undisturbed := season(newTown(t))
	weeks, bursts := undisturbed.end(undisturbed.trends)
	if len(weeks) != quietWeeks+3 || len(bursts) < 3 || !weeks[quietWeeks].Closed {
		t.Fatalf("undisturbed there are %d weeks and %d bursts", len(weeks), len(bursts))
	}
	for at := 1; ; at++ {
		for _, after := range []bool{false, true} {
			w := season(newTown(t))
			d := &dying{Store: w.store, at: at, after: after}
			err := w.process(d).Count(t.Context())
			if d.calls < at {
				if at < 6 || err != nil {
					t.Errorf("counting takes %d calls, %v", d.calls, err)
				}
				return
			}
			if !errors.Is(err, errKilled) {
				t.Fatalf("at call %d: %v", at, err)
			}
			gotWeeks, gotBursts := w.end(w.trends)
			w.same("weeks", gotWeeks, weeks)
			w.same("bursts", gotBursts, bursts)
		}
	}
}

// TestTwoAtOnce store what one does.
func TestTwoAtOnce(t *testing.T) {
	alone := season(newTown(t))
	weeks, bursts := alone.end(alone.trends)
	w := season(newTown(t))
	var both sync.WaitGroup
	for range 2 {
		process := w.process(w.store)
		both.Go(func() {
			if err := process.Count(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	gotWeeks, gotBursts := w.end(w.trends)
	w.same("weeks", gotWeeks, weeks)
	w.same("bursts", gotBursts, bursts)
}

// TestOneThatIsOvertaken: a process that was stopped before it stored a stage, and goes on once another has stored the next one, changes
// nothing, and nobody counts that again without what was withdrawn since.
func TestOneThatIsOvertaken(t *testing.T) {
	for name, days := range map[string]int{"by the next stage": 4, "by the same stage": 2} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			receipts := w.at(0, 9).crowd(25, loan())
			w.at(2, 1)
			var want []trend.Rollup
			s := &slow{Store: w.store, then: func() {
				if days == 2 {
					w.ok(w.store.Withdraw(t.Context(), receipts[0]))
				}
				w.at(days, 1).counts()
				want = w.stored()
				for _, receipt := range receipts[1:6] {
					w.ok(w.store.Withdraw(t.Context(), receipt))
				}
			}}
			w.ok(w.process(s).Count(t.Context()))
			w.same("as of", want[0].AsOf, monday.AddDate(0, 0, days))
			w.same("when it went on", w.stored(), want)
			w.at(days, 2).counts()
			w.same("an hour later", w.stored(), want)
		})
	}
}

// slow is a store to which a process comes late with the figures that it counted first.
type slow struct {
	Store
	then func()
}

func (s *slow) SaveWeek(ctx context.Context, r trend.Rollup) (bool, error) {
	if s.then != nil {
		s.then()
		s.then = nil
	}
	return s.Store.SaveWeek(ctx, r)
}
