package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"ringfence/handlers/control"
	"ringfence/internal/recorder"
)

type auditVerifyCommand struct {
	lockedPlace
	Checkpoint []string `env:"-" type:"existingfile" placeholder:"FILE" help:"A checkpoint that was kept, as ringfence audit checkpoint or /audit/checkpoint gave it; may be given again [none: that the data were put back to an older copy is not seen then]."`
	Server     string   `env:"-" type:"origin" placeholder:"URL" help:"Ask a server of somebody else instead, as https://ringfence.example: whether its log begins with all that the checkpoints stand for [none]."`
	Verifier   []string `env:"-" placeholder:"KEY" help:"With --server: its key, as its page /audit and ringfence key signing print it; may be given again."`
}

// Help is what ringfence audit verify --help says beneath.
func (c *auditVerifyCommand) Help() string {
	return `Every decision, every reading of a text, a dispute or a document, and every change of who may moderate stands in a log before it is
done. The log is a Merkle tree (RFC 6962). This command reads all of it and says what was altered, left out, put in another
order or done past it: decisions, answers to disputes, approved texts, accounts, proposals for the registry, and which reports, senders
and flags moderators were done with. Entries are sealed by the keys of the service: who can merely write to the data adds none that it
takes for its own.

Two things it cannot see by itself: that the whole store was put back to an older copy, and that who has the keys wrote all anew. For
that keep checkpoints elsewhere (ringfence audit checkpoint, or /audit/checkpoint of the site), and give them with --checkpoint.

Reports are not in the log: it does not show that one was added, deleted or changed, nor that one which names no sender was taken out
of the count as that of somebody who is distrusted. And no log shows that who has the keys adds entries that look true.`
}

// Run prints what Verify finds, and fails when that is a difference.
func (c *auditVerifyCommand) Run(ctx context.Context, std streams) error {
	var saved [][]byte
	for _, path := range c.Checkpoint {
		b, err := checkpointFile(path)
		if err != nil {
			return err
		}
		saved = append(saved, b)
	}
	if c.Server != "" {
		return c.remote(ctx, std, saved)
	}
	if len(c.Verifier) > 0 {
		return errors.New("--verifier goes with --server: this service knows its own keys")
	}
	return c.withKeys(ctx, std, func(op control.Operator) error {
		f, err := op.AuditVerify(ctx, saved)
		if err != nil {
			return err
		}
		return tellAudit(std.out, &f)
	})
}

// tellAudit prints findings, and returns errFound when they hold something for somebody to look at.
func tellAudit(out io.Writer, f *recorder.Findings) error {
	fmt.Fprintf(out, "read %s; the root of the tree is %s\n", entries(f.Entries), f.Root)
	fmt.Fprintf(out, "compared %s, %s that moderators closed and %s that everybody sees\n", counted(f.Decisions, "decision"), counted(f.Cases, "dispute"), counted(f.Texts, "text"))
	fmt.Fprintf(out, "compared %s, %s for the registry and %s\n", counted(f.People, "account"), counted(f.Proposals, "proposal"), counted(f.Sanctions, "sanction"))
	if f.Unnamed > 0 {
		fmt.Fprintf(out, "of %s that do not count, the sender is not known any more: whether somebody distrusted them cannot be seen\n", counted(f.Unnamed, "report"))
	}
	if f.Known > 0 {
		fmt.Fprintf(out, "compared with the %s that the running server has in memory\n", entries(f.Known))
	}
	for i, s := range f.Saved {
		if s.Wrong == "" {
			fmt.Fprintf(out, "checkpoint %d of %d holds: the log begins with the %s that it stands for%s\n", i+1, len(f.Saved), entries(s.Size), signed[s.Signed])
		}
	}
	for _, what := range f.Wrong {
		fmt.Fprintf(out, "WRONG: %s\n", what)
	}
	for _, u := range f.Undone {
		fmt.Fprintf(out, "NOT THERE: entry %d: %s\n", u.Entry, u.What)
	}
	for _, u := range f.Abandoned {
		fmt.Fprintf(out, "not there: entry %d: %s; %q wrote down why: %s\n", u.Entry, u.What, u.By, inQuotes(u.Why))
	}
	if f.More > 0 {
		fmt.Fprintf(out, "and %d more\n", f.More)
	}
	if len(f.Undone) > 0 {
		fmt.Fprintln(out, "What is not there was about to be done: a process ended, or the store was away, in that moment, or somebody deleted it afterwards. Ask whom it names; where it was not done, audit abandon ENTRY writes down why.")
	}
	if len(f.Saved) == 0 {
		fmt.Fprintln(out, "no checkpoint was given: that the data were put back to an older copy, or all was written anew, cannot be seen without one (--checkpoint)")
	}
	if !f.Sound() {
		return errFound
	}
	if n := len(f.Abandoned); n > 0 {
		fmt.Fprintf(out, "nothing else is wrong: the log is whole, what was done is what it says, and why %s came to nothing is written down\n", entries(uint64(n)))
		return nil
	}
	fmt.Fprintln(out, "nothing is wrong: the log is whole, and what was done is what it says")
	return nil
}

// signed is what is said of a checkpoint by whether a key that signs today signed it.
var signed = map[bool]string{false: "; it was signed with a key that signs no more, so that who made it was not verified"}

func entries(n uint64) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}
