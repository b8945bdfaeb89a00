package index

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/projection"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store"
	"ringfence/store/mem"
)

// town is a store, a projector and an index, with a clock of their own.
type town struct {
	*testing.T
	now   time.Time
	n     uint32
	store store.Store
	*projection.Projector
	*Index
}

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{T: t, now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), store: mem.New()}
	w.Projector = projection.New(projection.Config{Store: w.store, Clock: w.clock, Log: slog.New(slog.DiscardHandler)})
	w.Index = New(Config{Store: w.store, Clock: w.clock})
	w.load()
	return w
}

func (w *town) clock() time.Time { return w.now }

func (w *town) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *town) load() {
	w.Helper()
	_, err := w.Index.Load(context.Background())
	w.must(err)
}

// say files one verified report about a subject, from a network.
func (w *town) say(about subject.Key, network uint8, polarity report.Polarity) {
	w.Helper()
	w.n++
	filed := reputation.SealedTestimony{ReceivedAt: w.now.Truncate(time.Minute)}
	filed.Report = report.ID{byte(w.n >> 16), byte(w.n >> 8), byte(w.n)}
	copy(filed.Receipt[:], filed.Report[:])
	at := reputation.EventTime(time.Time{}, filed.ReceivedAt)
	filed.Statements = []reputation.Statement{{
		Subject: about, Report: filed.Report, ReceivedAt: filed.ReceivedAt, At: at, Mass: reputation.Mass(0.6, polarity, at),
		Polarity: polarity, Category: "loan", Tier: reputation.Verified, Own: network % reputation.Buckets, Block: network % reputation.Buckets,
		State: reputation.Live, Version: 1,
	}}
	w.must(w.store.File(context.Background(), filed))
}

func (w *town) settle() {
	w.Helper()
	w.must(w.Sweep(context.Background()))
	w.must(w.Sweep(context.Background())) // neighbours that the first hastened
	w.must(w.CatchUp(context.Background()))
}

func (w *town) lookup(key subject.Key) reputation.Judgement {
	w.Helper()
	a, err := w.Lookup(key)
	w.must(err)
	return a.Judgement
}

func key(s string) subject.Key {
	k, err := subject.ParseKey(s)
	if err != nil {
		panic(err)
	}
	return k
}

func number(n int) subject.Key { return key(fmt.Sprintf("+1202555%04d", n)) }

// crowdedTown has everything there is: blocks with neighbours, lone numbers, accounts, rulings, people who
// vouch, and a month of reports.
func crowdedTown(t *testing.T) *town {
	w := newTown(t)
	for d := range 30 {
		for i := range 8 {
			w.say(number(120+(d*7+i*3)%40), uint8(d*5+i), report.Bad)
		}
		w.say(key(fmt.Sprintf("qq/10%03d", d)), uint8(d), report.Bad)
		w.say(key("wechat/parcel_helper"), uint8(d), report.Bad)
		if d%5 == 0 {
			w.say(number(125), uint8(d), report.Fine)
		}
		w.settle()
		w.now = w.now.Add(24 * time.Hour)
	}
	w.must(w.store.Decide(context.Background(), reputation.Decision{ID: "1", Subject: number(130), Kind: reputation.Clear, At: w.now, Reason: "a shop"}))
	w.must(w.store.Decide(context.Background(), reputation.Decision{ID: "2", Subject: key("qq/10001"), Kind: reputation.Confirm, At: w.now, Reason: "three victims"}))
	w.settle()
	return w
}

// equal compares the index with a fresh computation of every number of the block and every account.
func (w *town) equal() {
	w.Helper()
	for _, about := range w.everybody() {
		p, err := w.store.Projection(context.Background(), about)
		switch {
		case errors.Is(err, fault.NotFound):
			p = reputation.Projection{Subject: about}
			if name, ok := about.Block(); ok {
				block, err := w.store.Block(context.Background(), name)
				w.must(err)
				p.Neighbours = reputation.NewNeighbourhood(reputation.Children(block), w.now).Term(about.LastTwo(), about.Line())
			}
		case err != nil:
			w.Fatal(err)
		}
		fresh := reputation.Judge(&p.Tally, reputation.Around(about, p.Neighbours), w.now)
		held := w.lookup(about)
		if reputation.Pack(held) != reputation.Pack(fresh) || held.Exported != fresh.Exported || !held.FirstSeen.Equal(fresh.FirstSeen) ||
			held.Networks != fresh.Networks || !reflect.DeepEqual(held.Daily, fresh.Daily) || len(held.Reasons) != len(fresh.Reasons) {
			w.Fatalf("at %v the index says of %s\n%+v\nfresh it is\n%+v", w.now, about, held, fresh)
		}
	}
}

func (w *town) everybody() []subject.Key {
	keys, err := w.store.Subjects(context.Background(), subject.Key{}, 10_000)
	w.must(err)
	for n := range 100 {
		if _, sample := report.Sample(number(100 + n)); !sample {
			keys = append(keys, number(100+n))
		}
	}
	return append(keys, number(243), key("CN/95588"))
}

func TestIndexIsAFreshComputationEveryDay(t *testing.T) {
	w := crowdedTown(t)
	w.equal()
	for range 120 { // nothing is said any more
		w.now = w.now.Add(24 * time.Hour)
		w.settle()
		w.equal()
	}
}

func TestMergeChangesNothing(t *testing.T) {
	w := crowdedTown(t)
	l := w.Index.now.Load()
	merged := l.base.merged(l.live)
	w.Index.now.Store(&layers{live: newOverlay(), base: merged})
	w.equal()
	w.say(number(143), 1, report.Bad) // over the merged base
	w.say(number(199), 2, report.Bad)
	w.settle()
	w.equal()
	twice := merged.merged(w.Index.now.Load().live)
	w.Index.now.Store(&layers{live: newOverlay(), base: twice})
	w.equal()
	for i := 1; i < len(twice.numbers); i++ {
		if twice.numbers[i] <= twice.numbers[i-1] {
			t.Fatalf("numbers are not ascending at %d", i)
		}
	}
}

func TestSnapshotIsWhatItWas(t *testing.T) {
	w := crowdedTown(t)
	w.Snapshot = filepath.Join(t.TempDir(), "index.snapshot")
	w.must(w.save())
	again := New(w.Index.Config)
	snapshot, err := again.Load(context.Background())
	if snapshot != nil || err != nil || again.now.Load().live.len() != 0 {
		t.Fatalf("loaded with %v, %v; %d subjects were read from the store", snapshot, err, again.now.Load().live.len())
	}
	w.Index = again
	w.equal()
}

func TestBadSnapshotsAreMadeAnew(t *testing.T) {
	w := crowdedTown(t)
	w.Snapshot = filepath.Join(t.TempDir(), "index.snapshot")
	w.must(w.save())
	good, err := os.ReadFile(w.Snapshot)
	w.must(err)
	flipped := append([]byte(nil), good...)
	flipped[len(flipped)/2] ^= 1
	for name, bad := range map[string][]byte{
		"cut short": good[:len(good)/2], "empty": {}, "of another version": []byte(strings.Replace(string(good), "index 1", "index 0", 1)),
		"with a flipped bit": flipped, "too long": append(append([]byte(nil), good...), 0),
	} {
		w.must(os.WriteFile(w.Snapshot, bad, 0o600))
		again := New(w.Index.Config)
		snapshot, err := again.Load(context.Background())
		if snapshot == nil || err != nil {
			t.Errorf("%s: said %v, %v", name, snapshot, err)
		}
		w.Index = again
		w.equal()
	}
}

// A data folder was restored from a backup, and the snapshot beside it is newer.
func TestSnapshotOfOtherDataIsMadeAnew(t *testing.T) {
	w := crowdedTown(t)
	w.Snapshot = filepath.Join(t.TempDir(), "index.snapshot")
	w.must(w.save())
	restored := newTown(t)
	restored.say(number(143), 1, report.Bad)
	restored.Index = New(Config{Store: restored.store, Clock: restored.clock, Snapshot: w.Snapshot})
	restored.must(restored.Sweep(context.Background()))
	snapshot, err := restored.Load(context.Background())
	if snapshot == nil || err != nil {
		t.Errorf("said %v, %v", snapshot, err)
	}
	restored.equal()
}

func FuzzReadSnapshot(f *testing.F) {
	f.Add([]byte(magic))
	f.Fuzz(func(_ *testing.T, b []byte) {
		r := &unpacker{rest: b}
		_ = r.base()
	})
}

func TestDetailsReadBack(t *testing.T) {
	w := crowdedTown(t)
	for _, about := range w.everybody() {
		j := w.lookup(about)
		if j.Shown && !reflect.DeepEqual(decode(encode(&j, w.now), w.now), j) && !j.Plain() {
			t.Errorf("%s: %+v became %+v", about, j, decode(encode(&j, w.now), w.now))
		}
	}
}

func TestSamplesAnswerOneVerdictEach(t *testing.T) {
	w := newTown(t)
	for n, want := range []reputation.Verdict{reputation.Unknown, reputation.Cleared, reputation.Suspicious, reputation.Scam, reputation.Suspicious} {
		j := w.lookup(number(100 + n))
		if j.Verdict != want || (len(j.Conditions) > 0) != (n == 4) {
			t.Errorf("sample %d is %v with %v, want %v", n, j.Verdict, j.Conditions, want)
		}
	}
}

func TestNothingKnownIsAnAnswer(t *testing.T) {
	w := newTown(t)
	for _, s := range []string{"+12025550143", "CN/95588", "wechat/nobody1", "domain/example.org"} {
		if j := w.lookup(key(s)); j.Verdict != reputation.Unknown || j.Shown || j.Reasons[0].Code != reputation.ReasonNone {
			t.Errorf("%s: %+v", s, j)
		}
	}
}

// A call centre rotates through a ten of numbers: the one it will use next is weighed by the others, and
// stays unknown.
func TestNumberAmongReportedNeighbours(t *testing.T) {
	w := newTown(t)
	for i := range 6 {
		w.say(number(130+i), uint8(i), report.Bad)
	}
	w.settle()
	if j := w.lookup(number(139)); j.Score <= 5 || j.Score > 15 || j.Verdict != reputation.Unknown || j.Reasons[1].Code != reputation.ReasonNeighbours {
		t.Errorf("beside six reported numbers: %+v", j)
	}
	if j := w.lookup(number(243)); j.Score != 5 {
		t.Errorf("in the next block: score %d", j.Score)
	}
}

// away is a store that can be taken away.
type away struct {
	store.Store
	gone bool
}

func (s *away) Changed(ctx context.Context, after reputation.Cursor, limit int) ([]reputation.Projection, reputation.Cursor, error) {
	if s.gone {
		return nil, after, fault.Unavailable
	}
	return s.Store.Changed(ctx, after, limit)
}

func TestLookupsGoOnWithoutTheStoreAndTellTheirAge(t *testing.T) {
	w := newTown(t)
	w.say(number(143), 1, report.Bad)
	w.settle()
	s := &away{w.store, true}
	w.Index.Store = s
	loaded := w.now
	w.now = w.now.Add(time.Hour)
	if err := w.CatchUp(context.Background()); !errors.Is(err, fault.Unavailable) {
		t.Fatalf("following a store that is away: %v", err)
	}
	for _, about := range []subject.Key{number(143), number(144)} {
		if a, err := w.Lookup(about); err != nil || !a.AsOf.Equal(loaded) {
			t.Errorf("%s: as of %v, %v; want %v", about, a.AsOf, err, loaded)
		}
	}
	s.gone = false
	w.must(w.CatchUp(context.Background()))
	if a, _ := w.Lookup(number(143)); !a.AsOf.Equal(w.now) {
		t.Errorf("the store is back, but the index is as of %v", a.AsOf)
	}
}

func TestNothingIsAnsweredBeforeTheIndexIsLoaded(t *testing.T) {
	w := newTown(t)
	w.Index = New(w.Index.Config)
	if _, err := w.Lookup(number(143)); !errors.Is(err, fault.Unavailable) {
		t.Errorf("got %v", err)
	}
}
