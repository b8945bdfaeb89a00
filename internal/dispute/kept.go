package dispute

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"ringfence/internal/casefile"
	"ringfence/internal/fault"
	"ringfence/internal/subject"
)

// Whoever can write to the store can write a case into it that somebody proved, or answered, and has none of the keys. So each that an Office
// writes bears a mark, and one without it moves nothing. Nor does an older copy of one that this Office knew later: put back whole, it would
// forget how often somebody guessed its code, and how many texts it had sent.

// kept returns the case with this ID as an Office wrote it last, or fault.NotFound.
func (o *Office) kept(ctx context.Context, id string) (casefile.Case, error) {
	least := o.known.of(id) // before it is read, since others write meanwhile
	c, err := o.Store.Case(ctx, id)
	if err != nil {
		return c, err
	}
	if c.Revision < least {
		return c, fmt.Errorf("dispute: the case %.12s was put back to an older copy: %w", id, fault.Damaged)
	}
	return c, o.vouched(c)
}

// vouched returns fault.Damaged for a case that no Office wrote as it is, and knows one that an Office did.
func (o *Office) vouched(c casefile.Case) error {
	if !c.MarkedBy(o.Keys.MarkCase) {
		return fmt.Errorf("dispute: the case %.12s was not written by this service, or was altered: %w", c.ID, fault.Damaged)
	}
	o.known.learn(c)
	return nil
}

// about returns the cases about a subject that an Office wrote, those opened last first.
func (o *Office) about(ctx context.Context, about subject.Key) ([]casefile.Case, error) {
	all, err := o.Store.CasesAbout(ctx, about)
	if err != nil {
		return nil, err
	}
	var good []casefile.Case
	for _, c := range all {
		switch c, err := o.ours(ctx, c); {
		case err == nil:
			good = append(good, c)
		case !errors.Is(err, fault.Damaged):
			return nil, err
		}
	}
	return good, nil
}

// ours returns a case that was read among others, as an Office wrote it last.
func (o *Office) ours(ctx context.Context, c casefile.Case) (casefile.Case, error) {
	if c.Revision < o.known.of(c.ID) { // an older copy, or somebody wrote since
		return o.kept(ctx, c.ID)
	}
	return c, o.vouched(c)
}

// save writes what became of a case that was read as an Office wrote it.
func (o *Office) save(ctx context.Context, next casefile.Case) (won bool, err error) {
	next = next.Marked(o.Keys.MarkCase)
	if won, err = o.Store.SaveCase(ctx, next); won {
		o.known.learn(next)
	}
	return won, err
}

// mostKnown is of how many cases the last revision is known; a process that saw more forgets them all and learns anew.
const mostKnown = 100_000

// revisions are the last of cases that this process saw. They are safe for concurrent use.
type revisions struct {
	mu   sync.Mutex
	last map[string]uint64
}

func (r *revisions) of(id string) uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last[id]
}

func (r *revisions) learn(c casefile.Case) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last == nil || len(r.last) >= mostKnown {
		r.last = map[string]uint64{}
	}
	r.last[c.ID] = max(r.last[c.ID], c.Revision)
}
