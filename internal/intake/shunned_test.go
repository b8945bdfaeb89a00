package intake_test

import (
	"context"
	"testing"

	"ringfence/internal/intake"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/store/mem"
)

// racing is a store in which a moderator comes to distrust a reporter while a report of theirs is being filed or vouched for.
type racing struct {
	*mem.Store
	before func()
}

func (s racing) File(ctx context.Context, t reputation.SealedTestimony) error {
	s.before()
	return s.Store.File(ctx, t)
}

func (s racing) Vouch(ctx context.Context, receipt report.ReceiptHash, vouched []reputation.Statement) error {
	s.before()
	return s.Store.Vouch(ctx, receipt, vouched)
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

func TestWhatIsVouchedForByWhoComesToBeDistrustedDoesNotCount(t *testing.T) {
	w := newTown(t)
	a := w.accept(report.Report{}, web, "")
	w.Intake.Store = racing{w.store, func() { w.distrust(phone) }}
	w.vouch(a, phone)
	w.states(a, reputation.Overturned)
	if n := w.live(number); n != 0 {
		t.Errorf("%d count", n)
	}

	w = newTown(t)
	other := reputation.ByPhone(mustKey("+12025550151"))
	a = w.accept(report.Report{}, web, "")
	w.Intake.Store = racing{w.store, func() {
		w.distrust(phone)
		w.Intake.Store = w.store
		w.vouch(a, other)
	}}
	w.vouch(a, phone)
	w.states(a, reputation.Live)
}
