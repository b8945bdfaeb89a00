package rollup

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/trend"
)

// damaged is a store in which a week and a burst cannot be read until they are saved again, and one week not be saved.
type damaged struct {
	Store
	week    trend.Week
	burst   string
	refuses trend.Week
}

func (d *damaged) Weeks(ctx context.Context, from trend.Week, limit int) ([]trend.Rollup, error) {
	found, err := d.Store.Weeks(ctx, from, limit+1)
	if at := slices.IndexFunc(found, func(r trend.Rollup) bool { return r.Week == d.week }); at >= 0 {
		found, err = slices.Delete(found, at, at+1), errors.Join(err, fault.Damaged)
	}
	return found[:min(limit, len(found))], err
}

func (d *damaged) SaveWeek(ctx context.Context, r trend.Rollup) (bool, error) {
	switch r.Week {
	case d.refuses:
		return false, errors.New("it cannot be kept")
	case d.week:
		d.week = trend.Week{}
	}
	return d.Store.SaveWeek(ctx, r)
}

func (d *damaged) Bursts(ctx context.Context, since time.Time) ([]trend.Burst, error) {
	found, err := d.Store.Bursts(ctx, since)
	if at := slices.IndexFunc(found, func(b trend.Burst) bool { return b.ID == d.burst }); at >= 0 {
		found, err = slices.Delete(found, at, at+1), errors.Join(err, fault.Damaged)
	}
	return found, err
}

func (d *damaged) SaveBurst(ctx context.Context, b trend.Burst) error {
	if b.ID == d.burst {
		d.burst = ""
	}
	return d.Store.SaveBurst(ctx, b)
}

// One week that cannot be read, long closed, keeps no other from being counted or shown, and everybody is told of it.
func TestAWeekThatCannotBeRead(t *testing.T) {
	w := newTown(t)
	for week := range 6 {
		w.at(7*week, 9).crowd(20+week, loan())
		w.at(7*week+6, 1).counts()
	}
	w.trends.Store = &damaged{Store: w.store, week: thisWeek.Add(1)}
	w.at(42, 1).counts()
	if err := w.trends.CatchUp(t.Context()); !errors.Is(err, fault.Damaged) {
		t.Errorf("caught up: %v", err)
	}
	for week, want := range []trend.Figure{closed(20), {}, closed(22), closed(23), closed(24), open(25)} {
		w.same("shown", w.trends.Book().At(loans, thisWeek.Add(week)), want)
	}
	w.same("as of", w.trends.AsOf(), w.now)
}

// A week that can still be counted is counted again when it cannot be read.
func TestAWeekThatCannotBeReadIsCountedAgain(t *testing.T) {
	w := newTown(t)
	w.at(0, 9).crowd(20, loan())
	w.at(2, 1).counts()
	w.trends.Store = &damaged{Store: w.store, week: thisWeek}
	w.at(2, 2).counts()
	w.reads()
	w.same("shown", w.trends.Book().At(loans, thisWeek), open(20))
}

// A burst that cannot be read keeps no other from being found or shown. What goes on is found again at the next look, or by another process.
func TestABurstThatCannotBeRead(t *testing.T) {
	w := season(newTown(t))
	w.counts()
	w.reads()
	all := w.trends.Bursts()
	s := &damaged{Store: w.store, burst: all[1].ID}
	w.trends.Store = s
	if err := w.trends.CatchUp(t.Context()); !errors.Is(err, fault.Damaged) {
		t.Errorf("caught up: %v", err)
	}
	w.same("shown", w.trends.Bursts(), []trend.Burst{all[0], all[2]})
	if err := w.process(s).Count(t.Context()); err != nil { // this one has looked already
		t.Error(err)
	}
	w.reads()
	w.same("found again", w.trends.Bursts(), all)
}

// A week that cannot be kept keeps no later one from being counted, and no burst from being found. It is an error all the same.
func TestAWeekThatCannotBeKept(t *testing.T) {
	w := season(newTown(t))
	process := w.process(&damaged{Store: w.store, refuses: thisWeek.Add(quietWeeks - 1)})
	if err := process.Count(t.Context()); err == nil {
		t.Error("nobody is told")
	}
	w.same("counted", process.Counted(), time.Time{})
	w.same("the last week that is kept", w.stored()[len(w.stored())-1].Week, thisWeek.Add(quietWeeks))
	w.reads()
	w.same("bursts", len(w.trends.Bursts()), 3)
}
