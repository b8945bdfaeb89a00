package index

import "context"

// mutex is a lock that whoever waits for it can give up on.
type mutex chan struct{}

func newMutex() mutex { return make(mutex, 1) }

func (m mutex) Lock() { m <- struct{}{} }

func (m mutex) Unlock() { <-m }

// lock locks unless ctx ends first, which is the error.
func (m mutex) lock(ctx context.Context) error {
	select {
	case m <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
