package main

import (
	"bytes"
	"context"
	"time"
)

// askAgainAfter is how long to let a server be that is starting.
const askAgainAfter = 500 * time.Millisecond

// await asks until all is well or the time is over, and prints the last answer alone.
func (c *readyCommand) await(ctx context.Context, std streams) error {
	ctx, cancel := context.WithTimeout(ctx, c.Wait)
	defer cancel()
	for once := (readyCommand{Listen: c.Listen}); ; {
		var said bytes.Buffer
		err := once.Run(ctx, streams{out: &said})
		if err != nil {
			select {
			case <-time.After(askAgainAfter):
				continue
			case <-ctx.Done():
			}
		}
		if _, failed := said.WriteTo(std.out); failed != nil {
			return failed
		}
		return err
	}
}
