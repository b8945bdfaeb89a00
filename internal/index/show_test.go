package index

import (
	"context"
	"testing"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store"
)

// projections returns what was kept of a number after each of so many reports, the first in revision 1.
func (w *town) projections(about subject.Key, count int) (each []reputation.Projection) {
	w.Helper()
	for network := range count {
		w.say(about, uint8(network), report.Bad)
		w.must(w.ProjectNow(context.Background(), about))
		p, err := w.store.Projection(context.Background(), about)
		w.must(err)
		each = append(each, p)
	}
	return each
}

// shows expects that a number is shown with so many reports.
func (w *town) shows(when string, about subject.Key, reports int) {
	w.Helper()
	if got, want := w.lookup(about).Reports, reputation.BandOf(reports); got != want {
		w.Errorf("%s: %v reports, want %v", when, got, want)
	}
}

// What this process saved is seen at once, with the store away, and what others saved later is not hidden by it.
func TestShowIsSeenAtOnce(t *testing.T) {
	w := newTown(t)
	about := number(143)
	each := w.projections(about, 6)
	s := &broken{Store: w.store}
	s.gone.Store(true)
	w.Index.Store = s
	w.Show(each[:1])
	w.shows("shown", about, 1)
	w.Show(each[2:3])
	w.shows("shown again", about, 3)
	w.Show(each[:1])
	w.shows("shown late", about, 3)
	s.gone.Store(false)
	w.must(w.CatchUp(context.Background()))
	w.shows("followed", about, 6)
	w.Show(each[:5])
	w.shows("shown after it was followed", about, 6)
	merge := w.freeze()
	w.Show(each[:5])
	w.shows("shown while it is merged", about, 6)
	merge()
	w.Show(each[:5])
	w.shows("shown after it was merged", about, 6)
}

// What was merged is held as long as something older may yet be shown, and no longer.
func TestAMergedOverlayIsLetGo(t *testing.T) {
	w := newTown(t)
	about := number(143)
	each := w.projections(about, 6)
	w.must(w.CatchUp(context.Background()))
	merge := w.freeze()
	w.now = w.now.Add(2 * shownLate)
	w.must(w.CatchUp(context.Background()))
	if w.before == nil {
		t.Error("let go before it was merged")
	}
	merge()
	w.now = w.now.Add(shownLate - time.Second)
	w.must(w.CatchUp(context.Background()))
	w.Show(each[:5])
	w.shows("shown late", about, 6)
	w.now = w.now.Add(time.Second)
	w.must(w.CatchUp(context.Background()))
	if w.before != nil {
		t.Error("held for good")
	}
	w.shows("let go", about, 6)
}

// meanwhile is a store that lets something happen after it read what changed.
type meanwhile struct {
	store.Store
	then func()
}

func (s meanwhile) Changed(ctx context.Context, after reputation.Cursor, limit int) ([]reputation.Projection, reputation.Cursor, error) {
	changed, next, err := s.Store.Changed(ctx, after, limit)
	s.then()
	return changed, next, err
}

// What was read of the store before something was shown does not hide that.
func TestFollowingDoesNotHideWhatWasShownSince(t *testing.T) {
	w := newTown(t)
	about := number(143)
	w.projections(about, 1)
	w.Index.Store = meanwhile{w.store, func() { w.Show(w.projections(about, 4)) }}
	w.must(w.CatchUp(context.Background()))
	w.shows("followed", about, 5)
	w.Index.Store = w.store
	w.must(w.CatchUp(context.Background()))
	w.shows("followed again", about, 5)
	w.equal()
}

// Who has neighbours is told of, and who has none is not.
func TestCrowdedIsToldOfNeighbours(t *testing.T) {
	w := newTown(t)
	told := map[subject.Key]time.Time{}
	w.Crowded = func(about subject.Key, asOf time.Time) { told[about] = asOf }
	w.say(number(143), 1, report.Bad)
	w.say(number(144), 1, report.Bad)
	w.say(key("+12025550243"), 1, report.Bad)
	w.say(key("qq/10001"), 1, report.Bad)
	w.settle()
	if len(told) != 2 || !told[number(143)].Equal(w.now) || !told[number(144)].Equal(w.now) {
		t.Errorf("told of %v", told)
	}
}
