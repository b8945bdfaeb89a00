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
	"ringfence/internal/transfer"
	"ringfence/store/mem"
)

// name returns the pseudonym that a phone has now.
func (w *town) name(of reputation.Speaker) reputation.Pseudonym {
	w.t.Helper()
	p, _, err := w.keys.Reporter(of.Identity, w.now)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// distrust puts a phone on the list of those who do not count, under the pseudonym that it has now.
func (w *town) distrust(by reputation.Speaker) {
	w.t.Helper()
	if err := w.store.Distrust(context.Background(), transfer.Distrusted{By: w.name(by), On: reputation.DateOf(w.now)}); err != nil {
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

// Keys are others with each epoch, and whoever is distrusted is so under each in which they go on, until what a moderator did is 270 days
// ago: not for longer the more they say.
func TestTheDistrustedAreSoFor270Days(t *testing.T) {
	w := newTown(t)
	elsewhere := w.accept(report.Report{Subjects: []subject.Key{another}}, phone, "")
	w.distrust(phone)
	since := w.now
	for day := 1; day <= 450; day += 30 {
		w.now = since.AddDate(0, 0, day)
		if _, err := w.store.Forgive(context.Background(), reputation.DateOf(w.now)-keyring.EpochKept); err != nil { // as retention does
			t.Fatal(err)
		}
		a, want, outcome := w.accept(report.Report{}, phone, ""), reputation.Overturned, intake.NotCounted
		if day > keyring.EpochKept {
			want, outcome = reputation.Live, a.Subjects[0].Outcome
		}
		w.states(a, want)
		if got := a.Subjects[0].Outcome; got != outcome || day > keyring.EpochKept && got == intake.NotCounted {
			t.Errorf("on day %d: %s", day, got)
		}
	}
	w.states(elsewhere, reputation.Overturned)
	w.tally(number)
	w.tally(another)
}

// A moderator who distrusts somebody anew, by what they said under a further name, has them so from then on.
func TestTheDistrustedAreSoAnew(t *testing.T) {
	w := newTown(t)
	w.distrust(phone)
	w.now = w.now.AddDate(0, 0, keyring.EpochDays)
	w.accept(report.Report{}, phone, "")
	w.distrust(phone)
	w.now = w.now.AddDate(0, 0, keyring.EpochKept-keyring.EpochDays+1)
	if n, err := w.store.Forgive(context.Background(), reputation.DateOf(w.now)-keyring.EpochKept); n != 1 || err != nil {
		t.Fatalf("forgiven are %d, %v", n, err)
	}
	w.now = w.now.AddDate(0, 0, -keyring.EpochDays) // in which the name is still known
	w.states(w.accept(report.Report{}, phone, ""), reputation.Overturned)
}

// Each name under which somebody goes on says of which it is a further one, though they only vouch, or report their own phone, or nothing
// is filed: so a moderator who trusts them again finds all.
func TestFurtherNamesSayOfWhom(t *testing.T) {
	for name, goesOn := range map[string]func(*town){
		"reports":             func(w *town) { w.accept(report.Report{}, phone, "") },
		"reports their phone": func(w *town) { w.accept(report.Report{Subjects: []subject.Key{aPhone}}, phone, "") },
		"vouches":             func(w *town) { w.vouch(w.accept(report.Report{}, web, ""), phone) },
		"reports in vain": func(w *town) {
			w.Store = full{w.store}
			if _, err := w.Accept(context.Background(), report.Report{Kind: report.Call, Subjects: []subject.Key{number}}, phone, intake.Retry{}); err == nil {
				w.t.Error("it was filed")
			}
			w.Store = w.store
		},
	} {
		w := newTown(t)
		w.distrust(phone)
		first := w.name(phone)
		w.now = w.now.AddDate(0, 0, keyring.EpochDays)
		goesOn(w)
		want := transfer.Distrusted{By: w.name(phone), On: reputation.DateOf(w.now), Of: first}
		listed, err := w.store.Distrusted(context.Background(), w.name(phone))
		if err != nil || len(listed) != 1 || listed[0] != want {
			t.Errorf("who %s is %+v, %v, want %+v", name, listed, err, want)
		}
		if err := w.store.Trust(context.Background(), first); err != nil {
			t.Fatal(err)
		}
		w.states(w.accept(report.Report{}, phone, ""), reputation.Live)
	}
}

// A further name that is left of a distrust that is over becomes one of the next, so that a moderator who trusts them again finds it.
func TestAFurtherNameThatIsLeftIsOneOfTheNext(t *testing.T) {
	w, ctx := newTown(t), context.Background()
	left := transfer.Distrusted{By: w.name(phone), On: reputation.DateOf(w.now), Of: "one that was forgiven"}
	said := w.accept(report.Report{}, phone, "")
	w.now = w.now.AddDate(0, 0, keyring.EpochDays)
	next := transfer.Distrusted{By: w.name(phone), On: reputation.DateOf(w.now)}
	for _, d := range []transfer.Distrusted{left, next} {
		if err := w.store.Distrust(ctx, d); err != nil {
			t.Fatal(err)
		}
	}
	w.accept(report.Report{Subjects: []subject.Key{another}}, phone, "")
	w.states(said, reputation.Overturned)
	if listed, err := w.store.Distrusted(ctx, left.By); err != nil || len(listed) != 1 || listed[0].Of != next.By {
		t.Errorf("listed are %+v, %v", listed, err)
	}
}

// full is a store that keeps no more reports.
type full struct{ *mem.Store }

func (full) File(context.Context, reputation.SealedTestimony) error { return fault.Unavailable }

// A moderator points at a report of one epoch: what the same person said in the other one does not go on to count.
func TestWhatTheDistrustedSaidUnderAnotherPseudonymCountsNoMoreEither(t *testing.T) {
	w := newTown(t)
	w.accept(report.Report{}, phone, "")
	who := w.name(phone)
	w.now = w.now.AddDate(0, 0, keyring.EpochDays)
	later := w.accept(report.Report{Subjects: []subject.Key{another}}, phone, "")
	w.states(later, reputation.Live)
	if err := w.store.Distrust(context.Background(), transfer.Distrusted{By: who, On: reputation.DateOf(w.now)}); err != nil {
		t.Fatal(err)
	}
	w.accept(report.Report{Subjects: []subject.Key{aPhone}}, phone, "")
	w.states(later, reputation.Overturned)
	if n := w.live(another); n != 0 {
		t.Errorf("%d count", n)
	}
}

// All of that, and not only what is weighed; but what a moderator put back by itself since then counts.
func TestAllButWhatIsReinstatedByItself(t *testing.T) {
	w, ctx := newTown(t), context.Background()
	w.distrust(phone)
	w.now = w.now.AddDate(0, 0, keyring.EpochDays)
	said := make([]reputation.Statement, 300)
	for i := range said {
		said[i] = reputation.Statement{
			Subject: another, Report: report.ID{1, byte(i >> 8), byte(i)}, ReceivedAt: w.now, At: w.now.Truncate(time.Hour), Polarity: report.Bad, Category: "loan",
			Mass: 1, Tier: reputation.Verified, Reporter: w.name(phone), State: reputation.Live, Version: 1,
		}
	}
	if _, err := w.store.Add(ctx, said); err != nil {
		t.Fatal(err)
	}
	day := reputation.DateOf(w.now) - keyring.EpochDays
	w.Reinstated = func(_ context.Context, about subject.Key, id report.ID, since reputation.Date) (bool, error) {
		return about == another && id == said[7].Report && since == day, nil
	}
	for range 2 {
		w.accept(report.Report{}, phone, "")
		if n := w.live(another); n != 1 {
			t.Errorf("%d count", n)
		}
	}
	a := w.accept(report.Report{}, web, "")
	w.vouch(a, phone)
	w.states(a, reputation.Overturned)
	b := w.accept(report.Report{}, web, "")
	w.Reinstated = func(context.Context, subject.Key, report.ID, reputation.Date) (bool, error) { return true, nil }
	w.vouch(b, phone)
	w.states(b, reputation.Live)
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
