package lease

import (
	"context"
	"time"
)

// hold does the chore for as long as the lease is sure, and returns when that has ended. Unless the lease may be
// another's by then, it yields.
func (c *candidate) hold(ctx context.Context, do func(context.Context) error) {
	working, stop := context.WithCancel(ctx)
	defer stop()
	lapse := time.AfterFunc(time.Until(c.until), stop) // whatever the store keeps us waiting
	defer lapse.Stop()
	c.tell(true)
	ended := make(chan struct{})
	var failed error
	go func() {
		defer close(ended)
		failed = do(working)
	}()
	finished := c.keep(working, lapse, ended)
	stop()
	<-ended
	c.tell(false)
	if finished && failed != nil {
		c.rest(failed)
	}
	if finished || ctx.Err() != nil {
		c.yield(ctx)
	}
}

// rest leaves the chore to others for a while.
func (c *candidate) rest(failed error) {
	c.resting = time.Now().Add(rest)
	if say := c.keeper.Failed; say != nil {
		say(c.chore, failed)
	}
}

// keep renews the lease until work ended or must. It returns whether it ended by itself.
func (c *candidate) keep(working context.Context, lapse *time.Timer, ended <-chan struct{}) (finished bool) {
	for next := c.due(); ; {
		timer := time.NewTimer(time.Until(next))
		select {
		case <-ended:
			timer.Stop()
			return working.Err() == nil
		case <-working.Done():
			timer.Stop()
			return false
		case <-timer.C:
		}
		switch held, err := c.renew(working); {
		case err != nil:
			next = time.Now().Add(retryEvery)
		case held:
			lapse.Reset(time.Until(c.until))
			next = c.due()
		default:
			return false
		}
	}
}

// due is when to renew, counted from the beginning of the last claim.
func (c *candidate) due() time.Time { return c.until.Add(renewEvery - safe) }

// tell says whether this process does the chore.
func (c *candidate) tell(held bool) {
	c.keeper.note(c.chore, func(s *Status) { s.Held = held })
	if say := c.keeper.Held; say != nil {
		say(c.chore, held)
	}
}
