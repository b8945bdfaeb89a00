package projection

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store"
)

var errKilled = errors.New("killed")

// dying is the store of a process that is killed as soon as it has saved: it looks at no block and hastens nobody
// after that.
type dying struct {
	store.Store
	dead bool
}

func (s *dying) Save(ctx context.Context, saves []reputation.Save) ([]subject.Key, error) {
	refused, err := s.Store.Save(ctx, saves)
	s.dead = true
	return refused, err
}

func (s *dying) Blocks(ctx context.Context, blocks ...string) ([]reputation.Neighbour, error) {
	if s.dead {
		return nil, errKilled
	}
	return s.Store.Blocks(ctx, blocks...)
}

func (s *dying) Hasten(context.Context, []subject.Key, time.Time) error { return errKilled }

// follow lets a projector notice what anybody saved after a cursor, as an index that follows the store does.
func (w *world) follow(p *Projector, after reputation.Cursor) reputation.Cursor {
	w.t.Helper()
	changed, next, err := w.Changed(context.Background(), after, 1000)
	w.must(err)
	for i := range changed {
		p.Notice(changed[i].Subject, changed[i].AsOf)
	}
	return next
}

// loseALook has two instances save numbers of one ten at the same time, of which the later one is killed before it
// looked again.
func (w *world) loseALook() {
	w.t.Helper()
	numbers := w.sayOfATen(5)
	first, second := New(w.Config), New(w.Config)
	second.Store = &racing{&dying{Store: w.Store}, func() { w.must(first.ProjectNow(context.Background(), numbers[:4]...)) }}
	if err := second.ProjectNow(context.Background(), numbers[4]); !errors.Is(err, errKilled) {
		w.t.Fatalf("it was to be killed: %v", err)
	}
	w.sweep()
	if f := w.verify(); len(f.Differences) == 0 || f.Pending != 0 {
		w.t.Fatalf("no look was lost: %+v", f)
	}
}

func TestALostLookIsMadeUp(t *testing.T) {
	w := newWorld(t)
	w.loseALook()
	cursor := w.follow(w.Projector, "")
	w.now = w.now.Add(time.Second)
	w.sweep()
	w.knowEachOther()
	if f := w.verify(); len(f.Differences) != 0 || f.Pending != 0 {
		t.Errorf("%+v", f)
	}
	for range 3 { // what the sweeper saved is noticed too, and there the matter ends
		cursor = w.follow(w.Projector, cursor)
		w.sweep()
	}
	if changed, _, err := w.Changed(context.Background(), cursor, 1); err != nil || len(changed) > 0 {
		t.Errorf("swept without end: %v, %v", changed, err)
	}
}

// What was noticed is not forgotten when the look fails.
func TestALookThatFailsIsTriedAgain(t *testing.T) {
	w := newWorld(t)
	w.loseALook()
	w.follow(w.Projector, "")
	w.Projector.Store = &dying{Store: w.Store, dead: true}
	if err := w.Sweep(context.Background()); !errors.Is(err, errKilled) {
		t.Errorf("got %v", err)
	}
	w.Projector.Store = w.Store
	w.sweep()
	w.knowEachOther()
}

// Instances that do not sweep notice too, and remember so much and no more.
func TestNoticesAreBounded(t *testing.T) {
	w := newWorld(t)
	notice := func(n int) { w.Notice(w.key(fmt.Sprintf("+1202%03d%04d", 200+n/10_000, n%10_000)), w.now) }
	for n := range most + 1000 {
		notice(100 * n % 8_000_000)
	}
	if got := len(w.noticed.block); got > most {
		t.Errorf("%d blocks are remembered", got)
	}
	w.Notice(w.key("+12025550143"), w.now.Add(-2*lately))
	w.Notice(w.key("qq/10001"), w.now)
	w.noticed.forget(w.now.Add(time.Second))
	if got := len(w.noticed.block); got > 0 {
		t.Errorf("%d blocks are remembered of long ago", got)
	}
}
