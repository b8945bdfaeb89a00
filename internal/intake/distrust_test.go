package intake_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/intake"
	"ringfence/internal/keyring"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// distrust puts a phone on the list of those who do not count, under the pseudonym that it has now.
func (w *town) distrust(by reputation.Speaker) {
	w.t.Helper()
	p, _, err := w.keys.Reporter(by.Identity, w.now)
	if err == nil {
		err = w.store.Distrust(context.Background(), p, reputation.DateOf(w.now))
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// states expects the state of each of a report's statements, as its receipt tells it.
func (w *town) states(a intake.Accepted, want reputation.State) {
	w.t.Helper()
	kept, err := w.Report(context.Background(), a.Receipt)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, about := range kept.Subjects {
		if about.State != want {
			w.t.Errorf("%s is %s, want %s", about.Key, about.State, want)
		}
	}
}

// Whoever is distrusted is answered as everybody is, and nothing of it counts at any moment: here, about their own phone, in the next epoch
// of the keys, and when the same is sent again.
func TestWhatTheDistrustedSayIsKeptAndDoesNotCount(t *testing.T) {
	w := newTown(t)
	w.distrust(phone)
	for _, about := range []subject.Key{number, another, aPhone} {
		a := w.accept(report.Report{Subjects: []subject.Key{about}}, phone, about.String())
		if a.Subjects[0].Outcome != intake.NotCounted || w.live(about) != 0 {
			t.Errorf("about %s: %s, and %d count", about, a.Subjects[0].Outcome, w.live(about))
		}
		w.states(a, reputation.Overturned)
		again := w.accept(report.Report{Subjects: []subject.Key{about}}, phone, about.String())
		if again.Receipt != a.Receipt || again.Subjects[0].Outcome != intake.NotCounted {
			t.Errorf("sent again it is %+v, was %+v", again, a)
		}
	}
	w.now = w.now.AddDate(0, 0, keyring.EpochDays)
	w.accept(report.Report{}, phone, "")
	if n := w.live(number); n != 0 {
		t.Errorf("in the next epoch %d count", n)
	}
	w.accept(report.Report{}, reputation.ByPhone(mustKey("+12025550151")), "")
	if n := w.live(number); n != 1 {
		t.Errorf("of somebody else's %d count", n)
	}
	w.tally(number) // in which verify agrees
}

// Keys are others with each epoch, and whoever is distrusted is so for longer than the next.
func TestTheDistrustedAreSoInEveryEpochInWhichTheyGoOn(t *testing.T) {
	w := newTown(t)
	elsewhere := w.accept(report.Report{Subjects: []subject.Key{another}}, phone, "")
	w.distrust(phone)
	for range 5 {
		w.now = w.now.AddDate(0, 0, keyring.EpochDays)
		a := w.accept(report.Report{}, phone, "")
		w.states(a, reputation.Overturned)
		if a.Subjects[0].Outcome != intake.NotCounted {
			t.Errorf("on %s: %s", w.now.Format(time.DateOnly), a.Subjects[0].Outcome)
		}
	}
	again := w.accept(report.Report{}, phone, "")
	kept, err := w.store.Testimony(context.Background(), again.Receipt.Hash())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []reputation.Pseudonym{kept.Statements[0].Reporter, kept.Statements[0].Person} { // as a moderator does who takes it back
		if err := w.store.Trust(context.Background(), p); err != nil {
			t.Fatal(err)
		}
	}
	w.states(w.accept(report.Report{}, phone, ""), reputation.Live)
	w.states(elsewhere, reputation.Overturned)
	w.tally(number)
	w.tally(another)
}

// A moderator points at a report of one epoch: what the same person said in the other one does not go on to count.
func TestWhatTheDistrustedSaidUnderAnotherPseudonymCountsNoMoreEither(t *testing.T) {
	w := newTown(t)
	w.accept(report.Report{}, phone, "")
	who, _, err := w.keys.Reporter(phone.Identity, w.now)
	if err != nil {
		t.Fatal(err)
	}
	w.now = w.now.AddDate(0, 0, keyring.EpochDays)
	later := w.accept(report.Report{Subjects: []subject.Key{another}}, phone, "")
	w.states(later, reputation.Live)
	if err := w.store.Distrust(context.Background(), who, reputation.DateOf(w.now)); err != nil {
		t.Fatal(err)
	}
	w.accept(report.Report{Subjects: []subject.Key{aPhone}}, phone, "")
	w.states(later, reputation.Overturned)
	if n := w.live(another); n != 0 {
		t.Errorf("%d count", n)
	}
}

// It is the same when they claim to have sent what a visitor did, and when they put it in the place of something.
func TestTheDistrustedVouchForNothing(t *testing.T) {
	w, ctx := newTown(t), context.Background()
	a := w.accept(report.Report{}, web, "")
	w.distrust(phone)
	w.vouch(a, phone)
	w.vouch(a, phone)
	w.states(a, reputation.Overturned)
	if n := w.live(number); n != 0 {
		t.Errorf("%d count", n)
	}
	b := w.accept(report.Report{}, web, "")
	anew, err := w.Replace(ctx, b.Receipt, report.Report{Kind: report.Call, Subjects: []subject.Key{number}}, phone)
	if err != nil || anew.Subjects[0].Outcome != intake.NotCounted {
		t.Errorf("%+v, %v", anew, err)
	}
	c := w.accept(report.Report{}, web, "")
	if err := w.Withdraw(ctx, c.Receipt); err != nil {
		t.Fatal(err)
	}
	if err := w.Vouch(ctx, c.Receipt.Hash(), phone); !errors.Is(err, fault.NotFound) {
		t.Errorf("of a withdrawn report: %v", err)
	}
	if n := w.live(number); n != 0 {
		t.Errorf("%d count", n)
	}
}

// What somebody else vouched for first stays theirs.
func TestTheDistrustedTakeNothingFromOthers(t *testing.T) {
	w := newTown(t)
	a := w.accept(report.Report{}, web, "")
	w.vouch(a, reputation.ByPhone(mustKey("+12025550151")))
	w.distrust(phone)
	w.vouch(a, phone)
	w.states(a, reputation.Live)
}
