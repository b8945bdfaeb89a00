package control

import (
	"context"

	"github.com/labstack/echo/v4"

	"ringfence/internal/projection"
	"ringfence/internal/recorder"
	"ringfence/internal/reputation"
)

// Audit is what commands can ask for of the audit log.
type Audit interface {
	// AuditCheckpoint returns the checkpoint of the log as it is now, signed.
	AuditCheckpoint(ctx context.Context) ([]byte, error)
	// AuditVerify reads the whole log and compares it with all there is, and with checkpoints that were saved.
	AuditVerify(ctx context.Context, saved [][]byte) (recorder.Findings, error)
	// AuditEntries returns up to limit entries from an index on, as their leaves.
	AuditEntries(ctx context.Context, which Entries) ([][]byte, error)
	// AuditAbandon writes down why what an entry says was about to be done is not there.
	AuditAbandon(ctx context.Context, a Abandoning) error
	// Decisions returns what was decided about a canonical key, and Undo takes one of those back.
	Decisions(ctx context.Context, about string) ([]reputation.Decision, error)
	Undo(ctx context.Context, t Taking) (Ruled, error)
}

// Entries says which entries of the audit log are asked for.
type Entries struct {
	From  uint64
	Limit int
}

// Abandoning asks that it be written down why an entry came to nothing.
type Abandoning struct {
	Entry  uint64 // its index
	By     string
	Reason string
}

// Taking asks that a decision be taken back.
type Taking struct {
	About  string // a canonical key
	ID     string
	By     string
	Reason string
}

// AuditCheckpoint asks the server for a checkpoint.
func (c *Client) AuditCheckpoint(ctx context.Context) ([]byte, error) {
	return ask[[]byte](ctx, c, "/audit/checkpoint", nil, func(int, int) {})
}

// AuditVerify asks the server to verify the log.
func (c *Client) AuditVerify(ctx context.Context, saved [][]byte) (recorder.Findings, error) {
	return ask[recorder.Findings](ctx, c, "/audit/verify", saved, func(int, int) {})
}

// AuditEntries asks the server for entries.
func (c *Client) AuditEntries(ctx context.Context, which Entries) ([][]byte, error) {
	return ask[[][]byte](ctx, c, "/audit/entries", which, func(int, int) {})
}

// AuditAbandon asks the server to write down why an entry came to nothing.
func (c *Client) AuditAbandon(ctx context.Context, a Abandoning) error {
	_, err := ask[done](ctx, c, "/audit/abandon", a, func(int, int) {})
	return err
}

// Decisions asks the server what was decided.
func (c *Client) Decisions(ctx context.Context, about string) ([]reputation.Decision, error) {
	return ask[[]reputation.Decision](ctx, c, "/decisions", about, func(int, int) {})
}

// Undo asks the server to take a decision back.
func (c *Client) Undo(ctx context.Context, t Taking) (Ruled, error) {
	return ask[Ruled](ctx, c, "/undo", t, func(int, int) {})
}

// mountAudit serves Audit.
func mountAudit(e *echo.Echo, op Audit) {
	e.POST("/audit/checkpoint", func(c echo.Context) error {
		return stream(c, func(projection.Progress) ([]byte, error) { return op.AuditCheckpoint(c.Request().Context()) })
	})
	e.POST("/audit/verify", func(c echo.Context) error {
		var saved [][]byte
		if err := read(c, &saved); err != nil {
			return err
		}
		return stream(c, func(projection.Progress) (recorder.Findings, error) {
			return op.AuditVerify(c.Request().Context(), saved)
		})
	})
	e.POST("/audit/entries", func(c echo.Context) error {
		var which Entries
		if err := read(c, &which); err != nil {
			return err
		}
		return stream(c, func(projection.Progress) ([][]byte, error) { return op.AuditEntries(c.Request().Context(), which) })
	})
	e.POST("/audit/abandon", func(c echo.Context) error {
		var a Abandoning
		if err := read(c, &a); err != nil {
			return err
		}
		return stream(c, func(projection.Progress) (done, error) {
			return done{}, op.AuditAbandon(c.Request().Context(), a)
		})
	})
	e.POST("/decisions", func(c echo.Context) error {
		var about string
		if err := read(c, &about); err != nil {
			return err
		}
		return stream(c, func(projection.Progress) ([]reputation.Decision, error) {
			return op.Decisions(c.Request().Context(), about)
		})
	})
	e.POST("/undo", func(c echo.Context) error {
		var t Taking
		if err := read(c, &t); err != nil {
			return err
		}
		return stream(c, func(projection.Progress) (Ruled, error) { return op.Undo(c.Request().Context(), t) })
	})
}
