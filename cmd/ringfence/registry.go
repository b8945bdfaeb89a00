package main

import (
	"context"
	"fmt"
	"os"

	"ringfence/handlers/control"
	"ringfence/internal/register"
)

type registryCommand struct {
	Import importRegistryCommand `cmd:"" help:"Propose the official numbers of a file; at the desk each takes two moderators, as any does."`
}

type importRegistryCommand struct {
	lockedPlace
	signature
	File string `arg:"" type:"existingfile" help:"CSV whose first line is key,name,sector,evidence."`
}

// Run proposes what is in the file, all of which is read before anything is proposed.
func (c *importRegistryCommand) Run(ctx context.Context, std streams) error {
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	lines, err := register.Read(file)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	return c.withKeys(ctx, std, func(op control.Operator) error {
		n, err := op.ImportRegistry(ctx, control.Entered{Lines: lines, By: c.by()})
		fmt.Fprintf(std.out, "proposed %s; %d were proposed already, and %d are on the registry\n", counted(n.Proposed, "number"), n.Waiting, n.Entered)
		if err == nil && n.Proposed > 0 {
			fmt.Fprintln(std.err, "None is official before two moderators agree on it at the desk, on the page /desk/registry.")
		}
		return err
	})
}
