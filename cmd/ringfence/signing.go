package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"ringfence/handlers/control"
	"ringfence/internal/keyring"
)

// keysFile is where the secret keys are, which a server that runs has open too.
type keysFile struct {
	Keys string `default:"./ringfence.keys" placeholder:"FILE" help:"File of the secret keys [${default}]."`
}

// ring opens keys that are there.
func (k keysFile) ring() (*keyring.Ring, error) {
	file := keyring.InFile(k.Keys)
	if !file.Exists() {
		return nil, fmt.Errorf("there is no keys file %s: name it with --keys; ringfence serve makes one", k.Keys)
	}
	return keyring.Open(file)
}

type signingCommand struct{ keysFile }

// Run prints what verifies signatures, the newest first. None of it is secret.
func (c *signingCommand) Run(std streams) error {
	ring, err := c.ring()
	if err != nil {
		return err
	}
	keys, err := ring.SigningKeys(time.Now())
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "MADE\tSIGNS UNTIL\tVERIFIER KEY")
	for _, k := range keys {
		until := "another is made"
		if !k.Until.IsZero() {
			until = k.Until.Format(time.DateOnly)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", k.Made.Format(time.DateOnly), until, k.Verifier)
	}
	return table.Flush()
}

type rotateSigningCommand struct {
	lockedPlace
	signature
	emergency
	AtOnce bool `env:"-" help:"Destroy the keys before it, as when somebody else has them: who trusts none but those can verify nothing then."`
}

// Run makes a key. A server that runs signs with it at once, and others with the same keys within a minute.
func (c *rotateSigningCommand) Run(ctx context.Context, std streams) error {
	return c.secrets(ctx, std, c.lockedPlace, func(ring control.Secrets) error {
		keys, err := ring.RotateSigning(ctx, control.Signing{AtOnce: c.AtOnce, By: c.by()})
		if err != nil {
			return err
		}
		fmt.Fprintln(std.out, keys[0].Verifier)
		if c.AtOnce || len(keys) < 2 {
			fmt.Fprintln(std.err, "The lists are signed with this key alone within a minute; the ones before are destroyed. Tell those who verify them today, and take a copy of the keys file.")
			return nil
		}
		fmt.Fprintf(std.err, "The lists are signed with this key within a minute, and with the one before until %s as well. Tell those who verify them, and take a copy of the keys file.\n",
			keys[1].Until.Format(time.DateOnly))
		return nil
	})
}
