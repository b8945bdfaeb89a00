package sanction_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/brigade"
	"ringfence/internal/demo"
	"ringfence/internal/projection"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/ruling"
	"ringfence/internal/sanction"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
	"ringfence/internal/watch"
	"ringfence/store/mem"
)

var (
	now   = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	shop  = demo.Brigaded()
	other = demo.Contested()[0]
)

// world is a store, those who show what is in it, and what stands in the audit log.
type world struct {
	*testing.T
	store *mem.Store
	bench *sanction.Bench
	log   []auditlog.Entry
	away  error // why nothing can be recorded
	told  int   // how often texts were to be shown anew
	n     uint64
}

// Record makes a world a sanction.Recorder.
func (w *world) Record(_ context.Context, e auditlog.Entry) (auditlog.Entry, error) {
	if w.away != nil {
		return e, w.away
	}
	w.log = append(w.log, e)
	return e, nil
}

// Show makes it sanction.Texts.
func (w *world) Show(context.Context) { w.told++ }

// Entries makes it one that is read, two at a time.
func (w *world) CatchUp(context.Context) error { return nil }

func (w *world) Entries(_ context.Context, from uint64, n int) ([]auditlog.Entry, error) {
	return w.log[from:min(from+uint64(min(n, 2)), uint64(len(w.log)))], nil
}

// Handle makes it sanction.Keys.
func (w *world) Handle(about subject.Key, id report.ID) string {
	return "handle of " + about.String() + " " + strings.TrimLeft(id.String(), "0")
}

func newWorld(t *testing.T) *world {
	clock := func() time.Time { return now }
	w := &world{T: t, store: mem.New()}
	w.bench = sanction.New(sanction.Config{
		Store: w.store, Projector: projection.New(projection.Config{Store: w.store, Clock: clock, Log: slog.New(slog.DiscardHandler)}),
		Brigades: watch.New(watch.Config{Store: w.store, Clock: clock}), Recorder: w, Keys: w, Clock: clock, Texts: w,
	})
	return w
}

// says has somebody report from a network bucket, minutes before now; "" is a visitor. It returns the handle of the report.
func (w *world) says(about subject.Key, by string, bucket uint8, minutes int) string {
	w.Helper()
	w.n++
	return w.also(about, by, bucket, minutes)
}

// also has the last report be about another subject as well.
func (w *world) also(about subject.Key, by string, bucket uint8, minutes int) string {
	w.Helper()
	at := now.Add(-time.Duration(minutes) * time.Minute)
	s := reputation.Statement{
		Subject: about, ReceivedAt: at, At: at.Truncate(time.Hour), Mass: reputation.Mass(0.6, report.Bad, at), Polarity: report.Bad, Category: "shopping",
		Tier: reputation.Verified, Own: bucket, Block: bucket, Reporter: reputation.Pseudonym(by), State: reputation.Live, Version: 1,
	}
	if by == "" {
		s.Tier = reputation.Anonymous
	}
	binary.BigEndian.PutUint64(s.Report[:], w.n)
	w.adds(s)
	return w.Handle(about, s.Report)
}

func (w *world) adds(s reputation.Statement) {
	w.Helper()
	w.ok(errOf(w.store.Add(w.Context(), []reputation.Statement{s})))
}

func errOf[T any](_ T, err error) error { return err }

func (w *world) ok(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) fails(err, want error) {
	w.Helper()
	if !errors.Is(err, want) {
		w.Errorf("error %v, want %v", err, want)
	}
}

// states expects the states of all that was said about a subject, in the order in which it was.
func (w *world) states(about subject.Key, want ...reputation.State) {
	w.Helper()
	said, err := w.store.Statements(w.Context(), about)
	w.ok(err)
	var got []reputation.State
	for i := range said {
		got = append(got, said[i].State)
	}
	if !slices.Equal(got, want) {
		w.Errorf("about %s: %v, want %v", about, got, want)
	}
}

// shown returns how many statements the projection of a subject counts.
func (w *world) shown(about subject.Key) int {
	w.Helper()
	p, err := w.store.Projection(w.Context(), about)
	w.ok(err)
	return p.Tally.Live
}

// distrusts expects exactly these names on the list of the distrusted.
func (w *world) distrusts(want ...reputation.Pseudonym) {
	w.Helper()
	all, err := w.store.DistrustedAll(w.Context())
	w.ok(err)
	var got []reputation.Pseudonym
	for _, d := range all {
		got = append(got, d.By)
	}
	if !slices.Equal(got, want) {
		w.Errorf("distrusted are %q, want %q", got, want)
	}
}

// logged expects what stands in the audit log, as "action object".
func (w *world) logged(want ...string) {
	w.Helper()
	var got []string
	for _, e := range w.log {
		got = append(got, strings.TrimSpace(string(e.Action)+" "+strings.TrimLeft(e.Object, "0")))
		if e.By != "Ling" {
			w.Errorf("by %q", e.By)
		}
	}
	if !slices.Equal(got, want) {
		w.Errorf("logged %q, want %q", got, want)
	}
}

const live, overturned = reputation.Live, reputation.Overturned

func id(n uint64) string {
	var id report.ID
	binary.BigEndian.PutUint64(id[:], n)
	return strings.TrimLeft(id.String(), "0")
}

func TestOneReport(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	first, second := w.says(shop, "a", 1, 9), w.says(shop, "b", 2, 8)
	w.ok(w.bench.Overturn(ctx, shop, second, "Ling", "the shop showed the parcel's receipt"))
	w.states(shop, live, overturned)
	if n := w.shown(shop); n != 1 {
		t.Errorf("%d reports are shown at once, want 1", n)
	}
	w.ok(w.bench.Reinstate(ctx, shop, second, "Ling", "it was another parcel"))
	w.states(shop, live, live)
	if n := w.shown(shop); n != 2 {
		t.Errorf("%d reports are shown at once, want 2", n)
	}
	w.ok(w.bench.Overturn(ctx, shop, first, "Ling", "x"))
	if w.told != 3 {
		t.Errorf("texts were shown anew %d times, want 3", w.told)
	}
	w.logged("overturned "+id(2), "reinstated "+id(2), "overturned "+id(1))
}

// Distrust takes in all that somebody said, of both epochs, and what others said stays.
func TestAllThatSomebodySays(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	w.says(shop, "honest", 1, 9)
	point := w.says(shop, "abuser", 2, 8)
	w.says(other, "abuser", 3, 7)
	w.ok(w.bench.Distrust(ctx, shop, point, "Ling", "offers to report for money"))
	w.states(shop, live, overturned)
	w.states(other, overturned)
	if w.shown(other) != 0 {
		t.Error("the other subject shows it still")
	}
	w.distrusts("abuser")
	w.ok(w.bench.Trust(ctx, shop, point, "Ling", "it was the shop's rival who said so"))
	w.distrusts()
	w.states(shop, live, live)
	w.states(other, live)
	w.logged("distrusted "+id(2), "trusted "+id(2))
}

// Who spoke under the keys of two epochs is one person, whichever report a moderator points at.
func TestAllThatSomebodySaysInTwoEpochs(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	point := w.says(other, "abuser's second", 1, 9)
	w.n++
	both := reputation.Statement{
		Subject: shop, Report: report.ID{99}, ReceivedAt: now, At: now.Truncate(time.Hour), Mass: reputation.Mass(0.6, report.Bad, now), Polarity: report.Bad,
		Category: "shopping", Tier: reputation.Verified, Reporter: "abuser's second", Person: "abuser's first", State: live, Version: 1,
	}
	w.adds(both)
	w.says(demo.Contested()[1], "abuser's first", 2, 8)
	w.ok(w.bench.Distrust(ctx, other, point, "Ling", "x"))
	for _, about := range []subject.Key{shop, other, demo.Contested()[1]} {
		w.states(about, overturned)
	}
	w.ok(w.bench.Trust(ctx, other, point, "Ling", "x"))
	for _, about := range []subject.Key{shop, other, demo.Contested()[1]} {
		w.states(about, live)
	}
	w.distrusts()
}

// Whoever went on to report in the next epoch is on the list under a further pseudonym, and trusted again under both.
func TestTrustReachesTheNextEpoch(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	point := w.says(shop, "first", 1, 9)
	w.ok(w.bench.Distrust(ctx, shop, point, "Ling", "x"))
	w.adds(reputation.Statement{
		Subject: other, Report: report.ID{99}, ReceivedAt: now, At: now.Truncate(time.Hour), Mass: reputation.Mass(0.6, report.Bad, now), Polarity: report.Bad,
		Category: "shopping", Tier: reputation.Verified, Reporter: "second", Person: "first", State: overturned, Version: 1,
	})
	for _, d := range []transfer.Distrusted{{By: "second", Of: "first"}, {By: "third", Of: "first"}, {By: "somebody else"}, {By: "their next", Of: "somebody else"}} {
		d.On = reputation.DateOf(now)
		w.ok(w.store.Distrust(ctx, d))
	}
	w.ok(w.bench.Trust(ctx, shop, point, "Ling", "x"))
	w.states(other, live)
	w.distrusts("somebody else", "their next")
}

// What was taken out by itself stays out when its sender is trusted again; what was put back by itself, or came while they were
// distrusted, counts.
func TestTrustPutsBackWhatDistrustTookOut(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	alone := w.says(shop, "abuser", 1, 9)
	back := w.says(shop, "abuser", 2, 8)
	point := w.says(shop, "abuser", 3, 7)
	w.ok(w.bench.Overturn(ctx, shop, alone, "Ling", "made up: there is no such parcel"))
	w.ok(w.bench.Overturn(ctx, shop, back, "Ling", "x"))
	w.ok(w.bench.Reinstate(ctx, shop, back, "Ling", "it was true"))
	w.ok(w.bench.Distrust(ctx, shop, point, "Ling", "x"))
	w.says(other, "abuser", 4, 1)
	came, err := w.store.Statements(ctx, other)
	w.ok(err)
	w.ok(w.store.Overturn(ctx, other, came[0].Report)) // as intake files it
	w.states(shop, overturned, overturned, overturned)
	w.ok(w.bench.Trust(ctx, shop, point, "Ling", "x"))
	w.states(shop, overturned, live, live)
	w.states(other, live)
}

// What a moderator puts back by itself counts whoever's it is, from then on; of what was so before, and taken out again, that is not so.
func TestWhatIsReinstatedByItself(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	w.says(shop, "abuser", 1, 9)
	point, day := report.ID{}, reputation.DateOf(now)
	binary.BigEndian.PutUint64(point[:], w.n)
	expect := func(want bool, since reputation.Date) {
		t.Helper()
		if is, err := w.bench.Reinstated(ctx, shop, point, since); err != nil || is != want {
			t.Errorf("since day %d: %v, %v", since-day, is, err)
		}
	}
	expect(false, day)
	w.log = []auditlog.Entry{{At: now, Action: auditlog.Reinstated, Subject: shop, Object: point.String()}}
	expect(true, day)
	expect(true, day-1)
	expect(false, day+1)
	w.log = append(w.log, auditlog.Entry{At: now, Action: auditlog.Overturned, Subject: shop, Object: point.String()})
	expect(false, day)
}

// A report that nobody was distrusted by tells nothing of its sender, and one that names nobody any more brings nobody back, which is said.
func TestTrustSaysWhomItCannotFind(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	point := w.says(shop, "abuser", 1, 9)
	elsewhere := w.also(other, "abuser", 2, 8)
	w.ok(w.bench.Distrust(ctx, shop, point, "Ling", "x"))
	w.fails(w.bench.Trust(ctx, other, elsewhere, "Ling", "x"), sanction.ErrTrusted)
	w.ok(errOf(w.store.Freeze(ctx, shop, now.Add(time.Hour))))
	w.fails(w.bench.Trust(ctx, shop, point, "Ling", "x"), sanction.ErrForgotten)
	w.states(shop, overturned)
	w.ok(w.bench.Reinstate(ctx, shop, point, "Ling", "one by one"))
	w.states(shop, live)
	w.logged("distrusted "+id(1), "reinstated "+id(1))
}

func TestRefusals(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	visitors := w.says(shop, "", 1, 9)
	w.fails(w.bench.Distrust(ctx, shop, visitors, "Ling", "x"), sanction.ErrNobody)
	w.fails(w.bench.Trust(ctx, shop, visitors, "Ling", "x"), sanction.ErrTrusted)
	w.fails(w.bench.Overturn(ctx, shop, w.Handle(shop, report.ID{9}), "Ling", "x"), sanction.ErrNoReport)
	w.fails(w.bench.Overturn(ctx, other, visitors, "Ling", "x"), sanction.ErrNoReport)
	w.fails(w.bench.Overturn(ctx, shop, visitors, "Ling", " "), ruling.ErrNoReason)
	w.fails(w.bench.Overturn(ctx, shop, visitors, "", "x"), ruling.ErrBy)
	w.fails(w.bench.Dismiss(ctx, shop, "Ling", "x"), sanction.ErrNoFlag)
	_, err := w.bench.Break(ctx, shop, "Ling", "x")
	w.fails(err, sanction.ErrNoFlag)
	_, err = w.bench.Read(ctx, shop, "")
	w.fails(err, ruling.ErrBy)
	w.states(shop, live)
	w.logged()
}

// What cannot be recorded is not done.
func TestNothingIsDoneThatIsNotRecorded(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	one := w.says(shop, "a", 1, 9)
	w.flagged()
	w.log = []auditlog.Entry{{Action: auditlog.Distrusted, Subject: shop, Object: report.ID{7: 1}.String()}}
	w.away = errors.New("the log is away")
	before, err := w.store.Statements(ctx, shop)
	w.ok(err)
	for name, do := range map[string]func() error{
		"overturn":  func() error { return w.bench.Overturn(ctx, shop, one, "Ling", "x") },
		"reinstate": func() error { return w.bench.Reinstate(ctx, shop, one, "Ling", "x") },
		"distrust":  func() error { return w.bench.Distrust(ctx, shop, one, "Ling", "x") },
		"trust":     func() error { return w.bench.Trust(ctx, shop, one, "Ling", "x") },
		"break":     func() error { return errOf(w.bench.Break(ctx, shop, "Ling", "x")) },
		"dismiss":   func() error { return w.bench.Dismiss(ctx, shop, "Ling", "x") },
		"read":      func() error { return errOf(w.bench.Read(ctx, shop, "Ling")) },
	} {
		if err := do(); !errors.Is(err, w.away) {
			t.Errorf("%s: %v", name, err)
		}
	}
	after, err := w.store.Statements(ctx, shop)
	w.ok(err)
	w.distrusts()
	if !reflect.DeepEqual(before, after) {
		t.Error("it was done")
	}
	if f, err := w.store.Flag(ctx, shop); err != nil || !f.Dismissed.IsZero() {
		t.Errorf("flag %+v, %v", f, err)
	}
}

// flagged has a brigade of ten, from one network, flagged on the shop.
func (w *world) flagged() {
	w.Helper()
	for i := range 10 {
		w.says(shop, fmt.Sprintf("new-%d", i), 7, 60-i)
	}
	f, ok, err := w.bench.Brigades.Find(w.Context(), shop)
	w.ok(err)
	if !ok {
		w.Fatal("no brigade is found")
	}
	w.ok(w.store.SaveFlag(w.Context(), f.Flag))
}

// A brigade is taken out of the count in one stroke, and whoever said the same honestly stays in it.
func TestBreakingABrigade(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	w.says(shop, "victim", 1, 30)
	w.says(shop, "", 2, 20)
	w.flagged()
	n, err := w.bench.Break(ctx, shop, "Ling", "forty accounts of one day, all of the rival's street")
	w.ok(err)
	if n != 10 || w.shown(shop) != 2 {
		t.Errorf("%d reports were overturned, and %d are shown", n, w.shown(shop))
	}
	if len(w.log) != 11 || w.log[0].Action != auditlog.Overturned || w.log[0].Object == "" || w.log[10].Action != auditlog.Dismissed {
		t.Errorf("logged %+v", w.log)
	}
	flags, err := w.store.Flags(ctx, 9)
	w.ok(err)
	if f, _ := w.store.Flag(ctx, shop); len(flags) != 0 || f.By != "Ling" || !f.Dismissed.Equal(now) {
		t.Errorf("%d flags wait; that on the shop is %+v", len(flags), f)
	}
	_, err = w.bench.Break(ctx, shop, "Ling", "again")
	w.fails(err, sanction.ErrNoFlag)
}

func TestAFlagOfWhatIsGone(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	w.flagged()
	said, err := w.store.Statements(ctx, shop)
	w.ok(err)
	for i := range said {
		w.ok(w.store.Overturn(ctx, shop, said[i].Report))
	}
	_, err = w.bench.Break(ctx, shop, "Ling", "x")
	w.fails(err, sanction.ErrNoCrowd)
	w.ok(w.bench.Dismiss(ctx, shop, "Ling", "they took it back themselves"))
	if f, err := w.store.Flag(ctx, shop); err != nil || f.Dismissed.IsZero() {
		t.Errorf("flag %+v, %v", f, err)
	}
}

// A moderator sees what belongs together, and nobody.
func TestWhatAModeratorSees(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	w.says(shop, "", 3, 30)
	w.flagged()
	w.ok(w.store.Distrust(ctx, transfer.Distrusted{By: "new-4", On: reputation.DateOf(now)})) // for what they said elsewhere
	v, err := w.bench.Read(ctx, shop, "Ling")
	w.ok(err)
	w.logged(string(auditlog.ReadSubject))
	if !v.Found || v.Flag == nil || v.Flag.New != 11 || len(v.Said) != 11 || v.Left != 0 {
		t.Fatalf("%+v", v)
	}
	for i, s := range v.Said {
		want := sanction.Said{
			Handle: s.Handle, Month: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Polarity: report.Bad, Category: "shopping",
			Tier: reputation.Verified, State: live, Network: "A", Known: true, Made: true,
		}
		if i == 10 {
			want.Tier, want.Network, want.Known, want.Made = reputation.Anonymous, "B", false, false
		}
		if s != want {
			t.Errorf("%d is %+v, want %+v", i, s, want)
		}
	}
	if strings.Contains(fmt.Sprintf("%+v", v), "new-") {
		t.Error("a pseudonym is shown")
	}
}

// Nothing that a moderator is shown leads from one subject to another: neither what names a report that is about both, nor the mark of its
// sender, which stands where it was decided and goes when they are trusted again.
func TestNobodyIsFollowedToAnotherSubject(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	w.says(shop, "honest", 2, 30)
	w.says(other, "honest too", 2, 30)
	point := w.says(shop, "victim", 1, 9)
	same := w.also(other, "victim", 1, 9)
	again := w.says(shop, "victim", 1, 8)
	marks := func(about subject.Key) (handles []string) {
		t.Helper()
		v, err := w.bench.Read(ctx, about, "Ling")
		w.ok(err)
		for _, s := range v.Said {
			if s.Distrusted {
				handles = append(handles, s.Handle)
			}
			if s.Handle == point && about != shop || s.Handle == same && about != other {
				t.Errorf("%s is shown of %s", s.Handle, about)
			}
		}
		return handles
	}
	w.fails(w.bench.Overturn(ctx, other, point, "Ling", "x"), sanction.ErrNoReport)
	w.ok(w.bench.Distrust(ctx, shop, point, "Ling", "x"))
	if here, there := marks(shop), marks(other); !slices.Equal(here, []string{point}) || len(there) != 0 {
		t.Errorf("marked are %v, and of the other subject %v", here, there)
	}
	w.fails(w.bench.Trust(ctx, shop, again, "Ling", "x"), sanction.ErrTrusted)
	w.ok(w.bench.Trust(ctx, shop, point, "Ling", "x"))
	if here := marks(shop); len(here) != 0 {
		t.Errorf("marked are %v", here)
	}
}

// A flag that a moderator was done with is found no more, and who was overturned is no reason to flag again.
func TestWatchAfterBreaking(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	w.flagged()
	w.ok(errOf(w.bench.Break(ctx, shop, "Ling", "x")))
	if f, ok, err := w.bench.Brigades.Find(ctx, shop); ok || err != nil {
		t.Errorf("found %+v, %v", f.Flag, err)
	}
	var none brigade.Flag
	if f, _ := w.store.Flag(ctx, shop); f == none {
		t.Error("the flag is gone")
	}
}
