package intake_test

import (
	"context"
	"testing"

	"ringfence/internal/intake"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/store/mem"
)

// racing is a store in which a moderator comes to distrust a reporter while a report of theirs is being filed.
type racing struct {
	*mem.Store
	before func()
}

func (s racing) File(ctx context.Context, t reputation.SealedTestimony) error {
	s.before()
	return s.Store.File(ctx, t)
}

func TestWhatIsFiledWhileItsReporterComesToBeDistrustedDoesNotCount(t *testing.T) {
	w := newTown(t)
	w.Intake.Store = racing{w.store, func() { w.distrust(phone) }}
	a := w.accept(report.Report{}, phone, "")
	w.states(a, reputation.Overturned)
	if n := w.live(number); n != 0 || a.Subjects[0].Outcome != intake.NotCounted {
		t.Errorf("%d count, and it is said to be %s", n, a.Subjects[0].Outcome)
	}
	w.Intake.Store = w.store
	w.states(w.accept(report.Report{}, web, ""), reputation.Live)
	w.tally(number)
}
