package control

import (
	"context"

	"github.com/labstack/echo/v4"

	"ringfence/internal/keyring"
	"ringfence/internal/projection"
	"ringfence/internal/reputation"
)

// Secrets is what commands can have done with the keys. Each stands in the audit log before it is done.
type Secrets interface {
	// RotateKeys replaces the keys under which people are hidden; see keyring.Ring. By is the public name of who does it.
	RotateKeys(ctx context.Context, by string) error
	// DestroyKeys destroys keys before their time, and returns how many.
	DestroyKeys(ctx context.Context, d Destruction) (destroyed int, err error)
	// RotateSigning makes a new key to sign with, and returns those that sign from now on, the newest first.
	RotateSigning(ctx context.Context, s Signing) ([]keyring.SigningKey, error)
}

// Signing asks for a new key to sign with.
type Signing struct {
	AtOnce bool // destroys those before
	By     string
}

// Destruction asks that keys be destroyed which were in use before a day.
type Destruction struct {
	What   keyring.Kind
	Before reputation.Date
	By     string
}

// RotateKeys asks the server to rotate.
func (c *Client) RotateKeys(ctx context.Context, by string) error {
	_, err := ask[done](ctx, c, "/secrets/rotate", by, func(int, int) {})
	return err
}

// DestroyKeys asks the server to destroy.
func (c *Client) DestroyKeys(ctx context.Context, d Destruction) (int, error) {
	return ask[int](ctx, c, "/secrets/destroy", d, func(int, int) {})
}

// RotateSigning asks the server to make a key to sign with.
func (c *Client) RotateSigning(ctx context.Context, s Signing) ([]keyring.SigningKey, error) {
	return ask[[]keyring.SigningKey](ctx, c, "/secrets/sign", s, func(int, int) {})
}

// mountSecrets serves Secrets.
func mountSecrets(e *echo.Echo, op Secrets) {
	e.POST("/secrets/rotate", func(c echo.Context) error {
		var by string
		if err := read(c, &by); err != nil {
			return err
		}
		return stream(c, func(projection.Progress) (done, error) { return done{}, op.RotateKeys(c.Request().Context(), by) })
	})
	ordered(e, "/secrets/destroy", op.DestroyKeys)
	ordered(e, "/secrets/sign", op.RotateSigning)
}
