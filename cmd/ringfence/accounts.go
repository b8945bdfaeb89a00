package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"text/tabwriter"
	"time"

	"ringfence/handlers/control"
	"ringfence/internal/accounts"
	"ringfence/internal/moderator"
	"ringfence/internal/register"
)

type addAccountCommand struct {
	namedAccount
	Role string `env:"-" default:"moderator" enum:"moderator,auditor" placeholder:"ROLE" help:"moderator: reads texts and disputes, and decides. auditor: reads the audit log, and decides nothing [${default}]."`
}

// Run adds.
func (c *addAccountCommand) Run(ctx context.Context, std streams) error {
	return c.invite(ctx, std, moderator.Role(c.Role), control.Operator.AddAccount)
}

type resetAccountCommand struct{ namedAccount }

// Run resets.
func (c *resetAccountCommand) Run(ctx context.Context, std streams) error {
	return c.invite(ctx, std, "", control.Operator.ResetAccount)
}

// namedAccount is a command about one account.
type namedAccount struct {
	lockedPlace
	signature
	Name string `arg:"" help:"Name of the account: the public reads it under what was decided, and it is never given again."`
}

// person says whose account it is.
func (c *namedAccount) person(role moderator.Role) control.Person {
	return control.Person{Name: c.Name, Role: role, By: c.by()}
}

// invite prints an invitation, by itself, so that it can be handed on.
func (c *namedAccount) invite(ctx context.Context, std streams, role moderator.Role, ask func(control.Operator, context.Context, control.Person) (accounts.Invitation, error)) error {
	return c.withKeys(ctx, std, func(op control.Operator) error {
		in, err := ask(op, ctx, c.person(role))
		if err != nil {
			return err
		}
		fmt.Fprintln(std.out, in.Code)
		fmt.Fprintf(std.err, "This invitation is shown once: hand it to %s, who types it on the page /desk/welcome of the site before %s UTC, scans a code with an authenticator app and chooses a password.\n",
			c.Name, in.Until.Format("2006-01-02 15:04"))
		return nil
	})
}

// change does something to an account, and says what it is then.
func (c *namedAccount) change(ctx context.Context, std streams, role moderator.Role, do func(control.Operator, context.Context, control.Person) error, said string) error {
	return c.withKeys(ctx, std, func(op control.Operator) error {
		err := do(op, ctx, c.person(role))
		if err == nil {
			fmt.Fprintln(std.out, c.Name, said)
		}
		return err
	})
}

type disableAccountCommand struct{ namedAccount }

// Run disables.
func (c *disableAccountCommand) Run(ctx context.Context, std streams) error {
	return c.change(ctx, std, "", control.Operator.DisableAccount, "opens nothing any more, on every instance within a second; what they decided stands, and ringfence moderator undo takes it back")
}

type enableAccountCommand struct{ namedAccount }

// Run enables.
func (c *enableAccountCommand) Run(ctx context.Context, std streams) error {
	return c.change(ctx, std, "", control.Operator.EnableAccount, "opens the desk again, with the password and the second factor of before")
}

type roleAccountCommand struct {
	namedAccount
	Role string `arg:"" enum:"moderator,auditor" help:"moderator or auditor."`
}

// Run gives a role.
func (c *roleAccountCommand) Run(ctx context.Context, std streams) error {
	return c.change(ctx, std, moderator.Role(c.Role), control.Operator.SetRole, "is "+c.Role+" now, and nobody stays signed in to it")
}

type listAccountsCommand struct{ lockedPlace }

// Run lists.
func (c *listAccountsCommand) Run(ctx context.Context, std streams) error {
	return c.withKeys(ctx, std, func(op control.Operator) error {
		all, err := op.ListAccounts(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "ROLE\tSTATE\tSINCE\tNAME") // which comes last since Chinese is wider than columns are reckoned to be
		for _, a := range all {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", a.Role, accountState(a, time.Now()), a.MadeAt.Format(time.DateOnly), a.Name)
		}
		return table.Flush()
	})
}

// accountState says what an account can do, and until when where that ends by itself.
func accountState(a moderator.Account, now time.Time) string {
	until := map[moderator.State]time.Time{moderator.Invited: a.InviteTil, moderator.Locked: a.LockedTil}
	s := a.State(now)
	if t, ends := until[s]; ends {
		return fmt.Sprintf("%s until %s", s, t.Format("2006-01-02 15:04"))
	}
	return string(s)
}

// newAccounts returns who works at the desk. The house must have its keys.
func (h *house) newAccounts() *accounts.Roll {
	return accounts.New(accounts.Config{Store: h.store, Keys: h.ring, Recorder: h.audit, Clock: h.clock})
}

// newRegister returns the registry of official numbers.
func (h *house) newRegister() *register.Register {
	return register.New(register.Config{Store: h.store, Rulings: h.rulings, Recorder: h.audit, Clock: h.clock})
}

// AddAccount, ResetAccount, ListAccounts, DisableAccount, EnableAccount, SetRole and ImportRegistry are part of a control.Operator.

func (h *house) AddAccount(ctx context.Context, p control.Person) (accounts.Invitation, error) {
	if h.accounts == nil {
		return accounts.Invitation{}, errLocked
	}
	return h.accounts.Add(ctx, p.Name, cmp.Or(p.Role, moderator.Moderator), p.By)
}

func (h *house) ResetAccount(ctx context.Context, p control.Person) (accounts.Invitation, error) {
	if h.accounts == nil {
		return accounts.Invitation{}, errLocked
	}
	return h.accounts.Reset(ctx, p.Name, p.By)
}

func (h *house) ListAccounts(ctx context.Context) ([]moderator.Account, error) {
	if h.accounts == nil {
		return nil, errLocked
	}
	return h.accounts.List(ctx)
}

func (h *house) DisableAccount(ctx context.Context, p control.Person) error {
	if h.accounts == nil {
		return errLocked
	}
	return h.accounts.Disable(ctx, p.Name, p.By)
}

func (h *house) EnableAccount(ctx context.Context, p control.Person) error {
	if h.accounts == nil {
		return errLocked
	}
	return h.accounts.Enable(ctx, p.Name, p.By)
}

func (h *house) SetRole(ctx context.Context, p control.Person) error {
	if h.accounts == nil {
		return errLocked
	}
	return h.accounts.SetRole(ctx, p.Name, p.Role, p.By)
}

func (h *house) ImportRegistry(ctx context.Context, l control.Entered) (register.Counts, error) {
	if h.register == nil {
		return register.Counts{}, errLocked
	}
	return h.register.Import(ctx, l.Lines, l.By)
}

// sayAccounts tells when who may work at the desk cannot be followed, and when it can be again.
func sayAccounts(log *slog.Logger, err error) {
	if err == nil {
		log.Info("the accounts of the desk are followed again")
		return
	}
	log.Warn("the accounts of the desk go on as of earlier: the store cannot be read", "error", err)
}
