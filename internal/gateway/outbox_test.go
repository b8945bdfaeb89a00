package gateway_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ringfence/internal/gateway"
	"ringfence/internal/subject"
)

// api is the send API of a gateway, and the clock on which it was asked.
type api struct {
	begun time.Time
	fails func(text string, try int) error // nil never does
	hangs chan struct{}                    // until closed; nil does not

	mu    sync.Mutex
	tries map[string][]time.Duration // by text, since begun
}

func newAPI() *api { return &api{begun: time.Now(), tries: map[string][]time.Duration{}} }

func (a *api) Send(ctx context.Context, _ subject.Key, text string) error {
	a.mu.Lock()
	a.tries[text] = append(a.tries[text], time.Since(a.begun))
	try := len(a.tries[text])
	a.mu.Unlock()
	if a.hangs != nil {
		select {
		case <-a.hangs:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if a.fails != nil {
		return a.fails(text, try)
	}
	return nil
}

// asked returns which texts were tried.
func (a *api) asked() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Sorted(maps.Keys(a.tries))
}

// pass lets virtual time go by.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// post is an Outbox that runs in a bubble.
type post struct {
	*gateway.Outbox
	mu       sync.Mutex
	outcomes map[string]int
	stop     func()
}

func newPost(t *testing.T, senders map[string]gateway.Sender) *post {
	p := &post{outcomes: map[string]int{}}
	p.Outbox = gateway.NewOutbox(gateway.OutboxConfig{Senders: senders, Done: func(name string, outcome gateway.Outcome) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.outcomes[name+" "+string(outcome)]++
	}})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); p.Run(ctx) }()
	p.stop = func() { cancel(); <-ended }
	t.Cleanup(p.stop)
	return p
}

func (p *post) wants(t *testing.T, want map[string]int) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if !maps.Equal(p.outcomes, want) {
		t.Errorf("outcomes %v, want %v", p.outcomes, want)
	}
}

var errDown = errors.New("down")

func TestAReplyIsTriedFourTimesWithGrowingPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := newAPI()
		down.fails = func(string, int) error { return errDown }
		p := newPost(t, map[string]gateway.Sender{"vonage": down})
		p.Put("vonage", aPhone, "a")
		pass(time.Minute)
		if want := []time.Duration{0, time.Second, 5 * time.Second, 21 * time.Second}; !slices.Equal(down.tries["a"], want) {
			t.Errorf("tried after %v, want %v", down.tries["a"], want)
		}
		p.wants(t, map[string]int{"vonage failed": 1})
	})
}

func TestAReplyIsSentOnceTheGatewayIsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := newAPI()
		down.fails = func(_ string, try int) error {
			if try < 3 {
				return errDown
			}
			return nil
		}
		p := newPost(t, map[string]gateway.Sender{"vonage": down})
		p.Put("vonage", aPhone, "a")
		pass(time.Minute)
		if len(down.tries["a"]) != 3 {
			t.Errorf("tried after %v", down.tries["a"])
		}
		p.wants(t, map[string]int{"vonage sent": 1})
	})
}

func TestWhatIsRefusedForGoodIsNotTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		strict := newAPI()
		strict.fails = func(string, int) error { return fmt.Errorf("no such number: %w", gateway.ErrPermanent) }
		p := newPost(t, map[string]gateway.Sender{"vonage": strict})
		p.Put("vonage", aPhone, "a")
		pass(time.Minute)
		if len(strict.tries["a"]) != 1 {
			t.Errorf("tried after %v", strict.tries["a"])
		}
		p.wants(t, map[string]int{"vonage failed": 1})
	})
}

func TestTheOldestIsDroppedForTheNewest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := newAPI()
		slow.hangs = make(chan struct{})
		p := newPost(t, map[string]gateway.Sender{"vonage": slow})
		const busy, more = 4, 3 // what hangs in the gateway waits no more
		for i := range busy {
			p.Put("vonage", aPhone, fmt.Sprintf("busy %d", i))
		}
		synctest.Wait()
		for i := range gateway.OutboxSize + more {
			p.Put("vonage", aPhone, fmt.Sprintf("%05d", i))
		}
		if p.Waiting() != gateway.OutboxSize {
			t.Errorf("%d wait", p.Waiting())
		}
		p.wants(t, map[string]int{"vonage dropped": more})
		close(slow.hangs)
		synctest.Wait()
		p.wants(t, map[string]int{"vonage dropped": more, "vonage sent": gateway.OutboxSize + busy})
		if first := slow.asked()[0]; first != fmt.Sprintf("%05d", more) {
			t.Errorf("the oldest that was sent is %s", first)
		}
	})
}

// What waits for another try is older than what came since, and is dropped before it.
func TestWhatFailedBeforeIsDroppedFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := newAPI()
		down.fails = func(string, int) error { return errDown }
		p := newPost(t, map[string]gateway.Sender{"vonage": down})
		for i := range gateway.OutboxSize {
			p.Put("vonage", aPhone, fmt.Sprintf("%05d", i))
		}
		synctest.Wait() // each was tried once
		down.fails = nil
		p.Put("vonage", aPhone, "newest")
		synctest.Wait()
		pass(time.Minute)
		if got := len(down.tries["00000"]); got != 1 {
			t.Errorf("the oldest was tried %d times", got)
		}
		p.wants(t, map[string]int{"vonage dropped": 1, "vonage sent": gateway.OutboxSize})
	})
}

func TestAGatewayThatHangsHoldsNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hung, well := newAPI(), newAPI()
		hung.hangs = make(chan struct{})
		p := newPost(t, map[string]gateway.Sender{"vonage": hung, "twilio": well})
		for i := range 100 {
			p.Put("vonage", aPhone, fmt.Sprint(i))
			p.Put("twilio", aPhone, fmt.Sprint(i))
		}
		synctest.Wait()
		p.wants(t, map[string]int{"twilio sent": 100})
		if len(hung.asked()) != 4 {
			t.Errorf("the one that hangs was asked for %v", hung.asked())
		}
		pass(10 * time.Second) // a try is given up
		if len(hung.asked()) != 8 {
			t.Errorf("then for %v", hung.asked())
		}
	})
}

func TestOneReceiverThatIsRefusedHoldsNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		picky := newAPI()
		picky.fails = func(text string, _ int) error {
			if text[0] == 'x' {
				return errDown
			}
			return nil
		}
		p := newPost(t, map[string]gateway.Sender{"vonage": picky})
		for i := range 100 {
			p.Put("vonage", aPhone, fmt.Sprint("x", i))
			p.Put("vonage", aPhone, fmt.Sprint("y", i))
		}
		synctest.Wait()
		p.wants(t, map[string]int{"vonage sent": 100})
	})
}

func TestWhenItStopsWhatWaitsIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hung := newAPI()
		hung.hangs = make(chan struct{})
		p := newPost(t, map[string]gateway.Sender{"vonage": hung})
		for i := range 10 {
			p.Put("vonage", aPhone, fmt.Sprint(i))
		}
		synctest.Wait()
		begun := time.Now()
		p.stop()
		if time.Since(begun) != 0 {
			t.Errorf("it stopped after %v", time.Since(begun))
		}
		p.Put("vonage", aPhone, "late")
		p.Put("no such gateway", aPhone, "lost")
		p.wants(t, map[string]int{"vonage dropped": 11, "no such gateway failed": 1})
		if p.Waiting() != 0 {
			t.Errorf("%d wait", p.Waiting())
		}
	})
}
