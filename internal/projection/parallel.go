package projection

import (
	"context"
	"runtime"

	"golang.org/x/sync/errgroup"

	"ringfence/internal/subject"
)

// split cuts subjects into parts. Subjects of one block that follow each other stay together: of two that are
// computed apart neither sees the other before both are saved.
func split(about []subject.Key) (parts [][]subject.Key) {
	for len(about) > part {
		cut := part
		for cut < len(about) && about[cut-1].SameBlock(about[cut]) {
			cut++
		}
		parts = append(parts, about[:cut])
		about = about[cut:]
	}
	if len(about) > 0 {
		parts = append(parts, about)
	}
	return parts
}

// beside does n things, twice as many at once as there are processors since some wait for the disk, and returns
// the first error.
func beside(ctx context.Context, n int, do func(context.Context, int) error) error {
	if n == 1 {
		return do(ctx, 0)
	}
	all, ctx := errgroup.WithContext(ctx)
	all.SetLimit(2 * runtime.GOMAXPROCS(0))
	for i := range n {
		all.Go(func() error { return do(ctx, i) })
	}
	return all.Wait()
}
