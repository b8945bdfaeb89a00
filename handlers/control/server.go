package control

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/internal/apikey"
	"ringfence/internal/examples"
	"ringfence/internal/importer"
	"ringfence/internal/projection"
	"ringfence/internal/trend"
)

// progressEvery bounds how often a client is told of progress.
const progressEvery = 100 * time.Millisecond

const maxOrder = 64 << 10

// Listen opens the socket in the data folder, in the place of one that a killed server left behind. Call
// it only with the store open: that is what keeps two servers apart.
func Listen(data string) (net.Listener, error) {
	path := filepath.Join(data, Socket)
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "unix", path)
	if err != nil {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		_ = listener.Close()
		return nil, fmt.Errorf("control socket: %w", err)
	}
	return listener, nil
}

// Handler serves an Operator.
func Handler(op Operator) http.Handler { return handler(op, takenWithin) }

func handler(op Operator, patience time.Duration) http.Handler {
	e := echo.New()
	e.POST("/fingerprint", func(c echo.Context) error {
		return stream(c, func(projection.Progress) (string, error) { return op.Fingerprint(c.Request().Context()) })
	})
	e.POST("/rebuild", func(c echo.Context) error {
		return stream(c, func(progress projection.Progress) (int, error) { return op.Rebuild(c.Request().Context(), progress) })
	})
	e.POST("/verify", func(c echo.Context) error {
		return stream(c, func(progress projection.Progress) (projection.Findings, error) {
			return op.Verify(c.Request().Context(), progress)
		})
	})
	e.POST("/rule", func(c echo.Context) error {
		var order Order
		if err := read(c, &order); err != nil {
			return err
		}
		return stream(c, func(projection.Progress) (Ruled, error) { return op.Rule(c.Request().Context(), order) })
	})
	e.POST("/import", func(c echo.Context) error {
		var order importer.Order
		if err := read(c, &order); err != nil {
			return err
		}
		return stream(c, func(progress projection.Progress) (importer.Counts, error) {
			return op.Import(c.Request().Context(), order, progress)
		})
	})
	e.POST("/keys/issue", func(c echo.Context) error {
		var k apikey.Key
		if err := read(c, &k); err != nil {
			return err
		}
		return stream(c, func(projection.Progress) (done, error) { return done{}, op.IssueKey(c.Request().Context(), k) })
	})
	e.POST("/keys/list", func(c echo.Context) error {
		return stream(c, func(projection.Progress) ([]apikey.Key, error) { return op.ListKeys(c.Request().Context()) })
	})
	e.POST("/keys/revoke", func(c echo.Context) error {
		var name string
		if err := read(c, &name); err != nil {
			return err
		}
		return stream(c, func(projection.Progress) (done, error) { return done{}, op.RevokeKey(c.Request().Context(), name) })
	})
	mountTexts(e, op)
	mountHooks(e, op)
	mountRetention(e, op)
	mountAudit(e, op)
	mountSecrets(e, op)
	mountPeople(e, op)
	mountCopies(e, op, patience)
	return e
}

// mountTexts serves what a moderator does with texts.
func mountTexts(e *echo.Echo, op Operator) {
	e.POST("/texts/waiting", func(c echo.Context) error {
		var which Texts
		if err := read(c, &which); err != nil {
			return err
		}
		return stream(c, func(projection.Progress) ([]examples.Text, error) {
			return op.WaitingTexts(c.Request().Context(), which)
		})
	})
	e.POST("/texts/approved", func(c echo.Context) error {
		return stream(c, func(projection.Progress) ([]examples.Published, error) {
			return op.ApprovedTexts(c.Request().Context())
		})
	})
	e.POST("/texts/publish", func(c echo.Context) error {
		var a Approval
		if err := read(c, &a); err != nil {
			return err
		}
		return stream(c, func(projection.Progress) (trend.Example, error) { return op.PublishText(c.Request().Context(), a) })
	})
	e.POST("/texts/unpublish", func(c echo.Context) error {
		var r Removal
		if err := read(c, &r); err != nil {
			return err
		}
		return stream(c, func(projection.Progress) (done, error) { return done{}, op.UnpublishText(c.Request().Context(), r) })
	})
}

func read(c echo.Context, order any) error {
	if err := json.NewDecoder(http.MaxBytesReader(c.Response(), c.Request().Body, maxOrder)).Decode(order); err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "not an order")
	}
	return nil
}

// stream answers with lines of JSON while work goes on.
func stream[T any](c echo.Context, work func(projection.Progress) (T, error)) error {
	c.Response().Header().Set(echo.HeaderContentType, "application/x-ndjson")
	c.Response().WriteHeader(http.StatusOK)
	lines := json.NewEncoder(c.Response())
	var told time.Time
	result, err := work(func(done, total int) {
		if now := time.Now(); done == total || now.Sub(told) >= progressEvery {
			told = now
			_ = lines.Encode(message[T]{Done: done, Total: total})
			c.Response().Flush()
		}
	})
	if err != nil {
		return lines.Encode(message[T]{Error: err.Error(), Result: &result}) // to the operator, who may see it
	}
	return lines.Encode(message[T]{Result: &result})
}
