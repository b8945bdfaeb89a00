package publication

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ringfence/internal/crashpoint"
	"ringfence/internal/fault"
	"ringfence/internal/follow"
	"ringfence/internal/listing"
)

// Run publishes what lookups say until ctx ends: the chore of one process for all. When that fails for 10 seconds it returns why.
// Two that do it at once do no harm: of versions that follow the same one, one is published.
func (p *Publication) Run(ctx context.Context) error {
	return follow.Chore{
		Do:     func(ctx context.Context) error { _, err := p.Publish(ctx); return err },
		Period: func() time.Duration { return compareEvery }, Retry: retryEvery, GivesUp: givesUp,
	}.Run(ctx)
}

// Publish adds a version if the newest one differs from what lookups say, and returns whether it did. The first one is added
// though nothing may be on it, and so is one after a start and after the store was put back to an older state: whoever has a version that
// was lost with it is then told to begin with the whole list. Where what was published is damaged it begins anew: callers are told to
// load the whole list again.
func (p *Publication) Publish(ctx context.Context) (did bool, err error) {
	now := p.Clock()
	if err := p.Lookups.CatchUp(ctx); err != nil {
		return false, fmt.Errorf("publication: %w", err)
	}
	if err := p.enter(ctx); err != nil {
		return false, err
	}
	defer p.leave()
	switch err := p.catchUp(ctx); {
	case errors.Is(err, fault.Damaged):
		return p.beginAnew(ctx, now)
	case err != nil:
		return false, err
	}
	return p.compare(ctx, p.List(), now)
}

// beginAnew adds a whole version after what cannot be read.
func (p *Publication) beginAnew(ctx context.Context, now time.Time) (did bool, err error) {
	if p.newest, err = p.Store.Newest(ctx); err != nil {
		return false, fmt.Errorf("publication: %w", err)
	}
	return p.compare(ctx, listing.Before(p.newest), now)
}

// compare adds a version after a list if that differs from what lookups say now.
func (p *Publication) compare(ctx context.Context, list *listing.List, now time.Time) (did bool, err error) {
	exported, err := p.Lookups.Exported()
	if err != nil {
		return false, fmt.Errorf("publication: %w", err)
	}
	changes := list.Compared(exported)
	if len(changes) > 0 || list.Version() == 0 || p.restored {
		if did, err = p.publish(ctx, list, changes, now); err != nil || !did {
			return did, err
		}
	}
	p.restored = false
	p.right(now)
	return did, nil
}

// timed is a store with a clock of its own, which all processes have in common.
type timed interface {
	Now(ctx context.Context) (time.Time, error)
}

// mostAhead is how far a process's clock may be ahead of the store's for versions to be dated by it.
const mostAhead = time.Hour

// publishedAt returns the moment that a version is dated by: that of this process's clock or, where it is far ahead, of the store's, since
// the changes of the last 90 days would else be told to nobody any more.
func (p *Publication) publishedAt(ctx context.Context, now time.Time) (time.Time, error) {
	common, ok := p.Store.(timed)
	if !ok {
		return now, nil
	}
	theirs, err := common.Now(ctx)
	if err != nil {
		return time.Time{}, fmt.Errorf("publication: %w", err)
	}
	if now.Sub(theirs) > mostAhead {
		return theirs, nil
	}
	return now, nil
}

// publish adds a version after a list, which is that of the newest version or, to begin anew, the zero one. Where another was added
// meanwhile it is not, and the next look compares with that.
func (p *Publication) publish(ctx context.Context, list *listing.List, changes []listing.Change, now time.Time) (did bool, err error) {
	at, err := p.publishedAt(ctx, now)
	if err != nil {
		return false, err
	}
	next := list.Next(changes, at)
	e := listing.NewEdition(next, changes)
	if list.Version() == 0 {
		e = next.Folded() // whoever begins again begins with a whole one
	}
	if did, err = p.Store.Publish(ctx, e, p.newest); err != nil {
		return false, fmt.Errorf("publication: %w", err)
	}
	if !did {
		return false, p.catchUp(ctx)
	}
	crashpoint.Reach(crashpoint.EditionStored)
	p.newest = e.Version
	p.adopt(next, p.kept.with(e))
	if p.kept.worthFolding() {
		whole := next.Folded()
		if err := p.Store.Fold(ctx, whole); err != nil {
			return true, fmt.Errorf("publication: %w", err)
		}
		p.kept = weight{}.with(whole)
	}
	return true, nil
}
