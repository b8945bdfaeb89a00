package control

import (
	"context"

	"github.com/labstack/echo/v4"

	"ringfence/internal/accounts"
	"ringfence/internal/moderator"
	"ringfence/internal/projection"
	"ringfence/internal/register"
	"ringfence/internal/registry"
)

// People is what commands can ask for of who works at the desk, and of the registry of official numbers.
type People interface {
	// AddAccount and ResetAccount return an invitation, which is told once.
	AddAccount(ctx context.Context, p Person) (accounts.Invitation, error)
	ResetAccount(ctx context.Context, p Person) (accounts.Invitation, error)
	// ListAccounts returns all accounts without what is secret of them.
	ListAccounts(ctx context.Context) ([]moderator.Account, error)
	DisableAccount(ctx context.Context, p Person) error
	EnableAccount(ctx context.Context, p Person) error
	SetRole(ctx context.Context, p Person) error
	// ImportRegistry proposes entries, each of which a moderator has to approve.
	ImportRegistry(ctx context.Context, l Entered) (register.Counts, error)
}

// Person says whose account a command is about.
type Person struct {
	Name string
	Role moderator.Role // of a new account, or the one it gets
	By   string         // who asks
}

// Entered are numbers that are to be official.
type Entered struct {
	Lines []registry.Proposal
	By    string
}

// AddAccount asks the server for an account.
func (c *Client) AddAccount(ctx context.Context, p Person) (accounts.Invitation, error) {
	return ask[accounts.Invitation](ctx, c, "/accounts/add", p, func(int, int) {})
}

// ResetAccount asks the server to invite anew.
func (c *Client) ResetAccount(ctx context.Context, p Person) (accounts.Invitation, error) {
	return ask[accounts.Invitation](ctx, c, "/accounts/reset", p, func(int, int) {})
}

// ListAccounts asks the server for all accounts.
func (c *Client) ListAccounts(ctx context.Context) ([]moderator.Account, error) {
	return ask[[]moderator.Account](ctx, c, "/accounts/list", nil, func(int, int) {})
}

// DisableAccount asks the server to have an account open nothing.
func (c *Client) DisableAccount(ctx context.Context, p Person) error {
	_, err := ask[done](ctx, c, "/accounts/disable", p, func(int, int) {})
	return err
}

// EnableAccount asks the server to take that back.
func (c *Client) EnableAccount(ctx context.Context, p Person) error {
	_, err := ask[done](ctx, c, "/accounts/enable", p, func(int, int) {})
	return err
}

// SetRole asks the server to give an account another role.
func (c *Client) SetRole(ctx context.Context, p Person) error {
	_, err := ask[done](ctx, c, "/accounts/role", p, func(int, int) {})
	return err
}

// importAtOnce is how many lines of a file go to the server in one order.
const importAtOnce = 50

// ImportRegistry asks the server to propose entries, some at a time.
func (c *Client) ImportRegistry(ctx context.Context, l Entered) (n register.Counts, err error) {
	for from := 0; from < len(l.Lines); from += importAtOnce {
		some := Entered{Lines: l.Lines[from:min(from+importAtOnce, len(l.Lines))], By: l.By}
		did, err := ask[register.Counts](ctx, c, "/registry/import", some, func(int, int) {})
		n.Proposed, n.Waiting, n.Entered = n.Proposed+did.Proposed, n.Waiting+did.Waiting, n.Entered+did.Entered
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// mountPeople serves People.
func mountPeople(e *echo.Echo, op People) {
	ordered(e, "/accounts/add", op.AddAccount)
	ordered(e, "/accounts/reset", op.ResetAccount)
	ordered(e, "/accounts/disable", none(op.DisableAccount))
	ordered(e, "/accounts/enable", none(op.EnableAccount))
	ordered(e, "/accounts/role", none(op.SetRole))
	e.POST("/accounts/list", func(c echo.Context) error {
		return stream(c, func(projection.Progress) ([]moderator.Account, error) { return op.ListAccounts(c.Request().Context()) })
	})
	ordered(e, "/registry/import", op.ImportRegistry)
}

// ordered serves what is done by an order.
func ordered[O, T any](e *echo.Echo, path string, do func(ctx context.Context, order O) (T, error)) {
	e.POST(path, func(c echo.Context) error {
		var order O
		if err := read(c, &order); err != nil {
			return err
		}
		return stream(c, func(projection.Progress) (T, error) { return do(c.Request().Context(), order) })
	})
}

// none has what is done by an order return that it was.
func none[O any](do func(ctx context.Context, order O) error) func(context.Context, O) (done, error) {
	return func(ctx context.Context, order O) (done, error) { return done{}, do(ctx, order) }
}
