package intake_test

import (
	"context"
	"errors"
	"testing"

	"ringfence/internal/fault"
	"ringfence/internal/intake"
	"ringfence/internal/keyring"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
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

// A moderator points at what was said under an earlier name: the one under which it is overturned is on the list as well, so that whoever
// verifies the log knows why.
func TestWhoComesToBeDistrustedIsSoUnderTheNameThatTheyFileUnder(t *testing.T) {
	w := newTown(t)
	first := w.name(phone)
	w.now = w.now.AddDate(0, 0, keyring.EpochDays)
	w.Intake.Store = racing{w.store, func() {
		if err := w.store.Distrust(context.Background(), transfer.Distrusted{By: first, On: reputation.DateOf(w.now)}); err != nil {
			t.Fatal(err)
		}
	}}
	w.states(w.accept(report.Report{}, phone, ""), reputation.Overturned)
	listed, err := w.store.Distrusted(context.Background(), w.name(phone))
	if err != nil || len(listed) != 1 || listed[0].Of != first {
		t.Errorf("listed are %+v, %v", listed, err)
	}
}

// TestWhatIsFiledWhileItsReporterComesToBeTrustedCounts, and what they said under a name that the moderator does not know.
func TestWhatIsFiledWhileItsReporterComesToBeTrustedCounts(t *testing.T) {
	for name, meanwhile := range map[string]func(*town, func()) intake.Store{
		"as it is filed":                func(w *town, trust func()) intake.Store { return racing{w.store, trust} },
		"as their names go on the list": func(w *town, trust func()) intake.Store { return listing{w.store, trust} },
	} {
		w, ctx := newTown(t), context.Background()
		first := w.name(phone)
		w.now = w.now.AddDate(0, 0, keyring.EpochDays)
		elsewhere := w.accept(report.Report{Subjects: []subject.Key{another}}, phone, "")
		errOf := w.store.Distrust(ctx, transfer.Distrusted{By: first, On: reputation.DateOf(w.now)})
		w.Intake.Store = meanwhile(w, func() { errOf = errors.Join(errOf, w.store.Trust(ctx, first)) })
		a := w.accept(report.Report{}, phone, "")
		w.states(a, reputation.Live)
		if n := w.live(number); n != 1 || a.Subjects[0].Outcome == intake.NotCounted || errOf != nil {
			t.Errorf("%s: %d count, and it is said to be %s; %v", name, n, a.Subjects[0].Outcome, errOf)
		}
		if listed, err := w.store.Distrusted(ctx, w.name(phone)); name != "as it is filed" { // else the moderator finds both
			w.states(elsewhere, reputation.Live)
			if err != nil || len(listed) > 0 {
				t.Errorf("%s: listed are %+v, %v", name, listed, err)
			}
		}
		w.tally(number)
	}
}

// listing is a store in which something happens just before a name goes on the list of the distrusted.
type listing struct {
	*mem.Store
	before func()
}

func (s listing) Distrust(ctx context.Context, d transfer.Distrusted) error {
	s.before()
	return s.Store.Distrust(ctx, d)
}

// TestWhatACrashLeftCountingCountsNoMoreOnceItIsSentAgain, about their own phone too, of which nothing says whose it is.
func TestWhatACrashLeftCountingCountsNoMoreOnceItIsSentAgain(t *testing.T) {
	w := newTown(t)
	w.Intake.Store = crashing{w.store, func() { w.distrust(phone) }}
	r, retry := report.Report{Kind: report.Call, Subjects: []subject.Key{number, aPhone}}, intake.Retry{Scope: phone.Group, Key: "0123456789abcdef"}
	if _, err := w.Accept(context.Background(), r, phone, retry); !errors.Is(err, fault.Unavailable) {
		t.Fatal(err)
	}
	w.Intake.Store = w.store
	if n := w.live(number) + w.live(aPhone); n != 2 {
		t.Errorf("%d count before", n)
	}
	a := w.accept(r, phone, retry.Key)
	w.states(a, reputation.Overturned)
	for _, about := range a.Subjects {
		if n := w.live(about.Key); n != 0 || about.Outcome != intake.NotCounted {
			t.Errorf("%s: %d count, and it is said to be %s", about.Key, n, about.Outcome)
		}
	}
}

// crashing is a store that keeps a report and then cannot say so.
type crashing struct {
	*mem.Store
	after func()
}

func (s crashing) File(ctx context.Context, t reputation.SealedTestimony) error {
	err := s.Store.File(ctx, t)
	s.after()
	return errors.Join(err, fault.Unavailable)
}
