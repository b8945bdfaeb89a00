package index

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"ringfence/internal/follow"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

const (
	followEvery = 500 * time.Millisecond
	page        = 2000 // changes read at once
)

// Run follows the store and keeps the snapshot until ctx ends, and then writes it once more. say is told when
// following begins to fail and, with nil, when it works again; of ErrUnreadable; and of ErrSnapshot.
func (x *Index) Run(ctx context.Context, say func(error)) {
	var beside sync.WaitGroup
	beside.Go(func() { x.keep(ctx, say) })
	unreadable := 0
	follow.Every(ctx, followEvery, func(ctx context.Context) error {
		err := x.CatchUp(ctx)
		if n := x.Unreadable(); n != unreadable {
			if unreadable = n; n > 0 {
				say(fmt.Errorf("%w: %d subjects", ErrUnreadable, n))
			}
		}
		return err
	}, say)
	beside.Wait()
	x.catchUpLast(ctx)
	if err := x.save(); err != nil {
		say(err)
	}
}

// lastWithin is how long the last look may take.
const lastWithin = time.Second

// catchUpLast looks once more before the last snapshot: what was shown since the look before it would be in that one and not before its
// cursor, so that it would stay where the store is put back to an older state.
func (x *Index) catchUpLast(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWithin)
	defer cancel()
	_ = x.CatchUp(ctx) // or the snapshot is as it is: revisions are compared within the hour
}

// ErrUnreadable means that the store cannot read what it keeps of some subjects.
var ErrUnreadable = errors.New("index: unreadable")

// turn is a page of changes.
type turn struct {
	changed []reputation.Projection
	next    reputation.Cursor
	at      time.Time // before it was read
	err     error
}

func (x *Index) read(ctx context.Context, after reputation.Cursor) (t turn) {
	t.at = x.Clock()
	t.changed, t.next, t.err = x.Store.Changed(ctx, after, page)
	return t
}

// CatchUp applies everything that was projected before it was called. While a page is applied the next one is
// read. When another call is under way, the store not answering it perhaps, ctx also ends the waiting for that.
func (x *Index) CatchUp(ctx context.Context) error {
	if err := x.following.lock(ctx); err != nil {
		return fmt.Errorf("index: %w", err)
	}
	defer x.following.Unlock()
	ctx, stop := context.WithCancel(ctx)
	defer stop() // nobody waits for a page that was read ahead in vain
	x.begin()
	for t := x.read(ctx, x.cursor); ; {
		if t.err != nil {
			return fmt.Errorf("index: %w", t.err)
		}
		ahead := make(chan turn, 1)
		full := len(t.changed) == page
		if full {
			go func() { ahead <- x.read(ctx, t.next) }()
		}
		if err := x.apply(ctx, t.changed, t.at); err != nil {
			return fmt.Errorf("index: %w", err)
		}
		x.cursor = t.next
		x.mergeIfWorth()
		if !full {
			x.asOf.Store(t.at.UnixNano())
			return nil
		}
		t = <-ahead
	}
}

// apply lays changes over what is there.
func (x *Index) apply(ctx context.Context, changed []reputation.Projection, now time.Time) error {
	x.unsaved += len(changed)
	changed = slices.DeleteFunc(changed, x.unread)
	x.spoilt.Store(int64(len(x.unreadable)))
	for i := range changed {
		x.learn(&changed[i], newEntry(&changed[i], now))
	}
	crowded := make(map[string][]reputation.Neighbour)
	for i := range changed {
		if name, ok := changed[i].Subject.Block(); ok && x.known(changed[i].Subject, name) >= fewest {
			crowded[name] = append(crowded[name], changed[i].Neighbour())
			if x.Crowded != nil {
				x.Crowded(changed[i].Subject, changed[i].AsOf)
			}
		}
	}
	for name, block := range crowded {
		if err := x.crowd(ctx, name, block, now); err != nil {
			return err
		}
	}
	return nil
}

// unread reports whether a change could not be read, and remembers that it could not or can again.
func (x *Index) unread(p reputation.Projection) bool {
	if p.Revision == 0 {
		x.unreadable[p.Subject] = true
		return true
	}
	delete(x.unreadable, p.Subject)
	return false
}

// crowd weighs a block of which some numbers changed. It is read from the store only when others than those
// are known in it; of a fresh import, whose changes come in the order of numbers, hardly any block is.
func (x *Index) crowd(ctx context.Context, name string, block []reputation.Neighbour, now time.Time) error {
	if x.known(block[0].Subject, name) > len(block) {
		var err error
		if block, err = x.Store.Blocks(ctx, name); err != nil {
			return err
		}
	}
	l := x.now.Load()
	if c := newCrowd(block, now); c != nil || l.isCrowd(name) {
		l.live.putCrowd(name, c)
		x.shelves.open(name, c.opens(name, now))
	}
	return nil
}

// fewest is how many reported numbers a block must have before a newcomer is weighed by them: two whole
// neighbours in its ten.
const fewest = 2

// known returns how many numbers of the block of key, which has this name, the index holds. A number in two
// layers counts twice, which costs a look at the store and nothing else.
func (x *Index) known(key subject.Key, name string) int {
	l := x.now.Load()
	number, _ := key.E164()
	first := number - number%100
	n := l.base.count(first, first+99) + l.live.count(name)
	if l.frozen != nil {
		n += l.frozen.count(name)
	}
	return n
}

func (l *layers) isCrowd(block string) bool {
	for _, o := range []*overlay{l.live, l.frozen} {
		if o == nil {
			continue
		}
		if c, ok := o.crowd(block); ok {
			return len(c) > 0
		}
	}
	return len(l.base.crowds[block]) > 0
}
