package mongo

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// gather makes the small writes of many callers to one collection in one round trip: a server spends more on a
// command than on what is in it. Whoever is alone does not wait for company; while some are on their way the
// next are gathered.
type gather struct {
	store   *Store
	in      collection
	mu      sync.Mutex
	most    int // round trips on their way at once
	waiting []*share
	away    int
}

// share is what one caller writes.
type share struct {
	ctx    context.Context //nolint:containedctx // that of the call, which ends when nobody waits any more
	writes []keyed
	done   chan error // of all its writes; room for one
	err    error
}

// keyed is a write and the key of the document that it goes to.
type keyed struct {
	key   string
	write driver.WriteModel
	of    *share
}

// do makes these writes. When some document is there already and stays as it is that is fault.Exists, which
// does not keep the others from being written; nor does what goes wrong with those of other callers. When ctx
// ends before they were on their way they are never written, and later they may be or not.
func (g *gather) do(ctx context.Context, writes ...keyed) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s := &share{ctx: ctx, writes: writes, done: make(chan error, 1)}
	g.mu.Lock()
	g.waiting = append(g.waiting, s)
	if g.away < g.most {
		g.away++
		go g.run()
	}
	g.mu.Unlock()
	select {
	case err := <-s.done:
		return explain(ctx, err)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// run makes round trips until nobody waits.
func (g *gather) run() {
	for {
		g.mu.Lock()
		some := g.waiting[:min(len(g.waiting), inBulk)]
		g.waiting = g.waiting[len(some):]
		if len(some) == 0 {
			g.away--
			g.mu.Unlock()
			return
		}
		g.mu.Unlock()
		some = slices.DeleteFunc(slices.Clone(some), func(s *share) bool { return s.ctx.Err() != nil })
		if len(some) > 0 {
			g.send(some)
		}
	}
}

// send makes the writes of some callers and tells each what became of theirs.
func (g *gather) send(some []*share) {
	var left []keyed
	for _, s := range some {
		for _, w := range s.writes {
			w.of = s
			left = append(left, w)
		}
	}
	slices.SortStableFunc(left, func(a, b keyed) int { return cmp.Compare(a.key, b.key) })
	err := g.store.trip(context.Background(), short, func(ctx context.Context) (err error) {
		left, err = g.write(ctx, left)
		return err
	})
	for _, s := range some {
		if err != nil && slices.ContainsFunc(left, func(w keyed) bool { return w.of == s }) {
			s.err = err
		}
		s.done <- s.err
	}
}

// write makes writes, and returns those that are still to be made with the error that kept them from it. Any
// other error is that of one caller.
func (g *gather) write(ctx context.Context, writes []keyed) (left []keyed, err error) {
	models := make([]driver.WriteModel, len(writes))
	for i := range writes {
		models[i] = writes[i].write
	}
	_, err = g.store.in(g.in).BulkWrite(ctx, models, options.BulkWrite().SetOrdered(false))
	var bulk driver.BulkWriteException
	if !errors.As(err, &bulk) || bulk.WriteConcernError != nil {
		if err != nil {
			left = writes
		}
		return left, err
	}
	err = nil
	for _, e := range bulk.WriteErrors {
		one := driver.WriteException{WriteErrors: driver.WriteErrors{e.WriteError}}
		if w := writes[e.Index]; collided(one) {
			left, err = append(left, w), one
		} else if w.of.err == nil || duplicate(w.of.err) { // which does not hide what is worse
			w.of.err = one
		}
	}
	return left, err
}
