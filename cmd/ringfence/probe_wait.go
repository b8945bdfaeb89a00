package main

import (
	"bytes"
	"context"
	"time"
)

// askAgainAfter is how long to let a server be that is starting.
const askAgainAfter = 500 * time.Millisecond

// awaitCommand is ready for whoever has just started the server.
type awaitCommand struct {
	readyCommand
	Wait time.Duration `env:"-" placeholder:"TIME" help:"How long to go on asking until all is well, as 5m [ask once]."`
}

// Run asks until all is well or the time is over, and prints the last answer alone.
func (c *awaitCommand) Run(ctx context.Context, std streams) error {
	if c.Wait <= 0 {
		return c.readyCommand.Run(ctx, std)
	}
	ctx, cancel := context.WithTimeout(ctx, c.Wait)
	defer cancel()
	for {
		var said bytes.Buffer
		err := c.readyCommand.Run(ctx, streams{out: &said})
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
