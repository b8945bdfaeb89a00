package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"ringfence/handlers/control"
	"ringfence/internal/archive"
	"ringfence/internal/projection"
)

type exportCommand struct {
	place
	File string `arg:"" placeholder:"FILE" help:"The archive to write; it must not be there yet."`
}

// Run exports, on the running server or on the opened store.
func (c *exportCommand) Run(ctx context.Context, std streams) error {
	told := counter(std.err, "export")
	err := c.with(ctx, std, func(op control.Operator) error {
		return archive.Create(c.File, func(to io.Writer) error { return op.Export(ctx, &tally{to: to, told: told}) })
	})
	if err != nil {
		return err
	}
	a, err := archive.Open(c.File)
	if err != nil {
		return err
	}
	fmt.Fprintf(std.out, "%s holds %s\nThe secret keys are not in it: it can be imported where the keys file with the fingerprint %s is.\n", c.File, contents(a), a.Fingerprint)
	if !c.embedded() {
		fmt.Fprintln(std.out, "MongoDB shows no single moment: of a report that was corrected while this was written, it may hold both the old and the new. Stop all instances first for an archive without that.")
	}
	return a.Close()
}

// contents says what is in an archive.
func contents(a *archive.Archive) string {
	several := []string{
		counted(a.Records(archive.Statements), "statement"), counted(a.Records(archive.Reports), "receipt"),
		counted(a.Records(archive.Decisions), "decision"), counted(a.Records(archive.Stops), "stopped sender"),
		counted(a.Records(archive.Weeks), "week"), counted(a.Records(archive.Bursts), "burst"), counted(a.Records(archive.Examples), "example text"),
		counted(a.Records(archive.Hooks), "webhook"), counted(a.Records(archive.APIKeys), "API key"),
		counted(a.Records(archive.Accounts), "moderator"), counted(a.Records(archive.Cases), "dispute"), counted(a.Records(archive.Documents), "document"),
		counted(a.Records(archive.Proposals), "registry proposal"), counted(a.Records(archive.Flags), "flag"),
		counted(a.Records(archive.Distrusted), "distrusted reporter"), counted(a.Records(archive.Erasures), "erasure account"),
	}
	return strings.Join(several, ", ") + " and " + counted(a.Records(archive.Log), "line") + " of the audit log"
}

// tally counts what is written.
type tally struct {
	to   io.Writer
	n    int
	told func(n int)
}

func (t *tally) Write(b []byte) (int, error) {
	n, err := t.to.Write(b)
	t.n += n
	t.told(t.n)
	return n, err
}

// Export and Backup make a house a control.Operator.

func (h *house) Export(ctx context.Context, to io.Writer) error {
	return archive.Export(ctx, h.store, to, h.clock(), version())
}

// copier is a store that can copy itself.
type copier interface {
	Backup(ctx context.Context, to io.Writer, progress func(done, total int)) error
}

func (h *house) Backup(ctx context.Context, to io.Writer, progress projection.Progress) error {
	c, ok := h.store.(copier)
	if !ok {
		return errElsewhere
	}
	return c.Backup(ctx, to, progress)
}

var errElsewhere = errors.New("ringfence backup copies the embedded store; of data in MongoDB mongodump makes a copy for MongoDB, and ringfence export one for any store")

// whole returns an error while the store holds part of an archive.
func (h *house) whole(ctx context.Context) error {
	restoring, err := h.store.Restoring(ctx)
	if err == nil && restoring != "" {
		return archive.ErrUnfinished
	}
	return err
}
