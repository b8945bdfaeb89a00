package dispute

import (
	"context"
	"fmt"
	"slices"

	"ringfence/internal/casefile"
	"ringfence/internal/fault"
	"ringfence/internal/subject"
)

// Whoever can write to the store can write a case into it that somebody proved, or answered, and has none of the keys. So each that an Office
// writes bears a mark, and one without it moves nothing.

var errAltered = fmt.Errorf("dispute: a case was not written by this service, or was altered: %w", fault.Damaged)

// kept returns the case with this ID as an Office wrote it, or fault.NotFound.
func (o *Office) kept(ctx context.Context, id string) (casefile.Case, error) {
	c, err := o.Store.Case(ctx, id)
	if err == nil {
		err = o.vouched(c)
	}
	return c, err
}

// vouched returns fault.Damaged for a case that no Office wrote as it is.
func (o *Office) vouched(c casefile.Case) error {
	if !c.MarkedBy(o.Keys.MarkCase) {
		return errAltered
	}
	return nil
}

// about returns the cases about a subject that an Office wrote, those opened last first.
func (o *Office) about(ctx context.Context, about subject.Key) ([]casefile.Case, error) {
	all, err := o.Store.CasesAbout(ctx, about)
	return slices.DeleteFunc(all, func(c casefile.Case) bool { return o.vouched(c) != nil }), err
}

// save writes what became of a case that was read as an Office wrote it.
func (o *Office) save(ctx context.Context, next casefile.Case) (won bool, err error) {
	return o.Store.SaveCase(ctx, next.Marked(o.Keys.MarkCase))
}
