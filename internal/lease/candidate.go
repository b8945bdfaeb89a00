package lease

import (
	"context"
	"crypto/rand"
	mathrand "math/rand/v2"
	"time"
)

// candidate is one Run: it wants the lease of one chore, or has it. Its name is its own, so a lease in that name
// is one that it may have without waiting, whatever became of the claim that nobody answered.
type candidate struct {
	keeper  *Keeper
	chore   string
	name    string
	holder  string    // of the lease, as last known
	turn    uint64    // of the lease, as last known
	since   time.Time // when that was first known; zero before the first look
	until   time.Time // nobody else works before; set by each claim that succeeds
	failing bool      // the store
	resting time.Time // left to others until then; zero before the chore failed
}

// obtain looks at the lease, claims it if it may be had, and returns whether work may begin.
func (c *candidate) obtain(ctx context.Context) bool {
	if err := c.look(ctx); err != nil || !c.vacant() || time.Now().Before(c.resting) {
		return false
	}
	won, err := c.claim(ctx)
	return err == nil && won && time.Now().Before(c.until)
}

// vacant reports whether nobody holds the lease, this candidate does already, or its holder is silent.
func (c *candidate) vacant() bool {
	return c.holder == "" || c.holder == c.name || time.Since(c.since) >= term
}

// look asks who holds the lease.
func (c *candidate) look(ctx context.Context) error {
	var holder string
	var turn uint64
	err := c.ask(ctx, func(ctx context.Context) (err error) {
		holder, turn, err = c.keeper.Store.Lease(ctx, c.chore)
		return err
	})
	if err != nil || (holder == c.holder && turn == c.turn && !c.since.IsZero()) {
		return err
	}
	now := time.Now()
	if !c.since.IsZero() && holder != "" && holder != c.name { // what was there at first may be a dead one's
		c.keeper.note(c.chore, func(s *Status) { s.Elsewhere = now })
	}
	c.holder, c.turn, c.since = holder, turn, now
	return nil
}

// claim takes or renews the lease if it is still as it was last known. Its time counts from before it was asked for.
func (c *candidate) claim(ctx context.Context) (won bool, err error) {
	began := time.Now()
	err = c.ask(ctx, func(ctx context.Context) (err error) {
		won, err = c.keeper.Store.Claim(ctx, c.chore, c.name, c.turn)
		return err
	})
	if err != nil || !won {
		return false, err
	}
	c.holder, c.turn, c.since, c.until = c.name, c.turn+1, time.Now(), began.Add(safe)
	return true, nil
}

// renew claims again, if need be after a claim that was made though its answer never came.
func (c *candidate) renew(ctx context.Context) (held bool, err error) {
	if held, err = c.claim(ctx); held || err != nil {
		return held, err
	}
	if err := c.look(ctx); err != nil || c.holder != c.name {
		return false, err
	}
	return c.claim(ctx)
}

// yield lets another have the lease at once. The name goes with it: a yield that arrives late must not free
// what was claimed after it.
func (c *candidate) yield(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), parting)
	defer cancel()
	_ = c.keeper.Store.Yield(ctx, c.chore, c.name) // or else the others wait for the term to end
	c.name = rand.Text()
}

// ask makes one call to the store, and tells when that begins to fail and when it works again.
func (c *candidate) ask(ctx context.Context, call func(context.Context) error) error {
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := call(limited)
	if failed := err != nil; failed != c.failing && ctx.Err() == nil {
		c.failing = failed
		if say := c.keeper.Failing; say != nil {
			say(c.chore, err)
		}
	}
	return err
}

// pause waits until it is time to look again. Candidates that began together drift apart.
func (c *candidate) pause(ctx context.Context) {
	wait := lookEvery*3/4 + mathrand.N(lookEvery/2) //nolint:gosec // spreads candidates apart, nothing else
	if left := time.Until(c.since.Add(term)); left > 0 {
		wait = min(wait, left)
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
