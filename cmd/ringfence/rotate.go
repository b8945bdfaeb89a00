package main

import (
	"context"
	"fmt"
	"time"

	"ringfence/handlers/control"
	"ringfence/internal/auditlog"
	"ringfence/internal/keyring"
	"ringfence/internal/reputation"
)

type rotateCommand struct {
	lockedPlace
	signature
	emergency
}

// Run rotates. A server that runs goes on with the new keys at once, and others with the same file within a minute.
func (c *rotateCommand) Run(ctx context.Context, std streams) error {
	err := c.secrets(ctx, std, c.lockedPlace, func(keys control.Secrets) error { return keys.RotateKeys(ctx, c.by()) })
	if err != nil {
		return err
	}
	fmt.Fprintln(std.out, "receipts, texts, reporters, networks, limits, proofs, sessions and secrets have new keys")
	fmt.Fprintln(std.err, "Whoever has the keys from before opens no text and no secret, finds no receipt and recognises no reporter that comes from now on. What was kept before")
	fmt.Fprintln(std.err, "opens as before, until its time; key destroy ends that. With the data they still open the secrets from before: webhook rotate and moderator reset replace")
	fmt.Fprintln(std.err, "those. The keys stay that name who wants no replies, draw the noise of trends, fill up ranges and sign (key rotate-signing). Every moderator has to sign in again. Take a copy of the keys file, and destroy the older ones.")
	return nil
}

type destroyCommand struct {
	lockedPlace
	signature
	What   keyring.Kind `arg:"" enum:"texts,reporters" help:"texts: what reporters wrote, and documents of disputes. reporters: who made which statement."`
	Before string       `env:"-" required:"" placeholder:"DATE" help:"Keys that were in use before this day (UTC), as 2026-12-01; tomorrow's date for all there are."`
	Yes    bool         `env:"-" help:"Do it: there is no way back."`
	emergency
}

// lost says what becomes of what was hidden under keys that are destroyed.
var lost = map[keyring.Kind]string{
	keyring.Texts: "what was written before %s can be read by nobody any more, with its receipt, by a moderator or here: neither texts, nor documents and codes of " +
		"disputes, nor what text messages in the midst of a conversation are remembered by; what they count for stays",
	keyring.Reporters: "nobody can compute any more who made which statement before %s, and whoever reports again is as new to the service as on the first day; " +
		"what was said goes on counting",
}

// Run destroys.
func (c *destroyCommand) Run(ctx context.Context, std streams) error {
	day, err := time.Parse(time.DateOnly, c.Before)
	if err != nil || day.After(time.Now().AddDate(0, 0, 1)) {
		return fmt.Errorf("--before is a day that is over, today or tomorrow (UTC), written as 2026-12-01, not %q", c.Before)
	}
	if !c.Yes {
		return fmt.Errorf("nothing was destroyed. With --yes, and for good: "+lost[c.What], c.Before)
	}
	order := control.Destruction{What: c.What, Before: reputation.DateOf(day), By: c.by()}
	return c.secrets(ctx, std, c.lockedPlace, func(keys control.Secrets) error {
		n, err := keys.DestroyKeys(ctx, order)
		if err == nil {
			fmt.Fprintf(std.out, "keys destroyed: %d; "+lost[c.What]+"\n", n, c.Before)
			fmt.Fprintln(std.err, "Copies of the keys file still hold them: destroy those too. Start servers anew, so that none has in memory what it read before.")
		}
		return err
	})
}

// RotateKeys, DestroyKeys and RotateSigning make a house control.Secrets. What cannot be recorded is not done.

func (h *house) RotateKeys(ctx context.Context, by string) error {
	if h.ring == nil {
		return errLocked
	}
	if _, err := h.audit.Record(ctx, auditlog.Entry{By: by, Action: auditlog.KeysRotated}); err != nil {
		return err
	}
	return h.ring.Rotate(h.clock())
}

func (h *house) DestroyKeys(ctx context.Context, d control.Destruction) (int, error) {
	if h.ring == nil {
		return 0, errLocked
	}
	what := string(d.What) + " before " + d.Before.Time().Format(time.DateOnly)
	if _, err := h.audit.Record(ctx, auditlog.Entry{By: d.By, Action: auditlog.KeysDestroyed, Object: what}); err != nil {
		return 0, err
	}
	return h.ring.Destroy(d.What, d.Before)
}

func (h *house) RotateSigning(ctx context.Context, s control.Signing) ([]keyring.SigningKey, error) {
	if h.ring == nil {
		return nil, errLocked
	}
	did := auditlog.KeysRotated
	if s.AtOnce {
		did = auditlog.KeysDestroyed
	}
	if _, err := h.audit.Record(ctx, auditlog.Entry{By: s.By, Action: did, Object: "signing"}); err != nil {
		return nil, err
	}
	return keysAlone{h.ring, h.clock}.RotateSigning(ctx, s)
}
