package main

import (
	"context"
	"fmt"

	"ringfence/handlers/control"
)

type rebuildCommand struct{ place }

// Run rebuilds. It can be interrupted and run again.
func (c *rebuildCommand) Run(ctx context.Context, std streams) error {
	return c.with(ctx, std, func(op control.Operator) error {
		n, err := op.Rebuild(ctx, bar(std.err, "rebuild", "subjects"))
		if err == nil {
			fmt.Fprintf(std.out, "rebuilt %s\n", counted(n, "subject"))
		}
		return err
	})
}
