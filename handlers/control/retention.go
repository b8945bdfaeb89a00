package control

import (
	"context"

	"github.com/labstack/echo/v4"

	"ringfence/internal/erasure"
	"ringfence/internal/projection"
)

// Retention is what commands can ask for of what is erased because its time is over.
type Retention interface {
	// Erasures returns what was erased on each of the last days, today among them, that anything was erased on.
	Erasures(ctx context.Context, days int) ([]erasure.Account, error)
	// Retain erases all that is due, at once, and returns what that was.
	Retain(ctx context.Context) (erasure.Account, error)
}

// Erasures asks the server what was erased.
func (c *Client) Erasures(ctx context.Context, days int) ([]erasure.Account, error) {
	return ask[[]erasure.Account](ctx, c, "/retention/accounts", days, func(int, int) {})
}

// Retain asks the server to erase what is due.
func (c *Client) Retain(ctx context.Context) (erasure.Account, error) {
	return ask[erasure.Account](ctx, c, "/retention/now", nil, func(int, int) {})
}

// mountRetention serves what is erased.
func mountRetention(e *echo.Echo, op Operator) {
	e.POST("/retention/accounts", func(c echo.Context) error {
		var days int
		if err := read(c, &days); err != nil {
			return err
		}
		return stream(c, func(projection.Progress) ([]erasure.Account, error) { return op.Erasures(c.Request().Context(), days) })
	})
	e.POST("/retention/now", func(c echo.Context) error {
		return stream(c, func(projection.Progress) (erasure.Account, error) { return op.Retain(c.Request().Context()) })
	})
}
