package projection

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store"
	"ringfence/store/mem"
)

// world is a store in memory and a projector with a clock of its own.
type world struct {
	t   *testing.T
	now time.Time
	n   uint32
	store.Store
	*Projector
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), Store: mem.New()}
	w.Projector = New(Config{Store: w.Store, Clock: func() time.Time { return w.now }, Log: slog.New(slog.DiscardHandler)})
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) key(s string) subject.Key {
	w.t.Helper()
	k, err := subject.ParseKey(s)
	w.must(err)
	return k
}

// say files one verified bad report about a subject, from a network.
func (w *world) say(about subject.Key, network uint8) report.ReceiptHash {
	w.t.Helper()
	s := w.statement(about, network)
	t := reputation.SealedTestimony{Report: s.Report, ReceivedAt: s.ReceivedAt, Statements: []reputation.Statement{s}}
	copy(t.Receipt[:], t.Report[:])
	w.must(w.File(context.Background(), t))
	return t.Receipt
}

// statement makes up what a verified bad report says about a subject.
func (w *world) statement(about subject.Key, network uint8) reputation.Statement {
	w.n++
	received := w.now.Truncate(time.Minute)
	at := reputation.EventTime(time.Time{}, received)
	return reputation.Statement{
		Subject: about, Report: report.ID{byte(w.n >> 16), byte(w.n >> 8), byte(w.n)}, ReceivedAt: received, At: at,
		Mass: reputation.Mass(0.6, report.Bad, at), Polarity: report.Bad, Category: "loan", Tier: reputation.Verified,
		Own: network % reputation.Buckets, Block: network % reputation.Buckets, State: reputation.Live, Version: 1,
	}
}

func (w *world) sweep() {
	w.t.Helper()
	w.must(w.Sweep(context.Background()))
}

func (w *world) verify() Findings {
	w.t.Helper()
	f, err := w.Verify(context.Background(), func(int, int) {})
	w.must(err)
	return f
}

func TestSweepProjectsWhatWasSaid(t *testing.T) {
	w := newWorld(t)
	number := w.key("+12025550143")
	w.say(number, 1)
	if f := w.verify(); f.Pending != 1 || len(f.Differences) != 0 {
		t.Errorf("before the sweep: %+v", f)
	}
	w.sweep()
	if f := w.verify(); f.Pending != 0 || f.Subjects != 1 || f.Statements != 1 || len(f.Differences) != 0 {
		t.Errorf("after the sweep: %+v", f)
	}
}

func TestHotSubjectIsLeftToTheSweeper(t *testing.T) {
	w := newWorld(t)
	number := w.key("+12025550143")
	for range 5 {
		w.say(number, 1)
		w.must(w.Project(context.Background(), number))
	}
	p, err := w.Projection(context.Background(), number)
	w.must(err)
	if p.Revision != 1 || p.Tally.Live != 1 {
		t.Errorf("five reports within a second were projected %d times, %d live", p.Revision, p.Tally.Live)
	}
	w.sweep()
	if p, _ = w.Projection(context.Background(), number); p.Revision != 2 || p.Tally.Live != 5 {
		t.Errorf("after the sweep: revision %d, %d live", p.Revision, p.Tally.Live)
	}
}

// The sixth number of a ten is reported: the five before it must learn of it, though nothing was said of them.
func TestNeighboursBecomeDue(t *testing.T) {
	w := newWorld(t)
	var numbers []subject.Key
	for i := range 6 {
		numbers = append(numbers, w.key(fmt.Sprintf("+1202555013%d", i)))
		w.say(numbers[i], uint8(i))
		w.must(w.Project(context.Background(), numbers[i]))
	}
	first, err := w.Projection(context.Background(), numbers[0])
	w.must(err)
	if first.Neighbours != 0 {
		t.Fatalf("the first number was projected with neighbours %v before there were any", first.Neighbours)
	}
	w.sweep()
	block, err := w.Blocks(context.Background(), "+120255501")
	w.must(err)
	hood := reputation.NewNeighbourhood(reputation.ChildrenOf(block), w.now)
	for _, p := range block {
		want := hood.Term(p.Subject.LastTwo(), p.Line)
		if got := p.Neighbours; want == 0 || got < want-reputation.NeighbourStep || got > want+reputation.NeighbourStep {
			t.Errorf("%s is projected with neighbours %v, they are %v", p.Subject, got, want)
		}
	}
}

// sayOfATen reports so many numbers of one ten, each from a network of its own, and returns them.
func (w *world) sayOfATen(many int) (numbers []subject.Key) {
	w.t.Helper()
	for i := range many {
		numbers = append(numbers, w.key(fmt.Sprintf("+1202555013%d", i)))
		w.say(numbers[i], uint8(i))
	}
	return numbers
}

// knowEachOther expects that each number of that block is kept with the neighbours that it has.
func (w *world) knowEachOther() {
	w.t.Helper()
	block, err := w.Blocks(context.Background(), "+120255501")
	w.must(err)
	hood := reputation.NewNeighbourhood(reputation.ChildrenOf(block), w.now)
	for _, p := range block {
		if want := hood.Term(p.Subject.LastTwo(), p.Line); want == 0 || p.Neighbours < want-reputation.NeighbourStep {
			w.t.Errorf("%s is kept with neighbours %v, they are %v", p.Subject, p.Neighbours, want)
		}
	}
}

// Two instances project two numbers of one block at the same time, each before the other is kept.
func TestNeighboursProjectedAtOnceLearnOfEachOther(t *testing.T) {
	w := newWorld(t)
	numbers := w.sayOfATen(5)
	other := New(w.Config)
	w.Projector.Store = &racing{w.Store, func() { w.must(other.ProjectNow(context.Background(), numbers[:4]...)) }}
	w.must(w.ProjectNow(context.Background(), numbers[4]))
	w.sweep()
	w.knowEachOther()
}

// Nothing is said any more; the sweeper alone must bring every verdict down, hour by hour.
func TestTimeAloneIsProjected(t *testing.T) {
	w := newWorld(t)
	number := w.key("+12025550143")
	for i := range 8 {
		w.say(number, uint8(i))
		w.now = w.now.Add(time.Hour)
	}
	w.sweep()
	around := reputation.Around(number, 0)
	for range 120 * 24 / 6 {
		w.now = w.now.Add(6 * time.Hour)
		w.sweep()
		p, err := w.Projection(context.Background(), number)
		w.must(err)
		kept := reputation.Pack(reputation.Judge(&p.Tally, around, p.AsOf))
		if fresh := reputation.Pack(reputation.Judge(&p.Tally, around, w.now)); kept != fresh {
			t.Fatalf("at %v the projection of %v says %x, it should say %x", w.now, p.AsOf, kept, fresh)
		}
	}
	p, _ := w.Projection(context.Background(), number)
	if !p.Due.IsZero() && p.Due.Before(w.now) {
		t.Errorf("due %v at %v", p.Due, w.now)
	}
}

func TestDecisionsAreProjected(t *testing.T) {
	w := newWorld(t)
	number := w.key("+12025550143")
	w.must(w.Decide(context.Background(), reputation.Decision{ID: "1", Subject: number, Kind: reputation.Confirm, At: w.now, By: "m", Reason: "r"}))
	w.sweep()
	p, err := w.Projection(context.Background(), number)
	w.must(err)
	if p.Tally.Standing.Ruling != reputation.Confirm {
		t.Errorf("the ruling is not projected: %+v", p.Tally.Standing)
	}
	if f := w.verify(); len(f.Differences) != 0 || f.Pending != 0 {
		t.Errorf("%+v", f)
	}
}

// tampered is a store whose projections were changed behind its back.
type tampered struct {
	store.Store
	change func(*reputation.Projection)
}

func (s tampered) Projection(ctx context.Context, about subject.Key) (reputation.Projection, error) {
	p, err := s.Store.Projection(ctx, about)
	s.change(&p)
	return p, err
}

func TestVerifyFindsWhatIsWrong(t *testing.T) {
	for _, test := range []struct {
		what   string
		change func(*reputation.Projection)
	}{
		{"established bad sums", func(p *reputation.Projection) { p.Tally.Bad[1] *= 1 + 1e-8 }},
		{"number of live statements", func(p *reputation.Projection) { p.Tally.Live++ }},
		{"share in the block", func(p *reputation.Projection) { p.Tally.Child.Bad /= 2 }},
		{"days", func(p *reputation.Projection) { p.Tally.Days = nil }},
		{"categories", func(p *reputation.Projection) { p.Tally.Categories = nil }},
		{"decisions", func(p *reputation.Projection) { p.Tally.Standing.Official = true }},
		{"neighbours", func(p *reputation.Projection) { p.Neighbours = 1 }},
		{"projected with formula 0, not 3: run ringfence rebuild", func(p *reputation.Projection) { p.Formula = 0 }},
	} {
		t.Run(test.what, func(t *testing.T) {
			w := newWorld(t)
			w.say(w.key("+12025550143"), 1)
			w.sweep()
			w.Projector.Store = tampered{w.Store, test.change}
			f := w.verify()
			if len(f.Differences) != 1 || f.Differences[0].What != test.what {
				t.Errorf("found %+v", f.Differences)
			}
		})
	}
}

func TestRebuildMendsAndCanBeInterrupted(t *testing.T) {
	w := newWorld(t)
	for i := range batch + 50 {
		w.say(w.key(fmt.Sprintf("qq/1%04d", i)), 1)
	}
	w.sweep()
	keys, err := w.Subjects(context.Background(), subject.Key{}, 2*batch)
	w.must(err)
	for _, key := range keys { // spoil every projection
		p, err := w.Projection(context.Background(), key)
		w.must(err)
		p.Revision++
		p.Tally.Live = 7
		_, err = w.Save(context.Background(), []reputation.Save{{Projection: p}})
		w.must(err)
	}
	ctx, interrupt := context.WithCancel(context.Background())
	if n, err := w.Rebuild(ctx, func(int, int) { interrupt() }); !errors.Is(err, context.Canceled) || n == 0 || n == batch+50 {
		t.Errorf("interrupted after %d subjects: %v", n, err)
	}
	if f := w.verify(); len(f.Differences) == 0 || len(f.Differences) == batch+50 {
		t.Errorf("half a rebuild leaves %d differences", len(f.Differences))
	}
	var last, total int
	if n, err := w.Rebuild(context.Background(), func(d, t int) { last, total = d, t }); err != nil || n != batch+50 || last != n || total != n {
		t.Errorf("rebuilt %d, progress %d of %d, %v", n, last, total, err)
	}
	if f := w.verify(); len(f.Differences) != 0 || f.Subjects != batch+50 {
		t.Errorf("after the rebuild: %+v", f)
	}
}

// racing lets another writer in between reading and saving, so often.
type racing struct {
	store.Store
	between func()
}

func (s *racing) Save(ctx context.Context, saves []reputation.Save) ([]subject.Key, error) {
	if between := s.between; between != nil {
		s.between = nil
		between()
	}
	return s.Store.Save(ctx, saves)
}

func (s *racing) Introduce(ctx context.Context, debuts []reputation.Debut, seen uint64) (int, bool, error) {
	if between := s.between; between != nil {
		s.between = nil
		between()
	}
	return s.Store.Introduce(ctx, debuts, seen)
}

func TestReportBetweenReadingAndSavingIsNotLost(t *testing.T) {
	w := newWorld(t)
	number := w.key("+12025550143")
	w.say(number, 1)
	w.Projector.Store = &racing{w.Store, func() {
		w.say(number, 2)
		other := New(w.Config)
		w.must(other.Project(context.Background(), number))
	}}
	w.must(w.Project(context.Background(), number))
	p, err := w.Projection(context.Background(), number)
	w.must(err)
	if p.Tally.Live != 2 {
		t.Errorf("%d of 2 reports count", p.Tally.Live)
	}
	if f := w.verify(); f.Pending != 0 || len(f.Differences) != 0 {
		t.Errorf("%+v", f)
	}
}

func TestUpgradeComputesWhatAnotherFormulaLeft(t *testing.T) {
	w := newWorld(t)
	number := w.key("+12025550143")
	w.say(number, 1)
	w.sweep()
	p, err := w.Projection(context.Background(), number)
	w.must(err)
	p.Revision++
	p.Formula, p.Tally = 0, reputation.Tally{}
	_, err = w.Save(context.Background(), []reputation.Save{{Projection: p}})
	w.must(err)
	if w.Status().Upgraded {
		t.Error("upgraded before it was looked at")
	}
	if n, _, err := w.Upgrade(context.Background(), subject.Key{}); n != 1 || err != nil {
		t.Errorf("upgraded %d subjects, %v", n, err)
	}
	if f := w.verify(); len(f.Differences) != 0 || !w.Status().Upgraded {
		t.Errorf("after the upgrade: %+v", f)
	}
}

// damagedStore cannot read what is kept of one subject.
type damagedStore struct {
	store.Store
	about subject.Key
}

func (s damagedStore) Tally(ctx context.Context, about []subject.Key, asOf time.Time) ([]reputation.Reading, error) {
	if slices.Contains(about, s.about) {
		return nil, fault.Damaged
	}
	return s.Store.Tally(ctx, about, asOf)
}

func TestOneUnreadableRecordStopsNobodyElse(t *testing.T) {
	w := newWorld(t)
	for i := range 5 {
		w.say(w.key(fmt.Sprintf("qq/1000%d", i)), 1)
	}
	bad := w.key("qq/10002")
	w.Projector.Store = damagedStore{w.Store, bad}
	w.sweep()
	if _, err := w.Projection(context.Background(), w.key("qq/10004")); err != nil {
		t.Errorf("another subject is not shown: %v", err)
	}
	if f := w.verify(); f.Subjects != 5 || len(f.Differences) != 1 || f.Differences[0].Subject != bad {
		t.Errorf("verify: %+v", f)
	}
	if n, err := w.Rebuild(context.Background(), func(int, int) {}); n != 4 || err == nil {
		t.Errorf("rebuilt %d, %v; one cannot be", n, err)
	}
	w.Projector.Store = w.Store
	if n, err := w.Rebuild(context.Background(), func(int, int) {}); n != 5 || err != nil {
		t.Errorf("once its records can be read again: rebuilt %d, %v", n, err)
	}
}

// vanishing is a store whose caller is gone as soon as it has saved.
type vanishing struct {
	store.Store
	vanish context.CancelFunc
}

func (s vanishing) Save(ctx context.Context, saves []reputation.Save) ([]subject.Key, error) {
	refused, err := s.Store.Save(ctx, saves)
	s.vanish()
	return refused, err
}

func (s vanishing) Blocks(ctx context.Context, blocks ...string) ([]reputation.Neighbour, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return s.Store.Blocks(ctx, blocks...)
}

func TestNeighboursLearnThoughTheirReporterIsGone(t *testing.T) {
	w := newWorld(t)
	for i := range 6 {
		number := w.key(fmt.Sprintf("+1202555013%d", i))
		w.say(number, uint8(i))
		ctx, vanish := context.WithCancel(context.Background())
		w.Projector.Store = vanishing{w.Store, vanish}
		_ = w.ProjectNow(ctx, number)
	}
	w.Projector.Store = w.Store
	w.sweep()
	if f := w.verify(); len(f.Differences) != 0 || f.Pending != 0 {
		t.Errorf("%+v", f)
	}
	p, err := w.Projection(context.Background(), w.key("+12025550130"))
	w.must(err)
	if p.Neighbours < 0.5 {
		t.Errorf("the first of six is kept with neighbours %v", p.Neighbours)
	}
}

// Numbers of one ten are projected at once by two, and who saves last is gone before it could tell the others.
func TestNeighboursProjectedAtOnceLearnThoughTheirReporterIsGone(t *testing.T) {
	w := newWorld(t)
	numbers := w.sayOfATen(5)
	other := New(w.Config)
	ctx, vanish := context.WithCancel(context.Background())
	w.Projector.Store = &racing{vanishing{w.Store, vanish}, func() { w.must(other.ProjectNow(context.Background(), numbers[:4]...)) }}
	w.must(w.ProjectNow(ctx, numbers[4]))
	w.Projector.Store = w.Store
	w.sweep()
	if f := w.verify(); len(f.Differences) != 0 || f.Pending != 0 {
		t.Errorf("%+v", f)
	}
}

// damagedProjections cannot read what it keeps of one number: neither alone nor in its block, and so every save
// of it is refused.
type damagedProjections struct {
	store.Store
	about subject.Key
	saves int
}

func (s *damagedProjections) Projection(ctx context.Context, about subject.Key) (reputation.Projection, error) {
	if about == s.about {
		return reputation.Projection{}, fault.Damaged
	}
	return s.Store.Projection(ctx, about)
}

func (s *damagedProjections) Blocks(ctx context.Context, blocks ...string) ([]reputation.Neighbour, error) {
	found, err := s.Store.Blocks(ctx, blocks...)
	return slices.DeleteFunc(found, func(n reputation.Neighbour) bool { return n.Subject == s.about }), err
}

func (s *damagedProjections) Save(ctx context.Context, saves []reputation.Save) ([]subject.Key, error) {
	s.saves++
	return s.Store.Save(ctx, saves)
}

func TestAnUnreadableProjectionStandsBack(t *testing.T) {
	w := newWorld(t)
	number := w.key("+12025550143")
	w.say(number, 1)
	w.sweep()
	w.say(number, 2)
	s := &damagedProjections{Store: w.Store, about: number}
	w.Projector.Store = s
	w.sweep()
	tried := s.saves
	w.sweep()
	w.sweep()
	if s.saves != tried {
		t.Errorf("saved %d times, and %d more when it was known to be in vain", tried, s.saves-tried)
	}
}

// An import settles while the sweeper does the same: both together leave nothing, and neither says so early.
func TestSettleBesideTheSweeper(t *testing.T) {
	w := newWorld(t)
	for i := range 3*batch + 50 {
		w.say(w.key(fmt.Sprintf("qq/1%05d", i)), 1)
	}
	ctx, stop := context.WithCancel(context.Background())
	swept := make(chan error)
	go func() {
		var err error
		for ctx.Err() == nil && err == nil {
			err = w.Sweep(ctx)
		}
		swept <- err
	}()
	w.must(w.Settle(context.Background(), func(int) {}))
	left, err := w.Unprojected(context.Background(), 1)
	if stop(); err != nil || len(left) > 0 {
		t.Errorf("settled, but %v is left, %v", left, err)
	}
	if err := <-swept; err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// failing is a store that fails while it is told to.
type failing struct {
	store.Store
	fails atomic.Bool
}

func (s *failing) Unprojected(ctx context.Context, limit int) ([]subject.Key, error) {
	if s.fails.Load() {
		return nil, fault.Unavailable
	}
	return s.Store.Unprojected(ctx, limit)
}

// A sweep that fails is tried again; one that goes on failing is left to another.
func TestSweepingGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		s := &failing{Store: w.Store}
		w.Projector.Store = s
		ended := make(chan error, 1)
		go func() { ended <- w.Run(t.Context()) }()
		for range 3 { // not long enough
			<-time.After(time.Minute)
			synctest.Wait()
			s.fails.Store(true)
			<-time.After(givesUp - 2*sweepEvery)
			synctest.Wait()
			s.fails.Store(false)
		}
		<-time.After(time.Minute)
		synctest.Wait()
		select {
		case err := <-ended:
			t.Fatalf("it gave up: %v", err)
		default:
		}
		s.fails.Store(true)
		begun := time.Now()
		if err := <-ended; !errors.Is(err, fault.Unavailable) || time.Since(begun) > givesUp+2*sweepEvery {
			t.Errorf("after %v: %v", time.Since(begun), err)
		}
	})
}

// In a rush some are projected for those who wait, and the others by the sweeper.
func TestARushIsLeftToTheSweeper(t *testing.T) {
	w := newWorld(t)
	w.Promptly = 3
	for second := range 2 {
		for i := range 10 {
			number := w.key(fmt.Sprintf("qq/1%d%03d", second, i))
			w.say(number, 1)
			w.must(w.Project(context.Background(), number))
		}
		if f := w.verify(); f.Subjects != 10*second+3 || f.Pending != 7 {
			t.Errorf("in second %d: %+v", second, f)
		}
		w.sweep()
		w.now = w.now.Add(time.Second)
	}
	if f := w.verify(); f.Subjects != 20 || f.Pending != 0 || len(f.Differences) != 0 {
		t.Errorf("%+v", f)
	}
}
