package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"text/tabwriter"
	"time"

	"ringfence/handlers/control"
	"ringfence/internal/apikey"
	"ringfence/internal/fault"
)

type keyCommand struct {
	Issue  issueCommand  `cmd:"" help:"Make an API key and print it, once."`
	List   listCommand   `cmd:"" help:"List the API keys, without what opens anything."`
	Revoke revokeCommand `cmd:"" help:"End an API key, at once and for good."`

	Rotate  rotateCommand  `cmd:"" help:"Hide what comes from now on under new keys, as when somebody else may have those there are."`
	Destroy destroyCommand `cmd:"" help:"Destroy keys before their time, so that nobody can read or link what was hidden under them."`

	Signing       signingCommand       `cmd:"" help:"Print the keys that verify what the service signs."`
	RotateSigning rotateSigningCommand `cmd:"" help:"Make a new key to sign with; the one before signs beside it for 90 days."`
}

type issueCommand struct {
	place
	Name    string         `env:"-" required:"" placeholder:"NAME" help:"Public name of the holder; it is never used again."`
	Tier    apikey.Tier    `env:"-" default:"free" enum:"free,partner" placeholder:"TIER" help:"free: 10 times what a network may ask. partner: 100 times, and its users count as reporters [${default}]."`
	Scope   []apikey.Scope `env:"-" default:"lookup,report" enum:"lookup,report" placeholder:"SCOPE" help:"What it is for: lookup, report [both]."`
	Expires string         `env:"-" placeholder:"DATE" help:"First day (UTC) on which it opens nothing, as 2027-12-31 [never]."`
}

// Run issues. Only the hash leaves this process.
func (c *issueCommand) Run(ctx context.Context, std streams) error {
	secret := apikey.New()
	hash, err := apikey.HashOf(secret)
	if err != nil {
		return err
	}
	k := apikey.Key{Name: c.Name, Hash: hash, Tier: c.Tier, Scopes: c.Scope}
	if c.Expires != "" {
		if k.Expires, err = time.Parse(time.DateOnly, c.Expires); err != nil || !k.Expires.After(time.Now()) {
			return fmt.Errorf("--expires is a day to come, written as 2027-12-31, not %q", c.Expires)
		}
	}
	if err := k.Check(); err != nil {
		return err
	}
	err = c.with(ctx, std, func(op control.Operator) error { return op.IssueKey(ctx, k) })
	if err != nil {
		return err
	}
	fmt.Fprintln(std.out, secret)
	fmt.Fprintln(std.err, "This key is shown once and kept nowhere: hand it to its holder now, who sends it as Authorization: Bearer.")
	return nil
}

type listCommand struct{ place }

// Run lists.
func (c *listCommand) Run(ctx context.Context, std streams) error {
	return c.with(ctx, std, func(op control.Operator) error {
		keys, err := op.ListKeys(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "NAME\tTIER\tSCOPES\tEXPIRES\tSTATE")
		for _, k := range keys {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", k.Name, k.Tier, scopesOf(k), expiryOf(k), stateOf(k, time.Now()))
		}
		return table.Flush()
	})
}

func scopesOf(k apikey.Key) string {
	names := make([]string, len(k.Scopes))
	for i, s := range k.Scopes {
		names[i] = string(s)
	}
	return strings.Join(names, ",")
}

func expiryOf(k apikey.Key) string {
	if k.Expires.IsZero() {
		return "never"
	}
	return k.Expires.Format(time.DateOnly)
}

func stateOf(k apikey.Key, now time.Time) string {
	switch err := k.Opens(apikey.Lookup, now); {
	case errors.Is(err, apikey.ErrRevoked):
		return "revoked"
	case errors.Is(err, apikey.ErrExpired):
		return "expired"
	}
	return "valid"
}

type revokeCommand struct {
	place
	Name string `arg:"" help:"The name that the key was issued under."`
}

// Run revokes.
func (c *revokeCommand) Run(ctx context.Context, std streams) error {
	err := c.with(ctx, std, func(op control.Operator) error { return op.RevokeKey(ctx, c.Name) })
	if err == nil {
		fmt.Fprintf(std.out, "%s is revoked\n", c.Name)
	}
	return err
}

// IssueKey, ListKeys and RevokeKey are the rest of a control.Operator. They say in words what went wrong: a
// server hands on no more than that.

func (h *house) IssueKey(ctx context.Context, k apikey.Key) error {
	err := h.store.PutKey(ctx, k)
	if errors.Is(err, fault.Exists) {
		return fmt.Errorf("there was a key named %s, and reports may bear its name: choose another", k.Name)
	}
	if err == nil {
		_ = h.holders.CatchUp(ctx) // or within a second: the key is kept, and must be handed out
	}
	return err
}

func (h *house) ListKeys(ctx context.Context) ([]apikey.Key, error) {
	keys, err := h.store.KeysAll(ctx)
	return append([]apikey.Key{}, keys...), err // an empty list is a result too
}

func (h *house) RevokeKey(ctx context.Context, name string) error {
	err := h.store.RevokeKey(ctx, name)
	if errors.Is(err, fault.NotFound) {
		return fmt.Errorf("there is no key named %s: ringfence key list names them", name)
	}
	if err != nil {
		return err
	}
	return h.holders.CatchUp(ctx) // a key that goes on opening for a while is not revoked
}

// sayHolders tells when the API keys in memory begin to fall behind the store, and when they have caught up.
func sayHolders(log *slog.Logger, err error) {
	if err == nil {
		log.Info("API keys are up to date again")
		return
	}
	log.Warn("API keys go on as of earlier: what was issued or revoked since is not known", "error", err)
}
