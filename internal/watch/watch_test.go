package watch

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"ringfence/internal/brigade"
	"ringfence/internal/demo"
	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// world is a store in which reports lie in the order of their minutes, and a clock that is set forward.
type world struct {
	now     time.Time
	reports []reputation.SealedTestimony
	flags   map[subject.Key]brigade.Flag
	broken  subject.Key // whose statements cannot be read
	read    int         // reports that were handed out
	judged  int         // subjects that were looked at
}

var errBroken = errors.New("cannot be read")

func (w *world) Received(_ context.Context, from, before time.Time, visit func([]reputation.SealedTestimony) error) error {
	var some []reputation.SealedTestimony
	for _, r := range w.reports {
		if !r.ReceivedAt.Before(from) && r.ReceivedAt.Before(before) {
			some = append(some, r)
		}
	}
	w.read += len(some)
	return visit(some)
}

func (w *world) Statements(_ context.Context, about subject.Key) (said []reputation.Statement, err error) {
	w.judged++
	if about == w.broken {
		return nil, errBroken
	}
	for _, r := range w.reports {
		for _, s := range r.Statements {
			if s.Subject == about {
				said = append(said, s)
			}
		}
	}
	return said, nil
}

func (w *world) History(_ context.Context, by reputation.Pseudonym, n int) (said []reputation.Statement, err error) {
	for _, r := range slices.Backward(w.reports) {
		for _, s := range r.Statements {
			if s.Reporter == by && len(said) < n {
				said = append(said, s)
			}
		}
	}
	return said, nil
}

func (w *world) Flag(_ context.Context, about subject.Key) (brigade.Flag, error) {
	f, ok := w.flags[about]
	if !ok {
		return f, fault.NotFound
	}
	return f, nil
}

func (w *world) SaveFlag(_ context.Context, f brigade.Flag) error {
	w.flags[f.Subject] = f
	return nil
}

// says has somebody report now from a network.
func (w *world) says(about subject.Key, by string, bucket uint8) {
	s := reputation.Statement{
		Subject: about, ReceivedAt: w.now.Truncate(time.Minute), Polarity: report.Bad, Tier: reputation.Verified, Own: bucket,
		Reporter: reputation.Pseudonym(by), State: reputation.Live, Version: 1,
	}
	binary.BigEndian.PutUint64(s.Report[:], uint64(len(w.reports)+1))
	w.reports = append(w.reports, reputation.SealedTestimony{Report: s.Report, ReceivedAt: s.ReceivedAt, Statements: []reputation.Statement{s}})
}

// crowd has n people of one network report a minute apart.
func (w *world) crowd(about subject.Key, name string, n int) {
	for i := range n {
		w.says(about, fmt.Sprintf("%s-%d", name, i), 3)
		w.now = w.now.Add(time.Minute)
	}
}

func newWorld() (*world, *Watch) {
	w := &world{now: time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC), flags: map[subject.Key]brigade.Flag{}}
	return w, New(Config{Store: w, Clock: func() time.Time { return w.now }})
}

func look(t *testing.T, w *Watch) {
	t.Helper()
	if err := w.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// A brigade is flagged while it is at work, the flag grows with it, and when it is over nothing is written or read again.
func TestABrigadeIsFlaggedWhileItIsAtWork(t *testing.T) {
	store, w := newWorld()
	shop := demo.Brigaded()
	store.crowd(shop, "new", brigade.Least-1)
	look(t, w)
	if len(store.flags) > 0 || store.judged > 0 {
		t.Fatalf("seven were judged: %v", store.flags)
	}
	store.crowd(shop, "more", 3)
	look(t, w)
	first, ok := store.flags[shop]
	if !ok || first.New != 10 || !first.FoundAt.Equal(store.now) {
		t.Fatalf("flag %+v", first)
	}
	store.crowd(shop, "even more", 30)
	look(t, w)
	if f := store.flags[shop]; f.New != 40 || !f.FoundAt.Equal(first.FoundAt) || !f.LastAt.Equal(store.now) {
		t.Errorf("flag %+v", f)
	}
	judged := store.judged
	store.now = store.now.Add(lookEvery)
	look(t, w)
	if store.judged != judged || w.Raised() != 2 {
		t.Errorf("judged %d times more, raised %d flags", store.judged-judged, w.Raised())
	}
	store.now, store.read = store.now.Add(5*time.Hour), 0
	look(t, w)
	store.now, store.read = store.now.Add(lookEvery), 0
	look(t, w)
	if store.read > 0 {
		t.Errorf("%d reports of hours ago were read again", store.read)
	}
}

// What makes a flag is found for as long as it waits, however long ago that was; of one that was dismissed nothing is.
func TestAFlagThatWaitsIsFoundAgain(t *testing.T) {
	store, w := newWorld()
	shop := demo.Brigaded()
	store.crowd(shop, "new", 40)
	look(t, w)
	store.now = store.now.AddDate(0, 0, 60)
	found, ok, err := w.Find(t.Context(), shop)
	if err != nil || !ok || len(found.Made) != 40 {
		t.Fatalf("after two months: %d reports, %v, %v", len(found.Made), ok, err)
	}
	flag := store.flags[shop]
	flag.Dismissed = store.now
	store.flags[shop] = flag
	if _, ok, err := w.Find(t.Context(), shop); ok || err != nil {
		t.Errorf("dismissed: %v, %v", ok, err)
	}
}

// stuck is a store that hands out no report until it is let go.
type stuck struct {
	*world
	asked, free chan struct{}
}

func (s stuck) Received(ctx context.Context, from, before time.Time, visit func([]reputation.SealedTestimony) error) error {
	close(s.asked)
	<-s.free
	return s.world.Received(ctx, from, before, visit)
}

// A moderator who opens a page does not wait for the look that is under way, which may take minutes.
func TestFindingWaitsForNoLook(t *testing.T) {
	store, w := newWorld()
	shop := demo.Brigaded()
	store.crowd(shop, "new", 40)
	held := stuck{store, make(chan struct{}), make(chan struct{})}
	w.Store = held
	looked := make(chan error)
	go func() { looked <- w.Look(t.Context()) }()
	<-held.asked
	if found, ok, err := w.Find(t.Context(), shop); err != nil || !ok || len(found.Made) != 40 {
		t.Errorf("%d reports, %v, %v", len(found.Made), ok, err)
	}
	close(held.free)
	if err := <-looked; err != nil {
		t.Error(err)
	}
}

// What a moderator dismissed is not brought before them again, but a new crowd is.
func TestADismissedFlagStaysDismissed(t *testing.T) {
	store, w := newWorld()
	shop := demo.Brigaded()
	store.crowd(shop, "class", 20)
	look(t, w)
	f := store.flags[shop]
	f.Dismissed, f.By = store.now, "Wei"
	store.flags[shop] = f
	store.now = store.now.Add(time.Minute)
	store.crowd(shop, "late", 3)
	look(t, w)
	if store.flags[shop] != f {
		t.Fatalf("three more after twenty undid what the moderator said: %+v", store.flags[shop])
	}
	store.crowd(shop, "another", 9)
	look(t, w)
	if f := store.flags[shop]; !f.Dismissed.IsZero() || f.New != 12 {
		t.Errorf("twelve more were not flagged: %+v", f)
	}
}

// Another process that takes the chore over finds what is kept, and says it no second time.
func TestWhoBeginsLooksADayBack(t *testing.T) {
	store, w := newWorld()
	shop := demo.Brigaded()
	store.crowd(shop, "new", 12)
	look(t, w)
	kept := store.flags[shop]
	store.now = store.now.Add(20 * time.Hour)
	successor := New(w.Config)
	look(t, successor)
	if store.flags[shop] != kept || successor.Raised() != 0 {
		t.Errorf("raised %d: %+v", successor.Raised(), store.flags[shop])
	}
	delete(store.flags, shop)
	successor = New(w.Config)
	look(t, successor)
	if _, ok := store.flags[shop]; !ok {
		t.Error("a brigade of yesterday is not found")
	}
}

// Those whom the service has heard of before are no newcomers, on whatever subject that was.
func TestThoseWhoWereHeardOfBefore(t *testing.T) {
	store, w := newWorld()
	other := demo.Contested()[0]
	store.crowd(other, "street", 12)
	store.now = store.now.Add(10 * 24 * time.Hour)
	store.crowd(demo.Brigaded(), "street", 12)
	look(t, w)
	if len(store.flags) > 0 {
		t.Errorf("flagged %v", store.flags)
	}
}

// What cannot be read of one subject keeps no other from being judged, and is judged when it can be.
func TestWhatCannotBeReadIsJudgedLater(t *testing.T) {
	store, w := newWorld()
	shop, other := demo.Brigaded(), demo.Contested()[0]
	store.crowd(shop, "a", 12)
	store.crowd(other, "b", 12)
	store.broken = shop
	if err := w.Look(t.Context()); !errors.Is(err, errBroken) {
		t.Fatalf("error %v", err)
	}
	if _, ok := store.flags[other]; !ok {
		t.Error("another subject was not judged")
	}
	store.broken, store.now = subject.Key{}, store.now.Add(time.Minute)
	look(t, w)
	if _, ok := store.flags[shop]; !ok {
		t.Error("it was never judged")
	}
}
