package projection

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
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

// Whoever takes over sweeping looks at what it noticed while nobody swept, however long that was.
func TestWhatWasNoticedLongAgoIsLookedAt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.loseALook()
		w.follow(w.Projector, "")
		w.now = w.now.Add(10 * seenTo)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- w.Run(ctx) }()
		<-time.After(2 * sweepEvery)
		stop()
		w.must(<-ended)
		w.knowEachOther()
	})
}

// full makes a world whose projector remembers as many blocks as it may, all noticed now.
func full(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	for n := range mostNoticed {
		w.Notice(w.inBlock(n), w.now)
	}
	if got := len(w.noticed.block); got != mostNoticed {
		t.Fatalf("%d blocks are remembered", got)
	}
	return w
}

// inBlock returns a number of the nth of many blocks.
func (w *world) inBlock(n int) subject.Key {
	return w.key(fmt.Sprintf("+1%05d0%02d00", 20_200+n/100, n%100))
}

// remembers reports whether the block of a number is remembered, and since when.
func (w *world) remembers(about subject.Key) (since time.Time, ok bool) {
	name, _ := about.Block()
	one, ok := w.noticed.block[name]
	return one.at, ok
}

// Instances that do not sweep notice too, and remember so much and no more.
func TestNoticesAreBounded(t *testing.T) {
	w := full(t)
	w.Notice(w.inBlock(mostNoticed), w.now)
	if got := len(w.noticed.block); got != mostNoticed {
		t.Errorf("%d blocks are remembered", got)
	}
	w.now = w.now.Add(seenTo)
	w.Notice(w.inBlock(7), w.now) // which is known
	if since, _ := w.remembers(w.inBlock(7)); !since.Equal(w.now) || !w.noticed.forgot.Before(w.now) {
		t.Errorf("remembered since %v, and room was made at %v", since, w.noticed.forgot)
	}
	w.now = w.now.Add(time.Millisecond)
	w.Notice(w.inBlock(mostNoticed), w.now)
	if _, ok := w.remembers(w.inBlock(mostNoticed)); !ok || len(w.noticed.block) != 2 {
		t.Errorf("%d blocks are remembered of a while ago", len(w.noticed.block))
	}
}

// What there is no room for costs little: the others are gone through once a second.
func TestRoomIsMadeOnceASecond(t *testing.T) {
	w := full(t)
	late := w.inBlock(mostNoticed)
	w.now = w.now.Add(seenTo)
	w.Notice(late, w.now) // in vain
	w.now = w.now.Add(forgetEvery - 1)
	w.Notice(late, w.now)
	if _, ok := w.remembers(late); ok {
		t.Error("room was made twice within a second")
	}
	w.now = w.now.Add(1)
	w.Notice(late, w.now)
	if _, ok := w.remembers(late); !ok {
		t.Error("no room was made")
	}
}

func TestWhatHasNoBlockOrIsOldIsNotNoticed(t *testing.T) {
	w := newWorld(t)
	w.Notice(w.key("+12025550143"), w.now.Add(-2*noticedLately))
	w.Notice(w.key("qq/10001"), w.now)
	if got := len(w.noticed.block); got > 0 {
		t.Errorf("%d blocks are remembered", got)
	}
}
