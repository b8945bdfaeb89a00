package projection

import (
	"context"
	"fmt"
	"testing"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store"
)

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
