package index

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"reflect"
	"slices"
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

// crowdedTown has everything there is: blocks with neighbours, lone numbers, accounts, rulings, a registry,
// people who vouch, and a month of reports.
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
	for i, d := range []reputation.Decision{
		{Subject: number(130), Kind: reputation.Clear, Reason: "a shop"},
		{Subject: key("qq/10001"), Kind: reputation.Confirm, Reason: "three victims"},
		{Subject: number(126), Kind: reputation.Register},
		{Subject: number(190), Kind: reputation.Register}, // nobody reported it
		{Subject: key("CN/95588"), Kind: reputation.Register},
		{Subject: number(128), Kind: reputation.Dispute},
	} {
		d.ID, d.At = fmt.Sprint(i), w.now
		w.must(w.store.Decide(context.Background(), d))
	}
	w.settle()
	return w
}

// How far what the index says may be from fresh, as the package comment has it.
const (
	staleInterval   = 10   // points
	staleConfidence = 0.06 // of 1
	staleOrder      = 0.15 // of z
)

// equal compares the index with the judgement of what was said, of every number of the block and every account.
func (w *town) equal() {
	w.Helper()
	for _, about := range w.everybody() {
		if what := differ(w.lookup(about), w.fresh(about)); what != "" {
			w.Fatalf("at %v, %s: %s differs; the index says\n%+v\nand fresh it is\n%+v", w.now, about, what, w.lookup(about), w.fresh(about))
		}
	}
}

// fresh judges a subject by its statements and decisions. Neighbours are those it is kept with, which may be a
// step behind.
func (w *town) fresh(about subject.Key) reputation.Judgement {
	w.Helper()
	ctx := context.Background()
	statements, err := w.store.Statements(ctx, about)
	w.must(err)
	decisions, err := w.store.Decisions(ctx, about)
	w.must(err)
	neighbours := 0.0
	if name, ok := about.Block(); ok {
		block, err := w.store.Blocks(ctx, name)
		w.must(err)
		neighbours = reputation.NewNeighbourhood(reputation.ChildrenOf(block), w.now).Term(about.LastTwo(), about.Line())
	}
	switch p, err := w.store.Projection(ctx, about); {
	case err == nil:
		if math.Abs(p.Neighbours-neighbours) >= 2*reputation.NeighbourStep {
			w.Fatalf("at %v %s is kept with neighbours %v, and they are %v", w.now, about, p.Neighbours, neighbours)
		}
		neighbours = p.Neighbours
	case !errors.Is(err, fault.NotFound):
		w.Fatal(err)
	}
	tally := reputation.Fold(statements, decisions, w.now)
	return reputation.Judge(&tally, reputation.Around(about, neighbours), w.now)
}

// differ names what of a judgement is not as it is fresh, or "".
func differ(held, fresh reputation.Judgement) string {
	far := func(a, b, most int) bool { return a-b > most || b-a > most }
	for _, c := range []struct {
		what    string
		differs bool
	}{
		{"what is packed", reputation.Pack(held) != reputation.Pack(fresh)},
		{"exported", held.Exported != fresh.Exported},
		{"month only", held.MonthOnly != fresh.MonthOnly},
		{"first seen", !held.FirstSeen.Equal(fresh.FirstSeen)},
		{"chart", !slices.Equal(held.Daily, fresh.Daily)},
		{"reasons", !sameReasons(held.Reasons, fresh.Reasons)},
		{"categories", !slices.EqualFunc(held.Categories, fresh.Categories, func(a, b reputation.CategoryShare) bool {
			return a.Category == b.Category && math.Abs(a.Share-b.Share) < 1./255
		})},
		{"interval", far(held.Low, fresh.Low, staleInterval) || far(held.High, fresh.High, staleInterval)},
		{"confidence", math.Abs(held.Confidence-fresh.Confidence) > staleConfidence},
	} {
		if c.differs {
			return c.what
		}
	}
	return ""
}

// sameReasons compares codes, words and order. Those that weigh nearly the same may have changed places.
func sameReasons(held, fresh []reputation.Reason) bool {
	if len(held) != len(fresh) {
		return false
	}
	for i, h := range held {
		at := slices.IndexFunc(fresh, func(r reputation.Reason) bool { return r.Code == h.Code })
		if at < 0 || fresh[at].Words != h.Words {
			return false
		}
		if i != at && math.Abs(math.Abs(fresh[at].Term)-math.Abs(fresh[i].Term)) > staleOrder {
			return false
		}
	}
	return true
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

func TestDetailsReadBack(t *testing.T) {
	w := crowdedTown(t)
	for _, about := range w.everybody() {
		j := w.lookup(about)
		if j.Shown && !reflect.DeepEqual(decode(encode(&j, w.now), w.now), j) && !j.Plain() {
			t.Errorf("%s: %+v became %+v", about, j, decode(encode(&j, w.now), w.now))
		}
	}
}

// What is in the registry is known though nobody reported it, and is not a scam however many did.
func TestRegistryEntries(t *testing.T) {
	w := crowdedTown(t)
	for _, about := range []subject.Key{number(126), number(190), key("CN/95588")} {
		j := w.lookup(about)
		if j.Verdict != reputation.Cleared || !slices.Contains(j.Conditions, reputation.Official) || j.Listed || j.Reasons[0].Code != reputation.ReasonOfficial {
			t.Errorf("%s: %+v", about, j)
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

func TestNothingIsAnsweredBeforeTheIndexIsLoaded(t *testing.T) {
	w := newTown(t)
	w.Index = New(w.Index.Config)
	if _, err := w.Lookup(number(143)); !errors.Is(err, fault.Unavailable) {
		t.Errorf("got %v", err)
	}
}
