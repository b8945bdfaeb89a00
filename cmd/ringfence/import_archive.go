package main

import (
	"context"
	"errors"
	"fmt"

	"ringfence/internal/archive"
	"ringfence/internal/fault"
	"ringfence/internal/keyring"
)

type importArchiveCommand struct {
	place
	Keys string `default:"./ringfence.keys" placeholder:"FILE" help:"File of the secret keys that the archive belongs to [${default}]."`
	File string `arg:"" type:"existingfile" help:"What ringfence export wrote."`
}

// Run imports. Nothing is made or written before the archive is known to be whole and these to be its keys.
func (c *importArchiveCommand) Run(ctx context.Context, std streams) (err error) {
	a, err := archive.Open(c.File)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	ring, err := c.belongs(a)
	if err != nil {
		return err
	}
	if _, ok := c.beside(ctx); ok {
		return fmt.Errorf("a server has %s open: stop it, since nobody may be served from half of an archive", c.place)
	}
	if err := a.Verify(ctx, bar(std.err, "check", inBytes)); err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	h, err := c.open(ctx, std.log())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.store.Close()) }()
	if err := a.Import(ctx, h.store, ring, bar(std.err, "import", inBytes)); err != nil {
		return c.refused(ctx, err)
	}
	shown := bar(std.err, "show", "statements")
	all := a.Records(archive.Statements)
	if err := h.projector.Settle(ctx, func(marks int) { shown(min(marks, all), all) }); err != nil {
		return fmt.Errorf("all is imported, but not all is shown yet: %w: a running server does the rest", err)
	}
	fmt.Fprintf(std.out, "imported %s into %s\n", contents(a), c.place)
	if a.Records(archive.Hooks) > 0 {
		fmt.Fprintln(std.out, "its webhooks are told nothing: where this is now the service that tells them, ringfence webhook list names them and ringfence webhook enable has one told again")
	}
	if a.Records(archive.Accounts) > 0 {
		fmt.Fprintln(std.out, "its moderators are those of when it was made, with the passwords and phones of then, and have to sign in again: ringfence moderator list names them; disable NAME and reset NAME do again what was done since")
		fmt.Fprintf(std.err, "%s has another key of sessions now: whoever is signed in anywhere with this file signs in again. Take a copy of it.\n", c.Keys)
	}
	return nil
}

// belongs returns the keys of an archive. It makes none: what is sealed would stay so, and no receipt would fit.
func (c *importArchiveCommand) belongs(a *archive.Archive) (*keyring.Ring, error) {
	file := keyring.InFile(c.Keys)
	if err := file.Outside(c.Data); err != nil {
		return nil, err
	}
	if !file.Exists() {
		return nil, fmt.Errorf("there is no keys file %s: put the one with the fingerprint %s there, to which the archive belongs, or name it with --keys", c.Keys, a.Fingerprint)
	}
	ring, err := keyring.Open(file)
	if err != nil {
		return nil, err
	}
	if ring.Fingerprint() != a.Fingerprint {
		return nil, fmt.Errorf("%s belongs to the keys with the fingerprint %s, and the keys file %s has %s: name the right one with --keys", c.File, a.Fingerprint, c.Keys, ring.Fingerprint())
	}
	return ring, nil
}

// refused says what to do about an import that failed.
func (c *importArchiveCommand) refused(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, fault.Exists):
		return fmt.Errorf("%s is not empty: an archive is imported into a store without data, or into one that took part of the same archive; choose another %s with %s", c.place, c.kind(), c.flag())
	case errors.Is(err, fault.WrongKeys):
		return fmt.Errorf("%s: %w than the archive: choose another %s with %s", c.place, err, c.kind(), c.flag())
	case ctx.Err() != nil:
		return errors.New("stopped; run it again to go on")
	}
	return fmt.Errorf("%w; run it again to go on", err)
}
