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

func newWorld(t *testing.T) *world {
	clock := func() time.Time { return now }
	w := &world{T: t, store: mem.New()}
	w.bench = sanction.New(sanction.Config{
		Store: w.store, Projector: projection.New(projection.Config{Store: w.store, Clock: clock, Log: slog.New(slog.DiscardHandler)}),
		Brigades: watch.New(watch.Config{Store: w.store, Clock: clock}), Recorder: w, Clock: clock,
	})
	return w
}

// says has somebody report from a network bucket, minutes before now; "" is a visitor.
func (w *world) says(about subject.Key, by string, bucket uint8, minutes int) report.ID {
	w.n++
	at := now.Add(-time.Duration(minutes) * time.Minute)
	s := reputation.Statement{
		Subject: about, ReceivedAt: at, At: at.Truncate(time.Hour), Mass: reputation.Mass(0.6, report.Bad, at), Polarity: report.Bad, Category: "shopping",
		Tier: reputation.Verified, Own: bucket, Block: bucket, Reporter: reputation.Pseudonym(by), State: reputation.Live, Version: 1,
	}
	if by == "" {
		s.Tier = reputation.Anonymous
	}
	binary.BigEndian.PutUint64(s.Report[:], w.n)
	w.ok(errOf(w.store.Add(w.Context(), []reputation.Statement{s})))
	return s.Report
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
	w.logged("overturned "+id(2), "reinstated "+id(2), "overturned "+id(1))
}

// Distrust takes in all that somebody said, of both epochs, and what others said stays.
func TestAllThatSomebodySays(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	w.says(shop, "honest", 1, 9)
	point := w.says(shop, "abuser", 2, 8)
	w.says(other, "abuser", 3, 7)
	n, err := w.bench.Distrust(ctx, shop, point, "Ling", "offers to report for money")
	w.ok(err)
	if n != 2 {
		t.Errorf("%d statements, want 2", n)
	}
	w.states(shop, live, overturned)
	w.states(other, overturned)
	if w.shown(other) != 0 {
		t.Error("the other subject shows it still")
	}
	is, err := w.store.Distrusted(ctx, "abuser")
	w.ok(err)
	if not, _ := w.store.Distrusted(ctx, "honest"); !is || not {
		t.Errorf("distrusted %v, and who is honest %v", is, not)
	}
	n, err = w.bench.Trust(ctx, shop, point, "Ling", "it was the shop's rival who said so")
	w.ok(err)
	if is, _ := w.store.Distrusted(ctx, "abuser"); is || n != 2 {
		t.Errorf("distrusted %v after %d statements were reinstated", is, n)
	}
	w.states(shop, live, live)
	w.states(other, live)
	w.logged("distrusted "+id(2), "trusted "+id(2))
}

func TestRefusals(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	visitors := w.says(shop, "", 1, 9)
	_, err := w.bench.Distrust(ctx, shop, visitors, "Ling", "x")
	w.fails(err, sanction.ErrNobody)
	w.fails(w.bench.Overturn(ctx, shop, report.ID{9}, "Ling", "x"), sanction.ErrNoReport)
	w.fails(w.bench.Overturn(ctx, other, visitors, "Ling", "x"), sanction.ErrNoReport)
	w.fails(w.bench.Overturn(ctx, shop, visitors, "Ling", " "), ruling.ErrNoReason)
	w.fails(w.bench.Overturn(ctx, shop, visitors, "", "x"), ruling.ErrBy)
	w.fails(w.bench.Dismiss(ctx, shop, "Ling", "x"), sanction.ErrNoFlag)
	_, err = w.bench.Break(ctx, shop, "Ling", "x")
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
	w.away = errors.New("the log is away")
	before, err := w.store.Statements(ctx, shop)
	w.ok(err)
	for name, do := range map[string]func() error{
		"overturn":  func() error { return w.bench.Overturn(ctx, shop, one, "Ling", "x") },
		"reinstate": func() error { return w.bench.Reinstate(ctx, shop, one, "Ling", "x") },
		"distrust":  func() error { return errOf(w.bench.Distrust(ctx, shop, one, "Ling", "x")) },
		"trust":     func() error { return errOf(w.bench.Trust(ctx, shop, one, "Ling", "x")) },
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
	is, err := w.store.Distrusted(ctx, "a")
	w.ok(err)
	if !reflect.DeepEqual(before, after) || is {
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
	w.ok(w.store.Distrust(ctx, "new-4", reputation.DateOf(now)))
	v, err := w.bench.Read(ctx, shop, "Ling")
	w.ok(err)
	w.logged(string(auditlog.ReadSubject))
	if !v.Found || v.Flag == nil || v.Flag.New != 11 || len(v.Said) != 11 || v.Left != 0 {
		t.Fatalf("%+v", v)
	}
	for i, s := range v.Said {
		want := sanction.Said{
			Report: s.Report, Month: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Polarity: report.Bad, Category: "shopping",
			Tier: reputation.Verified, State: live, Network: "A", Known: true, Made: true, Distrusted: s.Distrusted,
		}
		if i == 10 {
			want.Tier, want.Network, want.Known, want.Made = reputation.Anonymous, "B", false, false
		}
		if s != want {
			t.Errorf("%d is %+v, want %+v", i, s, want)
		}
	}
	if n := slices.IndexFunc(v.Said, func(s sanction.Said) bool { return s.Distrusted }); n < 0 {
		t.Error("nobody is distrusted")
	}
	if strings.Contains(fmt.Sprintf("%+v", v), "new-") {
		t.Error("a pseudonym is shown")
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
