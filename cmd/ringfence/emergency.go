package main

import (
	"context"
	"fmt"
	"time"

	"ringfence/handlers/control"
	"ringfence/internal/keyring"
)

// emergency is how keys are replaced and destroyed when nothing can be written down: whoever stole them and can write to the data must not be
// able to keep anybody from it by damaging the log.
type emergency struct {
	Unlogged bool `env:"-" help:"Do it with the keys file alone, though it stands in no audit log then: for when the log is damaged or the data are away."`
}

// secrets does something with the keys of a place, and has it stand in the audit log unless that is asked for otherwise.
func (e emergency) secrets(ctx context.Context, std streams, at lockedPlace, do func(control.Secrets) error) error {
	if !e.Unlogged {
		return at.withKeys(ctx, std, func(op control.Operator) error { return do(op) })
	}
	ring, err := keysFile{at.Keys}.ring()
	if err != nil {
		return err
	}
	if err := do(keysAlone{ring, time.Now}); err != nil {
		return err
	}
	fmt.Fprintln(std.err, "This stands in no audit log: write down elsewhere who did it, when and why. A server that runs with this file goes on with the new keys within a minute.")
	return nil
}

// keysAlone are control.Secrets that are written down nowhere.
type keysAlone struct {
	ring  *keyring.Ring
	clock func() time.Time
}

func (k keysAlone) RotateKeys(context.Context, string) error { return k.ring.Rotate(k.clock()) }

func (k keysAlone) DestroyKeys(_ context.Context, d control.Destruction) (int, error) {
	return k.ring.Destroy(d.What, d.Before)
}

func (k keysAlone) RotateSigning(_ context.Context, s control.Signing) ([]keyring.SigningKey, error) {
	rotate := k.ring.RotateSigning
	if s.AtOnce {
		rotate = k.ring.ReplaceSigning
	}
	if err := rotate(k.clock()); err != nil {
		return nil, err
	}
	return k.ring.SigningKeys(k.clock())
}
