package delivery

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"ringfence/internal/follow"
	"ringfence/internal/webhook"
)

const (
	lookEvery = 5 * time.Second
	givesUp   = 30 * time.Second // a chore that fails for so long is left to another process
	atOnce    = 256              // hooks that are told at the same time
	patience  = 15 * time.Second // for one hook in one round, before the last attempt
	keepingIn = 5 * time.Second  // what came of an attempt is written down, also while the process stops
)

// Run tells what happened until ctx ends: the chore of one process for all. When that fails for 30 seconds it returns why. Two that do it
// at once tell some things twice.
func (c *Courier) Run(ctx context.Context) error {
	defer c.working.Wait()
	return follow.Chore{Do: c.begin, Period: func() time.Duration { return lookEvery }, Retry: lookEvery, GivesUp: givesUp}.Run(ctx)
}

// Round tells every hook what is to be told now, and returns when all are told.
func (c *Courier) Round(ctx context.Context) error {
	err := c.begin(ctx)
	c.working.Wait()
	if err = errors.Join(err, c.failures()); err != nil || ctx.Err() != nil {
		return err
	}
	_, err = c.look(ctx)
	return err
}

// begin begins to tell every hook that is not being told, and returns what went wrong since it did so before. A hook that is told for
// long keeps no other one waiting.
func (c *Courier) begin(ctx context.Context) error {
	hooks, err := c.look(ctx)
	if err != nil {
		return err
	}
	for i := range hooks {
		if !c.take(hooks[i].Name) {
			continue
		}
		c.working.Go(func() {
			defer c.give(hooks[i].Name)
			if err := c.tell(ctx, &hooks[i]); err != nil {
				c.fail(fmt.Errorf("delivery: %w", err))
			}
		})
	}
	return c.failures()
}

// look reads the hooks, and notes how they are.
func (c *Courier) look(ctx context.Context) ([]webhook.Hook, error) {
	hooks, err := c.Store.Hooks(ctx)
	if err != nil {
		return nil, fmt.Errorf("delivery: %w", err)
	}
	s := Status{At: c.Clock(), States: map[webhook.State]int{}}
	for i := range hooks {
		s.States[hooks[i].State()]++
		s.Waits += hooks[i].Waiting()
	}
	c.status.Store(&s)
	return hooks, nil
}

// tell tells a hook what is to be told now, one after the other, until something is not taken or others should not wait longer.
func (c *Courier) tell(ctx context.Context, h *webhook.Hook) error {
	if h.Disabled() {
		return nil
	}
	began := time.Now()
	happened := h.Happened(c.region(*h), c.Bursts(), c.Over())
	if now := c.Clock(); h.Note(happened, now, now.Add(c.Shown)) {
		if won, err := c.save(ctx, h); err != nil || !won {
			return err
		}
	}
	for time.Since(began) < patience {
		next, ok := h.Next(happened, c.Clock())
		if !ok {
			return nil
		}
		a, err := c.attempt(ctx, *h, next)
		if err != nil || a.Outcome != webhook.Taken && ctx.Err() != nil {
			return err // what came of it is not known: it is told again
		}
		c.Done(next.Event, a.Outcome)
		if is, err := c.settle(ctx, h, next.ID, a); err != nil || !is {
			return err
		}
		if a.Outcome != webhook.Taken {
			return nil
		}
	}
	return nil
}

// settle writes down what came of an attempt, also when the process stops, or the operator changed the hook meanwhile. It returns false
// where the hook was removed.
func (c *Courier) settle(ctx context.Context, h *webhook.Hook, id string, a webhook.Answer) (is bool, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepingIn)
	defer cancel()
	for range rounds {
		before := h.State()
		h.Settle(id, a, c.Clock(), rand.Float64()) //nolint:gosec // spreads attempts apart, nothing else
		won, err := c.save(ctx, h)
		if err != nil {
			return true, err
		}
		if won {
			if now := h.State(); now != before {
				c.Changed(h.Name, now)
			}
			return true, nil
		}
		if *h, is, err = c.kept(ctx, h.Name); err != nil || !is {
			return is, err
		}
	}
	return true, busy(h.Name)
}

// attempt posts a message once.
func (c *Courier) attempt(ctx context.Context, h webhook.Hook, happened webhook.Happening) (webhook.Answer, error) {
	m, err := c.sender().Message(happened)
	if err != nil {
		return webhook.Answer{}, err
	}
	now := c.Clock()
	secrets, err := c.secrets(h, now)
	if err != nil {
		return webhook.Answer{Outcome: webhook.Unsigned}, nil //nolint:nilerr // the outcome says so: it is the hook that cannot be told
	}
	headers, err := m.Headers(now, secrets...)
	if err != nil {
		return webhook.Answer{}, err
	}
	a, _ := c.Post(ctx, h, headers, m.Body) // why it failed may name the address
	return a, nil
}

// save writes a hook down, and returns false where it was changed or removed meanwhile: the next round sees what it is then.
func (c *Courier) save(ctx context.Context, h *webhook.Hook) (won bool, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepingIn)
	defer cancel()
	next := *h
	next.Revision++
	if won, err = c.Store.SaveHook(ctx, next); won {
		h.Revision = next.Revision
	}
	return won, err
}
