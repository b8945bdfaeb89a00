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
		f, err := op.Verify(ctx, bar(std.err, "verify", "subjects"))
		if err != nil {
			return err
		}
		return tell(std.out, f)
	})
}

// tell prints findings, and returns errFound when they hold a difference.
func tell(out io.Writer, f projection.Findings) error {
	whose := "their"
	if f.Subjects == 1 {
		whose = "its"
	}
	fmt.Fprintf(out, "compared %s with %s %s\n", counted(f.Subjects, "subject"), whose, counted(f.Statements, "statement"))
	if f.Pending > 0 || f.Unfinished > 0 {
		fmt.Fprintf(out, "not yet projected: %s; not yet completed: %s; a running server does both within seconds\n", counted(f.Pending, "subject"), counted(f.Unfinished, "report"))
	}
	mendable := 0
	for _, d := range f.Differences {
		fmt.Fprintf(out, "DIFFERENT %s: %s\n", d.Subject, d.What)
		if d.Mendable() {
			mendable++
		}
	}
	if mendable > 0 {
		fmt.Fprintf(out, "%s: ringfence rebuild mends that; please report how it came about\n", counted(mendable, "difference"))
	}
	if len(f.Differences) > 0 {
		return errFound
	}
	fmt.Fprintln(out, "no difference: what is shown is what was said, each statement counted once")
	return nil
}

// counted writes a number of things.
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
