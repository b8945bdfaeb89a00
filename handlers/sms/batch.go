package sms

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"ringfence/internal/conversation"
	"ringfence/internal/gateway"
	"ringfence/internal/subject"
	"ringfence/ratelimit"
)

// beside is how many senders of one request are served at once: a store writes together what comes together.
const beside = 32

// batch are the messages of one request.
type batch struct {
	*Service
	gateway  Gateway
	messages []gateway.Received
	inline   []string // what the gateway itself is to tell, by message; "" is nothing
	taken    []bool   // by message
	panicked atomic.Pointer[any]
}

// take does what messages ask for and has their senders told, and returns what the gateway itself is to tell them. Those of one sender
// are taken one after the other, since one of them may answer to the one before. When one cannot be taken the others of its sender
// wait for it, and those of other senders do not: the gateway delivers all of them again, and this process tells nobody twice.
func (s *Service) take(ctx context.Context, g Gateway, messages []gateway.Received) (inline []string, err error) {
	b := &batch{Service: s, gateway: g, messages: messages, inline: make([]string, len(messages)), taken: make([]bool, len(messages))}
	if err := b.takeAll(ctx); err != nil {
		b.remember()
		if errors.Is(err, gateway.ErrFull) {
			s.Metrics.refuse(g.Name(), err)
		}
		return nil, fmt.Errorf("sms: %s: %w", g.Name(), err)
	}
	return slices.DeleteFunc(b.inline, func(text string) bool { return text == "" }), nil
}

// takeAll takes the messages of all senders. A panic on behalf of one goes on here, where the edge catches it.
func (b *batch) takeAll(ctx context.Context) error {
	senders := b.bySender()
	if len(senders) == 1 {
		return b.takeOf(ctx, senders[0])
	}
	var all errgroup.Group
	all.SetLimit(beside)
	for _, which := range senders {
		all.Go(func() error {
			defer func() {
				if p := recover(); p != nil {
					b.panicked.Store(&p)
				}
			}()
			return b.takeOf(ctx, which)
		})
	}
	err := all.Wait()
	if p := b.panicked.Load(); p != nil {
		panic(*p)
	}
	return err
}

// bySender returns which messages are whose, in the order in which they came. Those without a number are nobody's.
func (b *batch) bySender() (all [][]int) {
	first := make(map[subject.Key]int)
	for i := range b.messages {
		m := &b.messages[i]
		if m.From.IsZero() {
			b.Metrics.count(b.gateway.Name(), noNumber)
			continue
		}
		m.Gateway, m.Signed = b.gateway.Name(), b.gateway.Signed()
		at, known := first[m.From]
		if !known {
			at = len(all)
			first[m.From], all = at, append(all, nil)
		}
		all[at] = append(all[at], i)
	}
	return all
}

// takeOf takes messages of one sender.
func (b *batch) takeOf(ctx context.Context, which []int) error {
	for done, i := range which {
		reply, err := b.Desk.Take(ctx, b.messages[i])
		if err != nil {
			for range which[done:] {
				b.Metrics.count(b.gateway.Name(), failed)
			}
			return err
		}
		b.Metrics.count(b.gateway.Name(), outcomeOf(reply))
		if b.taken[i] = true; !b.told.holds(b.name(i), b.Clock()) {
			b.inline[i] = b.reply(ctx, b.messages[i], reply)
		}
	}
	return nil
}

// reply has the sender of a message told, and returns what the gateway itself is to tell.
func (b *batch) reply(ctx context.Context, m gateway.Received, r conversation.Reply) (inline string) {
	if r.Kind == "" {
		return ""
	}
	text := b.Words(r, frameOf(b.gateway))
	if text == "" {
		return ""
	}
	if !b.gateway.Inline() && b.gateway.Sender() == nil {
		b.Metrics.Replied(m.Gateway, Unsendable)
		return ""
	}
	if why := b.withheld(ctx, m, r.Kind); why != "" {
		b.Metrics.Replied(m.Gateway, why)
		return ""
	}
	if b.gateway.Inline() {
		b.Metrics.Replied(m.Gateway, Inline)
		return text
	}
	b.Outbox.Put(m.Gateway, m.From, text)
	return ""
}

// toldFor is how long it is remembered who was told of a request that failed: gateways deliver it again sooner, or rarely.
const toldFor = 24 * time.Hour

// remember keeps whose replies went out of a request that failed. Those that were to go in the answer did not.
func (b *batch) remember() {
	if b.gateway.Inline() {
		return
	}
	now := b.Clock()
	for i, taken := range b.taken {
		if taken {
			b.told.keep(b.name(i), now)
		}
	}
}

// name is that of a message, however often and in whichever request it is delivered. It tells nothing of it.
func (b *batch) name(i int) Once {
	m := b.messages[i]
	who := ratelimit.Name(b.Secret(), fmt.Sprintf("told/%q", []string{m.Gateway, m.ID, m.From.String(), m.Body, m.Sent.UTC().String()}))
	return Once{Name: string(who[:]), Until: b.Clock().Add(toldFor)}
}
