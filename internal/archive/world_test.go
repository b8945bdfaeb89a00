package archive_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"ringfence/internal/apikey"
	"ringfence/internal/archive"
	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/internal/index"
	"ringfence/internal/intake"
	"ringfence/internal/keyring"
	"ringfence/internal/projection"
	"ringfence/internal/recorder"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/ruling"
	"ringfence/internal/subject"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
	"ringfence/store"
	"ringfence/store/bolt"
)

// world is a service on some store, with a clock of its own. It ends hours before the real clock, by which a store
// may tell what is new.
type world struct {
	t         *testing.T
	now       time.Time
	ring      *keyring.Ring
	store     store.Store
	projector *projection.Projector
	intake    *intake.Intake
}

func newWorld(t *testing.T, s store.Store, ring *keyring.Ring, now time.Time) *world {
	t.Helper()
	w := &world{t: t, now: now, ring: ring, store: s}
	clock := func() time.Time { return w.now }
	w.projector = projection.New(projection.Config{Store: s, Clock: clock, Log: slog.New(slog.DiscardHandler)})
	w.intake = intake.New(intake.Config{Store: s, Projector: w.projector, Keys: ring, Clock: clock})
	return w
}

func newRing(t *testing.T) *keyring.Ring {
	t.Helper()
	ring, err := keyring.Open(&keyring.Memory{})
	check(t, err)
	return ring
}

func openBolt(t *testing.T) store.Store {
	t.Helper()
	s, err := bolt.Open(bolt.Config{Path: t.TempDir()})
	check(t, err)
	t.Cleanup(func() { check(t, s.Close()) })
	return s
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func number(n int) subject.Key { return key(fmt.Sprintf("+12025550%03d", 105+n)) }

func key(s string) subject.Key {
	k, err := subject.ParseKey(s)
	if err != nil {
		panic(err)
	}
	return k
}

// told is a report that some tests come back to.
type told struct {
	report  report.Report
	by      reputation.Speaker
	retry   intake.Retry
	receipt report.Receipt
}

const days = 40

// stopped is one who gets no replies.
const stopped conversation.Name = "0123456789abcdef0123456789abcdef"

// end is when the story of furnish ends.
func end() time.Time { return time.Now().UTC().Truncate(time.Hour).Add(-3 * time.Hour) }

// furnish lets six weeks pass in which people report, correct and withdraw, and moderators rule. It returns a
// report that still stands.
func furnish(t *testing.T, s store.Store, ring *keyring.Ring) (*world, told) {
	t.Helper()
	finish := end()
	w := newWorld(t, s, ring, finish.AddDate(0, 0, -days))
	check(t, s.Bind(t.Context(), ring.Fingerprint()))
	check(t, s.PutKey(t.Context(), apikey.Key{Name: "an-app", Hash: apikey.Hash{1}, Tier: apikey.Partner, Scopes: []apikey.Scope{apikey.Report}, Expires: finish}))
	check(t, s.PutKey(t.Context(), apikey.Key{Name: "old-app", Hash: apikey.Hash{2}, Tier: apikey.Free, Scopes: []apikey.Scope{apikey.Lookup}}))
	check(t, s.RevokeKey(t.Context(), "old-app"))
	check(t, s.Stop(t.Context(), stopped))
	accounts := []subject.Key{key("wechat/scam_er1"), key("qq/10001"), key("CN/95588"), key("CN/sender/SOME BANK"), key("+8613800138000")}
	var last told
	for n := range days * 6 {
		w.now = w.now.Add(4 * time.Hour)
		one := told{by: speaker(n), retry: intake.Retry{Scope: "test", Key: fmt.Sprint("report ", n)}, report: report.Report{
			Kind: report.Call, Subjects: []subject.Key{number(n * n % 30), accounts[n%len(accounts)]}, Category: report.Categories()[n%7],
			Text: fmt.Sprintf("call %d, they knew my parcel", n), OccurredAt: w.now.Add(-time.Hour),
		}}
		if n%5 == 0 {
			one.report.Polarity = report.Fine
		}
		accepted, err := w.intake.Accept(t.Context(), one.report, one.by, one.retry)
		check(t, err)
		one.receipt = accepted.Receipt
		switch {
		case n%11 == 3:
			check(t, w.intake.Withdraw(t.Context(), one.receipt))
		case n%13 == 4:
			one.report.Text = "it was another parcel"
			_, err := w.intake.Replace(t.Context(), one.receipt, one.report, one.by)
			check(t, err)
		default:
			last = one
		}
		if n%7 == 2 && one.by.Identity == "" {
			w.vouch(one.receipt, reputation.ByPhone(number(50)))
		}
	}
	w.publish(last)
	w.rule(number(3), reputation.Confirm)
	w.rule(number(4), reputation.Confirm)
	w.rule(number(4), reputation.Clear)
	w.now = finish
	w.settle()
	return w, last
}

// publish keeps figures of every week, as many as fill several pages, a burst, the text of a report, and who is told.
func (w *world) publish(one told) {
	w.t.Helper()
	ctx, newest := w.t.Context(), trend.WeekOf(w.now)
	for n := range 25 {
		r := trend.Rollup{Week: newest.Add(-n), AsOf: w.now, Closed: n > 1, Cells: []trend.Cell{
			{Place: trend.Place{Table: trend.ByCampus, Row: "浙江大学", Column: "fake_job"}, Reporters: trend.Least + n},
		}, Ranges: []trend.Range{{Block: "+120255501", Category: "loan", Numbers: 3}}}
		kept, err := w.store.SaveWeek(ctx, r)
		check(w.t, err)
		if !kept {
			w.t.Errorf("%s is not kept", r.Week)
		}
	}
	check(w.t, w.store.SaveBurst(ctx, trend.Burst{ID: "burst", Scope: trend.Country(), Category: "loan", FoundAt: w.now, LastAt: w.now, Reporters: 30, Usual: 7}))
	check(w.t, w.store.PutExample(ctx, trend.Example{
		ID: "example", Receipt: one.receipt.Hash(), Category: one.report.Category, Kind: one.report.Kind, Lang: "en", Text: one.report.Text, ApprovedAt: w.now, By: "a moderator",
	}))
	check(w.t, w.store.PutHook(ctx, webhook.Hook{
		Name: "a-school", Revision: 3, URL: "https://example.edu/alerts", Scope: trend.Scope{Table: trend.ByCampus, Row: "浙江大学"}, Events: webhook.Events(), Secret: []byte("sealed"),
		MadeAt: w.now, Deliveries: []webhook.Delivery{{ID: "burst", At: w.now, Attempts: 1, Outcome: webhook.Taken}}, DisabledAt: w.now, Why: webhook.Gone,
	}))
}

// published is all that publish keeps.
type published struct {
	weeks    []trend.Rollup
	bursts   []trend.Burst
	examples []trend.Example
	hooks    []webhook.Hook
}

func (w *world) published() (p published) {
	w.t.Helper()
	ctx := w.t.Context()
	var err error
	p.weeks, err = w.store.Weeks(ctx, trend.Week{}, 1000)
	check(w.t, err)
	p.bursts, err = w.store.Bursts(ctx, time.Time{})
	check(w.t, err)
	p.examples, err = w.store.Examples(ctx)
	check(w.t, err)
	p.hooks, err = w.store.Hooks(ctx)
	check(w.t, err)
	return p
}

// speaker returns one of a few people of every tier.
func speaker(n int) reputation.Speaker {
	group := fmt.Sprintf("network %d", n%9)
	if n%3 == 0 {
		return reputation.Speaker{Tier: reputation.Anonymous, Weight: reputation.Anonymous.Weight(), Group: group}
	}
	by := reputation.Speaker{Identity: fmt.Sprint("person ", n%17), Tier: reputation.Verified, Weight: reputation.Verified.Weight(), Group: group}
	if n%4 == 0 {
		by.Tier, by.Weight, by.APIKey = reputation.Partner, reputation.Partner.Weight(), "an-app"
	}
	return by
}

// vouch makes a report that of somebody, unless it was withdrawn.
func (w *world) vouch(receipt report.Receipt, by reputation.Speaker) {
	w.t.Helper()
	if err := w.intake.Vouch(w.t.Context(), receipt.Hash(), by); err != nil && !errors.Is(err, fault.NotFound) {
		w.t.Fatal(err)
	}
}

func (w *world) rule(about subject.Key, kind reputation.DecisionKind) {
	w.t.Helper()
	clock := func() time.Time { return w.now }
	bench := ruling.New(ruling.Config{Store: w.store, Projector: w.projector, Recorder: recorder.New(recorder.Config{Store: w.store, Clock: clock}), Clock: clock})
	_, err := bench.Rule(w.t.Context(), kind, about, "a moderator", "heard the <recording> & 听过录音")
	check(w.t, err)
}

// settle does what a running server does, until nothing is left to do now.
func (w *world) settle() {
	w.t.Helper()
	check(w.t, w.projector.Settle(w.t.Context(), func(int) {}))
	for range 5 {
		check(w.t, w.projector.Sweep(w.t.Context()))
	}
}

// export writes an archive and returns its path.
func (w *world) export() string {
	w.t.Helper()
	path := filepath.Join(w.t.TempDir(), "archive.tar")
	check(w.t, archive.Create(path, func(to io.Writer) error { return archive.Export(w.t.Context(), w.store, to, w.now, "test") }))
	return path
}

func openArchive(t *testing.T, path string) *archive.Archive {
	t.Helper()
	a, err := archive.Open(path)
	check(t, err)
	t.Cleanup(func() { check(t, a.Close()) })
	return a
}

// imported is the same service on another store.
func (w *world) imported(path string, into store.Store) *world {
	w.t.Helper()
	check(w.t, openArchive(w.t, path).Import(w.t.Context(), into, nothing))
	other := newWorld(w.t, into, w.ring, w.now)
	other.settle()
	return other
}

func nothing(int, int) {}

// verifies expects that verify finds nothing.
func (w *world) verifies() {
	w.t.Helper()
	f, err := w.projector.Verify(w.t.Context(), nothing)
	check(w.t, err)
	if len(f.Differences) > 0 || f.Pending > 0 || f.Unfinished > 0 || f.Subjects == 0 {
		w.t.Errorf("verify finds %+v", f)
	}
}

// shown returns what lookups answer of every subject.
func (w *world) shown() map[subject.Key]reputation.Judgement {
	w.t.Helper()
	x := index.New(index.Config{Store: w.store, Clock: func() time.Time { return w.now }})
	_, err := x.Load(w.t.Context())
	check(w.t, err)
	all, err := w.store.Subjects(w.t.Context(), subject.Key{}, 10_000)
	check(w.t, err)
	shown := map[subject.Key]reputation.Judgement{}
	for _, about := range all {
		answer, err := x.Lookup(about)
		check(w.t, err)
		shown[about] = answer.Judgement
	}
	return shown
}

// showsAs expects the same verdict, score, interval and reasons of every subject, and the same tally.
func (w *world) showsAs(other *world) {
	w.t.Helper()
	got, want := w.shown(), other.shown()
	if len(got) != len(want) {
		w.t.Errorf("%d subjects are shown, want %d", len(got), len(want))
	}
	if got, want := w.published(), other.published(); !reflect.DeepEqual(got, want) {
		w.t.Errorf("published is\n%+v, want\n%+v", got, want)
	}
	for about, judged := range want {
		if mine := got[about]; reputation.Pack(mine) != reputation.Pack(judged) || !reflect.DeepEqual(mine, judged) {
			w.t.Errorf("%v is shown as\n%+v, want\n%+v", about, mine, judged)
		}
		here, err := w.store.Projection(w.t.Context(), about)
		check(w.t, err)
		there, err := other.store.Projection(w.t.Context(), about)
		check(w.t, err)
		if !reflect.DeepEqual(here.Tally, there.Tally) {
			w.t.Errorf("tally of %v is\n%+v, want\n%+v", about, here.Tally, there.Tally)
		}
	}
}
