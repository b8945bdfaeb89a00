package gateway

import (
	"context"
	"errors"
	"sync"
	"time"

	"ringfence/internal/subject"
)

// Sender sends a text message through one gateway. An error that is ErrPermanent is not tried again.
type Sender interface {
	Send(ctx context.Context, to subject.Key, text string) error
}

// Outcome is what became of a reply.
type Outcome string

// The outcomes.
const (
	Sent    Outcome = "sent"
	Failed  Outcome = "failed"  // as often as it was tried, or for good
	Dropped Outcome = "dropped" // newer ones wanted its place, or the service stopped
)

// Limits of an Outbox.
const (
	OutboxSize    = 1024             // replies that wait, of one gateway
	outboxTries   = 4                // of one reply
	outboxWorkers = 4                // of one gateway
	firstPause    = time.Second      // before the second try
	pauseGrowth   = 4                // of every further pause
	sendingFor    = 10 * time.Second // one try
)

// OutboxConfig is what an Outbox is made of.
type OutboxConfig struct {
	Senders map[string]Sender                     // by the name of their gateway
	Done    func(gateway string, outcome Outcome) // told of every reply; it must not wait
}

// Outbox sends replies that are not the answer to a request. They wait in memory, so a crash loses them: whoever was answered has
// the report, and a receipt when the message is delivered again. Every gateway has a lane of its own, so that one that is slow or
// away delays and displaces no reply of another.
type Outbox struct {
	done  func(gateway string, outcome Outcome)
	lanes map[string]*lane
}

// NewOutbox returns an Outbox, which sends nothing before it runs.
func NewOutbox(c OutboxConfig) *Outbox {
	o := &Outbox{done: c.Done, lanes: make(map[string]*lane, len(c.Senders))}
	for name, sender := range c.Senders {
		o.lanes[name] = newLane(sender)
	}
	return o
}

// Put has a reply sent through a gateway. It does not wait: when too many do, the oldest of that gateway is dropped.
func (o *Outbox) Put(gateway string, to subject.Key, text string) {
	l, ok := o.lanes[gateway]
	if !ok {
		o.done(gateway, Failed)
		return
	}
	if l.put(letter{to: to, text: text}) {
		o.done(gateway, Dropped)
	}
}

// Waiting returns how many replies wait to be sent or tried again.
func (o *Outbox) Waiting() (n int) {
	for _, l := range o.lanes {
		n += l.len()
	}
	return n
}

// Run sends what is put until ctx ends. What waits then is dropped, and so is what is put later.
func (o *Outbox) Run(ctx context.Context) {
	var working sync.WaitGroup
	for name, l := range o.lanes {
		for range outboxWorkers {
			working.Go(func() { o.work(ctx, name, l) })
		}
	}
	working.Wait()
	for name, l := range o.lanes {
		for range l.close() {
			o.done(name, Dropped)
		}
	}
}

// work sends replies of one gateway, one after the other.
func (o *Outbox) work(ctx context.Context, name string, l *lane) {
	for {
		out, ok := l.take(ctx)
		if !ok {
			return
		}
		trying, cancel := context.WithTimeout(ctx, sendingFor)
		err := l.sender.Send(trying, out.to, out.text)
		cancel()
		out.tries++
		switch {
		case err == nil:
			o.done(name, Sent)
		case ctx.Err() == nil && (errors.Is(err, ErrPermanent) || out.tries == outboxTries):
			o.done(name, Failed)
		default:
			out.due = time.Now().Add(pause(out.tries))
			if l.put(out) {
				o.done(name, Dropped)
			}
		}
	}
}

// pause is how long a reply waits after so many tries.
func pause(tries int) time.Duration {
	d := firstPause
	for range tries - 1 {
		d *= pauseGrowth
	}
	return d
}
