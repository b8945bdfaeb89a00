package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
)

// errFound means that a command did its work and what it found is bad. It has been printed.
var errFound = errors.New("differences were found")

type verifyCommand struct{ place }

// Run prints what Verify finds, and fails when that is a difference.
func (c *verifyCommand) Run(ctx context.Context, std streams) (err error) {
	op, closeIt, err := c.existing(ctx, slog.New(slog.NewTextHandler(std.err, nil)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeIt()) }()
	f, err := op.Verify(ctx, bar(std.err, "verify"))
	if err != nil {
		return err
	}
	fmt.Fprintf(std.out, "compared %d subjects with their %d statements\n", f.Subjects, f.Statements)
	if f.Pending > 0 || f.Unfinished > 0 {
		fmt.Fprintf(std.out, "not yet projected: %d subjects; not yet completed: %d reports; a running server does both within seconds\n", f.Pending, f.Unfinished)
	}
	for _, d := range f.Differences {
		fmt.Fprintf(std.out, "DIFFERENT %s: %s\n", d.Subject, d.What)
	}
	if len(f.Differences) > 0 {
		fmt.Fprintf(std.out, "%d differences: ringfence rebuild mends them; please report how they came about\n", len(f.Differences))
		return errFound
	}
	fmt.Fprintln(std.out, "no difference: what is shown is what was said, each statement counted once")
	return nil
}
