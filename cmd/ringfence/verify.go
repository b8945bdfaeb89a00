package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"ringfence/handlers/control"
	"ringfence/internal/projection"
)

// errFound means that a command did its work and what it found is bad. It has been printed.
var errFound = errors.New("differences were found")

type verifyCommand struct{ place }

// Run prints what Verify finds, and fails when that is a difference.
func (c *verifyCommand) Run(ctx context.Context, std streams) error {
	return c.with(ctx, std, func(op control.Operator) error {
		f, err := op.Verify(ctx, bar(std.err, "verify"))
		if err != nil {
			return err
		}
		return tell(std.out, f)
	})
}

// tell prints findings, and returns errFound when they hold a difference.
func tell(out io.Writer, f projection.Findings) error {
	fmt.Fprintf(out, "compared %d subjects with their %d statements\n", f.Subjects, f.Statements)
	if f.Pending > 0 || f.Unfinished > 0 {
		fmt.Fprintf(out, "not yet projected: %d subjects; not yet completed: %d reports; a running server does both within seconds\n", f.Pending, f.Unfinished)
	}
	for _, d := range f.Differences {
		fmt.Fprintf(out, "DIFFERENT %s: %s\n", d.Subject, d.What)
	}
	if len(f.Differences) > 0 {
		fmt.Fprintf(out, "%d differences: ringfence rebuild mends them; please report how they came about\n", len(f.Differences))
		return errFound
	}
	fmt.Fprintln(out, "no difference: what is shown is what was said, each statement counted once")
	return nil
}
