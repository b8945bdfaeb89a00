package lease_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/lease"
	"ringfence/store/mem"
)

const chore = "sweep"

// trouble is what befalls the calls of a process to the store from a moment on, for a while.
type trouble struct {
	from, lasts time.Duration
	kind        kind
	later       time.Duration // after its end, for those that are late
}

type kind int

const (
	refused kind = iota // they fail at once, and do nothing
	mute                // they do what was asked, and fail
	late                // the caller gives up; some time after it is over they do what was asked
	frozen              // they stand still, whatever the caller wants, and succeed when it is over
	slow                // they do what was asked at once, and the answer stands still
	kinds
)

func (t trouble) String() string {
	return fmt.Sprintf("%s at %v for %v", [kinds]string{"refused", "mute", "late", "frozen", "slow"}[t.kind], t.from, t.lasts)
}

// world is a store and the processes that want its one lease, in a bubble of time.
type world struct {
	t     testing.TB
	store *mem.Store
	began time.Time
	over  chan struct{} // closed when the test is

	goes sync.WaitGroup

	mu      sync.Mutex
	working []string      // names of processes in the middle of the chore
	last    time.Duration // when that last changed
	log     []string      // what happened, and when
	wrong   bool          // two worked at once
}

// inWorld runs a test in virtual time, with whatever it left running stopped at its end.
func inWorld(t *testing.T, test func(w *world)) (log []string, wrong bool) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{t: t, store: mem.New(), began: time.Now(), over: make(chan struct{})}
		defer func() {
			close(w.over)
			w.goes.Wait()
			log, wrong = w.log, w.wrong
		}()
		test(w)
	})
	return log, wrong
}

// process is a Keeper with a view of the store of its own.
type process struct {
	*lease.Keeper
	world    *world
	name     string
	latency  time.Duration // there and back, each
	winding  time.Duration // how long its chore takes to end
	lasts    time.Duration // how long its chore takes if nobody ends it; 0 is forever
	fails    bool          // and then that fails
	troubles []trouble
	killed   chan struct{}
	stopped  context.CancelFunc
	said     []error
	failed   int // how often it was told that its chore failed
	ended    chan struct{}
}

// join starts a process.
func (w *world) join(p *process) *process {
	ctx, stop := context.WithCancel(context.Background())
	p.world, p.killed, p.stopped, p.ended = w, make(chan struct{}), stop, make(chan struct{})
	p.Keeper = lease.New(lease.Config{
		Store:   p,
		Failing: func(_ string, err error) { p.said = append(p.said, err) },
		Failed:  func(string, error) { p.failed++ },
	})
	w.goes.Go(func() {
		defer close(p.ended)
		p.Run(ctx, chore, p.work)
	})
	w.goes.Go(func() {
		<-w.over
		stop()
	})
	return p
}

func (w *world) note(format string, a ...any) {
	w.log = append(w.log, fmt.Sprintf("%9v ", time.Since(w.began).Round(time.Millisecond))+fmt.Sprintf(format, a...))
}

// work is the chore.
func (p *process) work(ctx context.Context) error {
	w := p.world
	w.mu.Lock()
	w.working, w.last = append(w.working, p.name), time.Since(w.began)
	w.note("%s begins", p.name)
	if len(w.working) > 1 {
		w.wrong = true
		w.note("AT ONCE: %v", w.working)
	}
	w.mu.Unlock()
	var done <-chan time.Time
	if p.lasts > 0 {
		done = time.After(p.lasts)
	}
	select {
	case <-ctx.Done():
		select {
		case <-time.After(p.winding):
		case <-p.killed:
		}
	case <-p.killed:
	case <-done:
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	i := slices.Index(w.working, p.name)
	w.working, w.last = slices.Delete(w.working, i, i+1), time.Since(w.began)
	w.note("%s ends", p.name)
	if p.fails {
		return errNoAnswer
	}
	return nil
}

// at returns who works now, which should be one or, as "", nobody.
func (w *world) at() string {
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.working) > 1 {
		w.t.Errorf("at once: %v", w.working)
	}
	if len(w.working) == 0 {
		return ""
	}
	return w.working[0]
}

// until lets time pass until one of these works, or some time is over, and returns how long that took.
func (w *world) until(atMost time.Duration, names ...string) time.Duration {
	w.t.Helper()
	start := time.Now()
	for time.Since(start) <= atMost {
		if slices.Contains(names, w.at()) {
			return time.Since(start)
		}
		<-time.After(10 * time.Millisecond)
	}
	w.t.Fatalf("after %v %q works, not one of %q", atMost, w.at(), names)
	return 0
}

// kill ends a process as SIGKILL does: in the middle, without a word to the store.
func (p *process) kill() {
	p.world.mu.Lock()
	p.world.note("%s is killed", p.name)
	p.world.mu.Unlock()
	close(p.killed)
}

var errNoAnswer = errors.Join(fault.Unavailable, errors.New("no answer"))

// call makes a call to the store as the troubles of a process allow.
func call[T any](ctx context.Context, p *process, do func(context.Context) (T, error)) (answer T, err error) {
	var none T
	if p.wait(p.latency); p.gone() {
		return none, errNoAnswer
	}
	asked, now := ctx, time.Since(p.world.began)
	for _, t := range p.troubles {
		if now < t.from || now >= t.from+t.lasts {
			continue
		}
		switch left := t.from + t.lasts - now; t.kind {
		case refused:
			return none, errNoAnswer
		case mute:
			_, _ = do(context.Background())
			return none, errNoAnswer
		case late:
			p.world.goes.Go(func() {
				p.wait(left + t.later)
				_, _ = do(context.Background())
			})
			<-ctx.Done()
			return none, ctx.Err()
		case frozen:
			p.wait(left)
			asked = context.Background()
		case slow:
			answer, err = do(ctx)
			p.wait(left)
			return answer, err
		}
	}
	answer, err = do(asked)
	if p.wait(p.latency); p.gone() {
		return none, errNoAnswer
	}
	return answer, err
}

// wait lets time pass, or the test end.
func (p *process) wait(d time.Duration) {
	select {
	case <-time.After(d):
	case <-p.world.over:
	}
}

// gone reports whether the test is over, which is all that a process that was killed lives to see.
func (p *process) gone() bool {
	select {
	case <-p.killed:
		<-p.world.over
		return true
	case <-p.world.over:
		return true
	default:
		return false
	}
}

// kept is a lease.
type kept struct {
	holder string
	turn   uint64
}

func (p *process) Lease(ctx context.Context, chore string) (string, uint64, error) {
	l, err := call(ctx, p, func(ctx context.Context) (l kept, err error) {
		l.holder, l.turn, err = p.world.store.Lease(ctx, chore)
		return l, err
	})
	return l.holder, l.turn, err
}

func (p *process) Claim(ctx context.Context, chore, holder string, after uint64) (bool, error) {
	return call(ctx, p, func(ctx context.Context) (bool, error) { return p.world.store.Claim(ctx, chore, holder, after) })
}

func (p *process) Yield(ctx context.Context, chore, holder string) error {
	_, err := call(ctx, p, func(ctx context.Context) (bool, error) { return false, p.world.store.Yield(ctx, chore, holder) })
	return err
}
