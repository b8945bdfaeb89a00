package gateway_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/internal/gateway"
	"ringfence/internal/intake"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

// Two processes hear the same message at once, and the two messages of one conversation.
func TestTwoDesksAtOnce(t *testing.T) {
	for range 20 {
		w := newWorld(t)
		text, number := w.message(bait), w.message("202-555-0143")
		var all sync.WaitGroup
		desks := []*gateway.Desk{w.openUnlimited(), w.openUnlimited()}
		for i := range 8 {
			r := number
			if i%2 == 0 {
				r = text
			}
			all.Go(func() {
				if _, err := desks[i/2%2].Take(context.Background(), r); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		w.counts(baited)
	}
}

// While one process files a number, another hears the text that it belongs to.
func TestATextThatComesWhileItsNumberIsFiled(t *testing.T) {
	w := newWorld(t)
	text, number := w.message(bait), w.message("202-555-0143")
	other := w.open()
	var second conversation.Reply
	w.Reports = &slowly{Reports: w.reports, meanwhile: func() {
		var err error
		if second, err = other.Take(context.Background(), text); err != nil {
			t.Error(err)
		}
	}}
	first := w.says(w.take(number), conversation.Reported)
	if second.Receipt != first.Receipt {
		t.Error("the two are answered with different receipts")
	}
	w.counts(baited)
}

// slowly takes its time to accept the first report.
type slowly struct {
	gateway.Reports
	once      sync.Once
	meanwhile func()
}

func (s *slowly) Accept(ctx context.Context, r report.Report, by reputation.Speaker, retry intake.Retry) (intake.Accepted, error) {
	s.once.Do(s.meanwhile)
	return s.Reports.Accept(ctx, r, by, retry)
}

func TestAMemoryThatOthersAlwaysChangeIsGivenUp(t *testing.T) {
	w := newWorld(t)
	w.Store = contended{w.disk}
	_, err := w.Take(context.Background(), w.message("202-555-0143"))
	if !errors.Is(err, fault.Unavailable) {
		t.Errorf("got %v", err)
	}
	if len(w.asked) != 1 {
		t.Errorf("the limit was asked %d times", len(w.asked))
	}
	w.counts()
}

// contended is a store in which another process is always faster.
type contended struct{ gateway.Store }

func (contended) Converse(context.Context, conversation.Record) (bool, error) { return false, nil }

func TestMessagesOfOneSenderWaitForEachOther(t *testing.T) {
	w := newWorld(t)
	slow := &gate{Store: w.disk, entered: make(chan struct{}), open: make(chan struct{})}
	w.Store = slow
	first := w.message("202-555-0143")
	ended := make(chan error)
	go func() { _, err := w.Take(context.Background(), first); ended <- err }()
	<-slow.entered
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := w.Take(ctx, first); !errors.Is(err, context.Canceled) {
		t.Errorf("the second did not wait: %v", err)
	}
	close(slow.open)
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// gate is a store in which the first read waits.
type gate struct {
	gateway.Store
	once          sync.Once
	entered, open chan struct{}
}

func (g *gate) Conversation(ctx context.Context, name conversation.Name) (conversation.Record, error) {
	g.once.Do(func() { close(g.entered); <-g.open })
	return g.Store.Conversation(ctx, name)
}
