package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"time"

	"ringfence/handlers/control"
	"ringfence/internal/importer"
)

type importCommand struct {
	FTC     importFTCCommand     `cmd:"" name:"ftc" help:"Import complaints to the US Do Not Call programme."`
	Archive importArchiveCommand `cmd:"" help:"Import what ringfence export wrote, into a store that is empty."`
}

type importFTCCommand struct {
	place
	Keys    string    `default:"./ringfence.keys" placeholder:"FILE" help:"File of the secret keys, outside the data folder [${default}]."`
	New     bool      `env:"-" help:"Make the data folder and the keys file where there are none."`
	ShiftTo time.Time `env:"-" placeholder:"DATE" help:"Move all dates so that the newest is DATE, and mark the data as a demonstration."`
	Files   []string  `arg:"" type:"existingfile" help:"The official eight-column CSV or the four-column extract, plain or gzipped."`
}

// importMemory is how much memory an import takes before it spends time on collecting it.
const importMemory = 900 << 20

// Run imports files. What cannot be read goes to FILE.rejects; running it again adds nothing.
func (c *importFTCCommand) Run(ctx context.Context, std streams) (err error) {
	order := importer.Order{ShiftTo: c.ShiftTo}
	for _, file := range c.Files {
		path, err := filepath.Abs(file)
		if err != nil {
			return err
		}
		if !slices.Contains(order.Files, path) {
			order.Files = append(order.Files, path)
		}
	}
	if err := order.Check(time.Now()); err != nil {
		return err
	}
	op, closeIt, err := c.unlocked(ctx, std.log())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeIt()) }()
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(importMemory)
	n, err := op.Import(ctx, order, bar(std.err, "import", inBytes))
	if err == nil || n.Read > 0 {
		account(std.out, order.Files, n)
	}
	if err != nil && ctx.Err() != nil { // where it happened to be helps nobody
		return errors.New("stopped; " + importer.Resume)
	}
	return err
}

// account prints what became of the rows of files.
func account(out io.Writer, files []string, n importer.Counts) {
	fmt.Fprintf(out, "%d rows read: %d stored, %d already known, %d rejected\n", n.Read, n.Stored, n.Known, n.Rejected)
	if n.Unlisted != "" {
		fmt.Fprintln(out, "the rejected lines could not be listed:", n.Unlisted)
	} else if n.Rejected > 0 {
		for _, file := range files {
			if _, err := os.Stat(file + ".rejects"); err == nil {
				fmt.Fprintf(out, "the rejected lines and why are in %s.rejects\n", file)
			}
		}
	}
}

// unlocked returns the server that has the data folder open, or else the opened store with its keys. Unless it
// is told to, it makes neither: a mistyped folder would look like a service without reports.
func (c *importFTCCommand) unlocked(ctx context.Context, log *slog.Logger) (control.Operator, func() error, error) {
	if err := c.there(ctx); errors.Is(err, errNoData) && !c.New {
		return nil, nil, fmt.Errorf("%w, or make it with --new", err)
	} else if err != nil && !errors.Is(err, errNoData) {
		return nil, nil, err
	}
	return c.unlock(ctx, c.Keys, log)
}
