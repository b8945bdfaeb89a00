package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"ringfence/internal/auditlog"
)

// remote verifies the log of a server from outside, as anybody can: that its newest checkpoint is signed, and that the log begins with all
// that the kept ones stand for. What the entries say it does not see.
func (c *auditVerifyCommand) remote(ctx context.Context, std streams, saved [][]byte) error {
	server := asking{c.Server}
	body, _, err := server.get(ctx, "/audit/checkpoint")
	if err != nil {
		return err
	}
	newest, err := auditlog.Open(body, c.Verifier...)
	switch {
	case errors.Is(err, auditlog.ErrUnsigned) && len(c.Verifier) == 0:
		fmt.Fprintln(std.out, "who signed was not verified: give the key of the server with --verifier, as you got it from whoever runs it")
	case errors.Is(err, auditlog.ErrUnsigned):
		fmt.Fprintf(std.out, "WRONG: the checkpoint of %s is signed with none of the given keys\n", server)
		return errFound
	case err != nil:
		return fmt.Errorf("the checkpoint of %s: %w", server, err)
	}
	fmt.Fprintf(std.out, "the log of %s (%s) has %s; the root of the tree is %s\n", server, newest.Origin, entries(newest.Size), newest.Root)
	wrong := 0
	for i, kept := range saved {
		what, err := c.consistent(ctx, server, kept, newest)
		if err != nil {
			return err
		}
		if what != "" {
			wrong++
			fmt.Fprintf(std.out, "WRONG: checkpoint %d of %d: %s\n", i+1, len(saved), what)
		} else {
			fmt.Fprintf(std.out, "checkpoint %d of %d holds: the log begins with all that it stands for\n", i+1, len(saved))
		}
	}
	switch {
	case wrong > 0:
		return errFound
	case len(saved) == 0:
		fmt.Fprintf(std.out, "no checkpoint was given to compare with: keep this one, from %s/audit/checkpoint, and give it with --checkpoint next time\n", server)
	}
	return nil
}

// consistent returns how a kept checkpoint does not agree with the newest of a server, and "" where it is proved to.
func (c *auditVerifyCommand) consistent(ctx context.Context, server asking, kept []byte, newest auditlog.Checkpoint) (string, error) {
	before, err := auditlog.Open(kept, c.Verifier...)
	switch {
	case errors.Is(err, auditlog.ErrUnsigned): // kept by whoever asks: what it says is compared all the same
	case err != nil:
		return "it is no checkpoint, or its signature is forged", nil //nolint:nilerr // that is what was found
	}
	switch {
	case before.Origin != newest.Origin:
		return fmt.Sprintf("it is of another log, %q", before.Origin), nil
	case before.Size > newest.Size:
		return fmt.Sprintf("it stands for %s, and the log has %s: entries were deleted, or the store was put back to an older copy", entries(before.Size), entries(newest.Size)), nil
	}
	body, _, err := server.get(ctx, fmt.Sprintf("/audit/consistency?old=%d&new=%d", before.Size, newest.Size))
	if err != nil {
		return "", err
	}
	var proof struct {
		Consistency []auditlog.Hash `json:"consistency"`
	}
	if json.Unmarshal(body, &proof) != nil {
		return "", errNoRingfence(server)
	}
	if auditlog.CheckConsistency(proof.Consistency, before, newest) != nil {
		return fmt.Sprintf("the log does not begin with the %s that it stands for: entries were altered, left out, added or put in another order", entries(before.Size)), nil //nolint:nilerr // that is what was found
	}
	return "", nil
}
