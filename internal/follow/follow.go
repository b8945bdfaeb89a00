// Package follow keeps what a process has in memory up to date with what others may change.
package follow

import (
	"context"
	"time"
)

// Every calls catchUp at once, and again whenever a period has passed, until ctx ends. say is told when that begins to fail
// and, with nil, when it works again: not of every failure, nor of one that the end of ctx made.
func Every(ctx context.Context, period time.Duration, catchUp func(context.Context) error, say func(error)) {
	tick := time.NewTicker(period)
	defer tick.Stop()
	failing := false
	for ctx.Err() == nil {
		err := catchUp(ctx)
		if ctx.Err() != nil {
			return
		}
		if failed := err != nil; failed != failing {
			failing = failed
			say(err)
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}
