package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
)

type rebuildCommand struct{ place }

// Run rebuilds. It can be interrupted and run again.
func (c *rebuildCommand) Run(ctx context.Context, std streams) (err error) {
	op, closeIt, err := c.existing(ctx, slog.New(slog.NewTextHandler(std.err, nil)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeIt()) }()
	n, err := op.Rebuild(ctx, bar(std.err, "rebuild"))
	if err != nil {
		return err
	}
	fmt.Fprintf(std.out, "rebuilt %d subjects\n", n)
	return nil
}
