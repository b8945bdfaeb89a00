package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// ground is what measures stand on.
type ground struct {
	Binary   string // the program that is measured
	Stream   string // complaints to the US Do Not Call programme, or ""
	MongoDB  string // URI of a server; "" is the one that deploy/dev/services brings up
	Folder   string // for files; a temporary one goes when the run ends
	Pairs    int    // how often a figure and its yardstick are taken
	Window   time.Duration
	Progress io.Writer

	temporary bool
}

// open makes the folder and the paths absolute.
func (g *ground) open() (err error) {
	if g.Binary, err = filepath.Abs(g.Binary); err != nil {
		return err
	}
	if _, err := os.Stat(g.Binary); err != nil {
		return fmt.Errorf("the program to measure: %w", err)
	}
	if g.Folder == "" {
		g.temporary = true
		g.Folder, err = os.MkdirTemp("", "ringfence-bench-")
		return err
	}
	if g.Folder, err = filepath.Abs(g.Folder); err != nil {
		return err
	}
	return os.MkdirAll(g.Folder, 0o700)
}

func (g *ground) close() error {
	if g.temporary {
		return os.RemoveAll(g.Folder)
	}
	return nil
}

// Path returns where a file of this run lies.
func (g *ground) Path(name string) string { return filepath.Join(g.Folder, name) }

// Say tells how far the run is.
func (g *ground) Say(format string, args ...any) {
	_, _ = fmt.Fprintf(g.Progress, format+"\n", args...)
}

// Alternate takes a figure and its yardstick in turn, so that what else the machine does meets both.
func (g *ground) Alternate(measured, yardstick func() (float64, error)) ([]pair, error) {
	pairs := make([]pair, g.Pairs)
	for i := range pairs {
		var errs [2]error
		pairs[i].Measured, errs[0] = measured()
		pairs[i].Yardstick, errs[1] = yardstick()
		if err := errors.Join(errs[:]...); err != nil {
			return nil, err
		}
		g.Say("  %d of %d: %s : %s = %.3f", i+1, len(pairs), figure(pairs[i].Measured), figure(pairs[i].Yardstick), pairs[i].ratio())
	}
	return pairs, nil
}
