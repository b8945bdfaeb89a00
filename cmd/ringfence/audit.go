package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"ringfence/handlers/control"
	"ringfence/internal/auditlog"
	"ringfence/internal/fault"
	"ringfence/internal/recorder"
	"ringfence/internal/ruling"
	"ringfence/internal/subject"
)

type auditCommand struct {
	Checkpoint checkpointCommand  `cmd:"" help:"Print the signed checkpoint of the log. Keep it elsewhere: it alone shows later whether the data were put back to an older copy."`
	Verify     auditVerifyCommand `cmd:"" help:"Read the whole log and compare it with all that was decided, and with checkpoints that were kept."`
	List       auditListCommand   `cmd:"" help:"Print entries of the log."`
	Abandon    abandonCommand     `cmd:"" help:"Write down why what an entry says was about to be done is not there."`
}

type checkpointCommand struct{ lockedPlace }

// Run prints a checkpoint.
func (c *checkpointCommand) Run(ctx context.Context, std streams) error {
	return c.withKeys(ctx, std, func(op control.Operator) error {
		signed, err := op.AuditCheckpoint(ctx)
		if err == nil {
			_, err = std.out.Write(signed)
		}
		return err
	})
}

type auditListCommand struct {
	lockedPlace
	From  uint64 `env:"-" default:"0" placeholder:"N" help:"Index of the first entry, the first of all being 0 [${default}]."`
	Limit int    `env:"-" default:"1000" placeholder:"N" help:"How many at most [${default}]."`
	JSON  bool   `env:"-" name:"json" help:"Print each as the line of JSON whose SHA-256, after a zero byte, is its leaf of the tree."`
}

// mostListed is how many entries are asked for together.
const mostListed = 1000

// Run prints entries.
func (c *auditListCommand) Run(ctx context.Context, std streams) error {
	if c.Limit < 1 {
		return errors.New("--limit is how many entries are printed: 1 or more")
	}
	return c.withKeys(ctx, std, func(op control.Operator) error {
		for from, left := c.From, c.Limit; left > 0; {
			some, err := op.AuditEntries(ctx, control.Entries{From: from, Limit: min(left, mostListed)})
			if err != nil || len(some) == 0 {
				return err
			}
			for _, leaf := range some {
				if err := c.print(std.out, leaf); err != nil {
					return err
				}
			}
			from, left = from+uint64(len(some)), left-len(some)
		}
		return nil
	})
}

func (c *auditListCommand) print(out io.Writer, leaf []byte) error {
	if c.JSON {
		_, err := fmt.Fprintf(out, "%s\n", leaf)
		return err
	}
	e, err := auditlog.ParseLeaf(leaf)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d  %s  %s\n", e.Index, e.At.Format(time.RFC3339), lineOf(&e))
	return nil
}

// lineOf writes an entry in one line.
func lineOf(e *auditlog.Entry) string {
	words := []string{strings.TrimSpace(string(e.Action) + " " + e.Kind)}
	if e.Subject.String() != "" {
		words = append(words, "about "+e.Subject.String())
	}
	if e.By != "" {
		words = append(words, fmt.Sprintf("by %q", e.By))
	}
	for _, field := range [][2]string{{"of", e.Object}, {"takes back", e.Undoes}, {"name", inQuotes(e.Name)}, {"reason", inQuotes(e.Reason)}} {
		if field[1] != "" {
			words = append(words, field[0]+" "+field[1])
		}
	}
	return strings.Join(words, ", ")
}

type abandonCommand struct {
	lockedPlace
	signature
	Entry  uint64 `arg:"" help:"Index of the entry, as ringfence audit verify tells it after NOT THERE."`
	Reason string `env:"-" required:"" placeholder:"TEXT" help:"Why it is not there, shown to everybody who reads the log."`
}

// Help is what ringfence audit abandon --help says beneath.
func (c *abandonCommand) Help() string {
	return `Everything is written into the log before it is done. Where a server was killed or lost its data in between, audit verify finds an
entry and nothing that it tells of, for good. Ask whom the entry names; where it was not done, write down here why. Verify goes on to
tell both, and finds nothing wrong any more. Where somebody deleted what had been done, this is no mend: bring it back from a backup.`
}

// Run writes it down.
func (c *abandonCommand) Run(ctx context.Context, std streams) error {
	return c.withKeys(ctx, std, func(op control.Operator) error {
		err := op.AuditAbandon(ctx, control.Abandoning{Entry: c.Entry, By: c.by(), Reason: c.Reason})
		if err == nil {
			fmt.Fprintf(std.out, "why entry %d came to nothing stands in the log now\n", c.Entry)
		}
		return err
	})
}

// inQuotes writes what people wrote so that it stays in its line; "" stays "".
func inQuotes(s string) string {
	if s == "" {
		return ""
	}
	return fmt.Sprintf("%q", s)
}

// AuditCheckpoint, AuditVerify, AuditEntries and AuditAbandon are part of a control.Operator, as Decisions and Undo are.

func (h *house) AuditCheckpoint(ctx context.Context) ([]byte, error) {
	if h.audit.Keys == nil {
		return nil, errLocked
	}
	if err := h.audit.CatchUp(ctx); err != nil {
		return nil, err
	}
	return h.audit.Checkpoint(h.clock())
}

func (h *house) AuditVerify(ctx context.Context, saved [][]byte) (recorder.Findings, error) {
	return h.audit.Verify(ctx, saved...)
}

func (h *house) AuditEntries(ctx context.Context, which control.Entries) ([][]byte, error) {
	if err := h.audit.CatchUp(ctx); err != nil {
		return nil, err
	}
	return h.audit.Leaves(ctx, which.From, which.Limit)
}

func (h *house) AuditAbandon(ctx context.Context, a control.Abandoning) error {
	why, err := ruling.Reasoned(subject.Key{}, a.By, a.Reason)
	if err != nil {
		return err
	}
	return h.audit.Abandon(ctx, a.Entry, a.By, why)
}

// beginLog learns of the log before anybody is served, and takes on what was decided before there was one. A log that is damaged keeps nobody
// from being answered: it keeps everybody from deciding.
func (h *house) beginLog(ctx context.Context, log *slog.Logger) {
	if err := h.audit.Begin(ctx); err != nil {
		sayAudit(log, err)
	}
}

// sayAudit tells when the audit log cannot be followed, and when it can be again.
func sayAudit(log *slog.Logger, err error) {
	switch {
	case err == nil:
		log.Info("the audit log is followed again")
	case errors.Is(err, fault.Damaged):
		log.Error("the audit log is not what it was: nothing is decided or read by moderators until it is; ringfence audit verify tells what is wrong", "error", err)
	default:
		log.Warn("the audit log cannot be read now; nothing is decided until it can", "error", err)
	}
}

// checkpointFile reads a checkpoint that somebody kept.
func checkpointFile(path string) ([]byte, error) {
	const largest = 64 << 10
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, largest))
}
