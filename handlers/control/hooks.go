package control

import (
	"context"

	"github.com/labstack/echo/v4"

	"ringfence/internal/projection"
	"ringfence/internal/webhook"
)

// Webhooks is what commands can ask for of those who are told of what was found.
type Webhooks interface {
	// AddHook keeps a hook and returns the secret that signs for it, as its receiver writes it down.
	AddHook(ctx context.Context, h webhook.Hook) (secret string, err error)
	// ListHooks returns all hooks without what is secret of them.
	ListHooks(ctx context.Context) ([]webhook.Hook, error)
	// TestHook posts a message that says that it is a test.
	TestHook(ctx context.Context, name string) (webhook.Answer, error)
	EnableHook(ctx context.Context, name string) error
	// RotateHook makes a new secret and returns it as AddHook does.
	RotateHook(ctx context.Context, name string) (secret string, err error)
	RemoveHook(ctx context.Context, name string) error
}

// AddHook asks the server to keep a hook.
func (c *Client) AddHook(ctx context.Context, h webhook.Hook) (string, error) {
	return ask[string](ctx, c, "/webhooks/add", h, func(int, int) {})
}

// ListHooks asks the server for all hooks.
func (c *Client) ListHooks(ctx context.Context) ([]webhook.Hook, error) {
	return ask[[]webhook.Hook](ctx, c, "/webhooks/list", nil, func(int, int) {})
}

// TestHook asks the server to try a hook out.
func (c *Client) TestHook(ctx context.Context, name string) (webhook.Answer, error) {
	return ask[webhook.Answer](ctx, c, "/webhooks/test", name, func(int, int) {})
}

// EnableHook asks the server to tell a hook again.
func (c *Client) EnableHook(ctx context.Context, name string) error {
	_, err := ask[done](ctx, c, "/webhooks/enable", name, func(int, int) {})
	return err
}

// RotateHook asks the server to make a new secret.
func (c *Client) RotateHook(ctx context.Context, name string) (string, error) {
	return ask[string](ctx, c, "/webhooks/rotate", name, func(int, int) {})
}

// RemoveHook asks the server to forget a hook.
func (c *Client) RemoveHook(ctx context.Context, name string) error {
	_, err := ask[done](ctx, c, "/webhooks/remove", name, func(int, int) {})
	return err
}

// mountHooks serves Webhooks.
func mountHooks(e *echo.Echo, op Webhooks) {
	e.POST("/webhooks/add", func(c echo.Context) error {
		var h webhook.Hook
		if err := read(c, &h); err != nil {
			return err
		}
		return stream(c, func(projection.Progress) (string, error) { return op.AddHook(c.Request().Context(), h) })
	})
	e.POST("/webhooks/list", func(c echo.Context) error {
		return stream(c, func(projection.Progress) ([]webhook.Hook, error) { return op.ListHooks(c.Request().Context()) })
	})
	named(e, "/webhooks/test", op.TestHook)
	named(e, "/webhooks/enable", nothing(op.EnableHook))
	named(e, "/webhooks/rotate", op.RotateHook)
	named(e, "/webhooks/remove", nothing(op.RemoveHook))
}

// named serves what is done with something by its name.
func named[T any](e *echo.Echo, path string, do func(ctx context.Context, name string) (T, error)) {
	e.POST(path, func(c echo.Context) error {
		var name string
		if err := read(c, &name); err != nil {
			return err
		}
		return stream(c, func(projection.Progress) (T, error) { return do(c.Request().Context(), name) })
	})
}

// nothing has what is done return that it was.
func nothing(do func(ctx context.Context, name string) error) func(context.Context, string) (done, error) {
	return func(ctx context.Context, name string) (done, error) { return done{}, do(ctx, name) }
}
