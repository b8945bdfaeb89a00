package bolt

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"go.etcd.io/bbolt"

	"ringfence/internal/crashpoint"
	"ringfence/internal/fault"
)

// maxQueued is how many changes may wait for the next commit. Further callers wait for a place.
const maxQueued = 4096

// change is what one caller writes. It may run more than once, in different transactions. An error made by
// refuse says that it wrote nothing; any other takes back the whole transaction, which then runs again
// without this change.
type change func(tx) error

// refusal is the answer to a change that was not made.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }

// refuse returns an error for a change that looked and wrote nothing.
func refuse(err error) error { return refusal{err} }

// queued is a change that waits for its commit.
type queued struct {
	change change
	answer error      // of the last run, in case the commit succeeds
	done   chan error // takes one
}

// committer is the only writer of a database. While one commit waits for the disk the next ones gather, and
// then share a transaction and one wait for the disk. Nothing is delayed to let more gather.
type committer struct {
	db      *bbolt.DB
	queue   chan *queued
	stopped chan struct{}
	failed  atomic.Bool // the last commit

	mu     sync.RWMutex // held for reading while sending to queue
	closed bool
}

func startCommitter(db *bbolt.DB) *committer {
	c := &committer{db: db, queue: make(chan *queued, maxQueued), stopped: make(chan struct{})}
	go c.run()
	return c
}

// do makes one change and returns when it is durable. When ctx ends first its error is returned, and
// whether the change was made is not known.
func (c *committer) do(ctx context.Context, change change) error {
	q := &queued{change: change, done: make(chan error, 1)}
	if err := c.enqueue(ctx, q); err != nil {
		return err
	}
	select {
	case err := <-q.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *committer) enqueue(ctx context.Context, q *queued) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.closed {
		return fmt.Errorf("%w: closed", fault.Unavailable)
	}
	select {
	case c.queue <- q:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close refuses new changes and returns when those accepted are answered.
func (c *committer) close() {
	c.mu.Lock()
	if !c.closed {
		c.closed = true
		close(c.queue)
	}
	c.mu.Unlock()
	<-c.stopped
}

func (c *committer) run() {
	defer close(c.stopped)
	for first := range c.queue {
		c.commit(c.gather(first))
	}
}

// gather returns first and what else is queued at this moment.
func (c *committer) gather(first *queued) []*queued {
	batch := []*queued{first}
	for len(batch) < maxQueued {
		select {
		case q, ok := <-c.queue:
			if !ok {
				return batch
			}
			batch = append(batch, q)
		default:
			return batch
		}
	}
	return batch
}

// commit writes a batch, without those changes that fail by themselves, and answers every one.
func (c *committer) commit(batch []*queued) {
	for {
		failed, err := c.try(batch)
		if failed < 0 {
			answer(batch, err)
			return
		}
		batch[failed].done <- explain(err)
		batch = slices.Delete(batch, failed, failed+1)
	}
}

// answer tells every caller of a batch what became of it. When the commit failed, so did they all: even a
// refusal may have looked at what is now not written.
func answer(batch []*queued, err error) {
	for _, q := range batch {
		if err != nil {
			q.answer = err
		}
		q.done <- explain(q.answer)
	}
}

// try writes a batch in one transaction. When a change fails by itself nothing is written, and its place
// is returned; else -1.
func (c *committer) try(batch []*queued) (failed int, err error) {
	btx, err := c.db.Begin(true)
	if err != nil {
		return -1, err
	}
	made := len(batch)
	for i, q := range batch {
		q.answer = q.change(tx{btx})
		var r refusal
		if errors.As(q.answer, &r) {
			made--
		} else if q.answer != nil {
			return i, errors.Join(q.answer, btx.Rollback())
		}
	}
	if made == 0 {
		return -1, btx.Rollback()
	}
	if len(batch) > 1 {
		crashpoint.Reach(crashpoint.CommitMerging)
	}
	err = btx.Commit()
	c.failed.Store(err != nil)
	return -1, err
}
