package storetest

import (
	"errors"
	"testing"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/trend"
	"ringfence/store"
)

// Spoil makes unreadable what a store keeps of a report: its testimony, or one of its statements.
type Spoil func(s store.Store, t reputation.SealedTestimony) error

// SpoilEdition makes unreadable what a store keeps of an edition that was published.
type SpoilEdition func(s store.Store, version uint64) error

// UnreadableEditions holds a store to what it promises about editions of which this was spoilt: that a whole one after them is all it takes.
func UnreadableEditions(t *testing.T, open func(t *testing.T) store.Store, what map[string]SpoilEdition) {
	for name, spoil := range what {
		t.Run(name+" that cannot be read is left behind by a whole edition", func(t *testing.T) {
			s := enter(t, open)
			s.publishes(whole(10), 0, true)
			s.publishes(edition(20), 10, true)
			s.ok(spoil(s.store, 20))
			_, err := s.store.Published(s.ctx, 0)
			s.fails(err, fault.Damaged)
			s.newest(20)
			s.publishes(whole(30), 10, false)
			s.publishes(whole(30), 20, true)
			s.publishes(edition(40), 30, true)
			s.newest(40)
			s.published(0, whole(30), edition(40))
			s.published(10, whole(30), edition(40))
			s.published(30, edition(40))
			s.ok(s.store.Fold(s.ctx, whole(40)))
			s.published(0, whole(40))
		})
	}
}

// Unreadable holds a store to what it promises about reports of which this was spoilt.
func Unreadable(t *testing.T, open func(t *testing.T) store.Store, what map[string]Spoil) {
	for name, spoil := range what {
		t.Run(name+" that cannot be read keeps no other report from being walked", func(t *testing.T) {
			s := enter(t, open)
			first, spoilt, last := s.file(about(5)), s.file(about(6), about(7)), s.file(about(5), about(6))
			s.ok(spoil(s.store, spoilt))
			s.received(noon, noon.Add(time.Hour), first, last)
		})
	}
}

// SpoilFigures makes unreadable what a store keeps of a week, or of a burst.
type SpoilFigures struct {
	Week  func(s store.Store, of trend.Week) error
	Burst func(s store.Store, id string) error
}

// UnreadableFigures holds a store to what it promises about weeks and bursts of which this was spoilt.
func UnreadableFigures(t *testing.T, open func(t *testing.T) store.Store, spoil SpoilFigures) {
	t.Run("a week that cannot be read is left out, and gives way to figures of it", func(t *testing.T) {
		s := enter(t, open)
		all := []trend.Rollup{closed(week, 20), closed(week.Add(1), 21), closed(week.Add(2), 22), closed(week.Add(3), 23)}
		for _, r := range all {
			s.counts(r, true)
		}
		s.ok(errors.Join(spoil.Week(s.store, all[0].Week), spoil.Week(s.store, all[1].Week)))
		for limit, want := range map[int][]trend.Rollup{1: all[2:3], 2: all[2:], 9: all[2:]} {
			got, err := s.store.Weeks(s.ctx, week, limit)
			s.fails(err, fault.Damaged)
			same(s.t, "weeks that can be read", got, want)
		}
		s.counted(week.Add(2), 9, all[2:]...)
		s.counts(all[0], true)
		s.counts(all[1], true)
		s.counted(week, 9, all...)
	})
	t.Run("a burst that cannot be read is left out", func(t *testing.T) {
		s := enter(t, open)
		for _, id := range []string{"1", "2", "3"} {
			s.ok(s.store.SaveBurst(s.ctx, found(id, noon)))
		}
		s.ok(spoil.Burst(s.store, "2"))
		got, err := s.store.Bursts(s.ctx, noon)
		s.fails(err, fault.Damaged)
		same(s.t, "bursts that can be read", got, []trend.Burst{found("1", noon), found("3", noon)})
		s.ok(s.store.SaveBurst(s.ctx, found("2", noon)))
		s.bursts(noon, found("1", noon), found("2", noon), found("3", noon))
	})
}
