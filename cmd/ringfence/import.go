package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"ringfence/handlers/control"
	"ringfence/internal/importer"
	"ringfence/internal/keyring"
)

type importCommand struct {
	FTC importFTCCommand `cmd:"" name:"ftc" help:"Import complaints to the US Do Not Call programme."`
}

type importFTCCommand struct {
	place
	Keys    string    `default:"./ringfence.keys" placeholder:"FILE" help:"File of the secret keys, outside the data folder [${default}]."`
	New     bool      `help:"Make the data folder and the keys file where there are none."`
	ShiftTo time.Time `placeholder:"DATE" help:"Move all dates so that the newest is DATE, and mark the data as a demonstration."`
	Files   []string  `arg:"" type:"existingfile" help:"The official eight-column CSV or the four-column extract, plain or gzipped."`
}

// importMemory is how much memory an import takes before it spends time on collecting it.
const importMemory = 640 << 20

// Run imports files. What cannot be read goes to FILE.rejects; running it again adds nothing.
func (c *importFTCCommand) Run(ctx context.Context, std streams) (err error) {
	order := importer.Order{ShiftTo: c.ShiftTo}
	for _, file := range c.Files {
		path, err := filepath.Abs(file)
		if err != nil {
			return err
		}
		order.Files = append(order.Files, path)
	}
	op, closeIt, err := c.unlocked(ctx, std.log())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeIt()) }()
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(importMemory)
	n, err := op.Import(ctx, order, bar(std.err, "import", inBytes))
	if err != nil {
		return err
	}
	fmt.Fprintf(std.out, "%d rows read: %d stored, %d already known, %d rejected\n", n.Read, n.Stored, n.Known, n.Rejected)
	if n.Unlisted != "" {
		fmt.Fprintln(std.out, "the rejected lines could not be listed:", n.Unlisted)
	} else if n.Rejected > 0 {
		for _, file := range c.Files {
			if _, err := os.Stat(file + ".rejects"); err == nil {
				fmt.Fprintf(std.out, "the rejected lines and why are in %s.rejects\n", file)
			}
		}
	}
	return nil
}

// unlocked returns the server that has the data folder open, or else the opened store with its keys. Unless it
// is told to, it makes neither: a mistyped folder would look like a service without reports.
func (c *importFTCCommand) unlocked(ctx context.Context, log *slog.Logger) (control.Operator, func() error, error) {
	if err := c.there(); err != nil && !c.New {
		return nil, nil, fmt.Errorf("%w, or make it with --new", err)
	}
	op, closeIt, err := c.operator(ctx, log)
	if err != nil {
		return nil, nil, err
	}
	if h, ok := op.(*house); ok {
		if err := keyring.InFile(c.Keys).Outside(c.Data); err != nil {
			return nil, nil, errors.Join(err, closeIt())
		}
		if _, err := h.unlock(ctx, c.place, c.Keys); err != nil {
			return nil, nil, errors.Join(err, closeIt())
		}
	}
	return op, closeIt, nil
}
