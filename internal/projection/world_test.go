package projection

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

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
