package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"ringfence/handlers/control"
	"ringfence/internal/archive"
)

type backupCommand struct {
	place
	File string `arg:"" placeholder:"FILE" help:"The copy to write; it must not be there yet. Named ringfence.db in a data folder of its own, it is served like any other."`
}

// Run copies, beside the running server or from the opened store.
func (c *backupCommand) Run(ctx context.Context, std streams) error {
	if !c.embedded() {
		return errElsewhere
	}
	err := c.with(ctx, std, func(op control.Operator) error {
		return archive.Create(c.File, func(to io.Writer) error { return op.Backup(ctx, to, bar(std.err, "backup", inBytes)) })
	})
	if err != nil {
		return err
	}
	info, err := os.Stat(c.File)
	if err != nil {
		return err
	}
	fmt.Fprintf(std.out, "%s is a copy of %s as it was when this began, of %d bytes.\nThe secret keys are not in it: copy the keys file too, to another place.\n", c.File, c.place, info.Size())
	return nil
}
