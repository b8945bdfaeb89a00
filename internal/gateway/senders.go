package gateway

import (
	"context"
	"hash/maphash"
)

// stripes is how many senders at most are served at once by one process. Some wait for each other who need not.
const stripes = 1024

// senders has the messages of one sender wait for each other within this process, so that those that are delivered together do
// not race for the memory. Between processes the memory itself decides.
type senders struct {
	seed maphash.Seed
	busy [stripes]chan struct{}
}

func newSenders() *senders {
	s := &senders{seed: maphash.MakeSeed()}
	for i := range s.busy {
		s.busy[i] = make(chan struct{}, 1)
	}
	return s
}

// enter waits for a sender's turn, until ctx ends.
func (s *senders) enter(ctx context.Context, who string) (release func(), err error) {
	stripe := s.busy[maphash.String(s.seed, who)%stripes]
	select {
	case stripe <- struct{}{}:
		return func() { <-stripe }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
