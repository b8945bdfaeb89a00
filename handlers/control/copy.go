package control

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/internal/projection"
)

// Copies go to the one who asks for them, who writes the file: where it may be and whose it is depends on that
// one, not on the server. The outcome comes behind the last byte, so that half a copy is never taken for one.
const (
	sizeHeader    = "Ringfence-Size"    // in bytes, where it is known
	outcomeHeader = "Ringfence-Outcome" // a trailer
	complete      = "complete"
)

// A copy may hold one moment of the store, and with it disk space, until it ends. Who asked for it must take each
// piece in time.
const (
	takenWithin = time.Minute
	piece       = 64 << 10
)

// Export asks the server for an archive.
func (c *Client) Export(ctx context.Context, to io.Writer) error {
	return c.copy(ctx, "/export", to, func(int, int) {})
}

// Backup asks the server for a copy of the embedded store.
func (c *Client) Backup(ctx context.Context, to io.Writer, progress projection.Progress) error {
	return c.copy(ctx, "/backup", to, progress)
}

// copy takes what the server writes.
func (c *Client) copy(ctx context.Context, path string, to io.Writer, progress projection.Progress) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://ringfence"+path, http.NoBody)
	if err != nil {
		return err
	}
	res, err := c.http.Do(req)
	switch {
	case err != nil && ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("the running server does not answer: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return errors.New("the running server answers in another way; is it of this version?")
	}
	size, _ := strconv.Atoi(res.Header.Get(sizeHeader))
	target := &counted{to: to, done: func(n int) { progress(n, size) }}
	_, err = io.Copy(target, res.Body)
	switch {
	case target.failed != nil:
		return target.failed
	case err != nil && ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return errCutOff
	}
	return outcome(res.Trailer.Get(outcomeHeader))
}

// outcome returns what went wrong.
func outcome(said string) error {
	if said == complete {
		return nil
	}
	if words, err := url.PathUnescape(said); err == nil && words != "" {
		return errors.New(words)
	}
	return errCutOff
}

// counted counts what is written, and remembers why writing failed.
type counted struct {
	to     io.Writer
	n      int
	done   func(n int)
	failed error
}

func (c *counted) Write(b []byte) (int, error) {
	n, err := c.to.Write(b)
	c.n, c.failed = c.n+n, err
	c.done(c.n)
	return n, err
}

// mountCopies serves Export and Backup to those who take each piece within patience.
func mountCopies(e *echo.Echo, op Operator, patience time.Duration) {
	e.POST("/export", func(c echo.Context) error {
		return pour(c, patience, func(to io.Writer) error { return op.Export(c.Request().Context(), to) })
	})
	e.POST("/backup", func(c echo.Context) error {
		return pour(c, patience, func(to io.Writer) error {
			return op.Backup(c.Request().Context(), to, func(_, total int) {
				if !c.Response().Committed {
					c.Response().Header().Set(sizeHeader, strconv.Itoa(total))
				}
			})
		})
	})
}

// pour answers with what write writes, and its outcome.
func pour(c echo.Context, patience time.Duration, write func(to io.Writer) error) error {
	to := &tap{to: c.Response(), conn: http.NewResponseController(c.Response()), patience: patience}
	defer func() { _ = to.conn.SetWriteDeadline(time.Time{}) }() // the connection may carry another command
	c.Response().Header().Set("Trailer", outcomeHeader)
	c.Response().Header().Set(echo.HeaderContentType, echo.MIMEOctetStream)
	err := write(to)
	_ = to.conn.SetWriteDeadline(time.Now().Add(patience)) // the last piece may be long ago
	c.Response().Flush()                                   // also where nothing was written: a trailer comes behind something
	if err != nil {
		c.Response().Header().Set(outcomeHeader, url.PathEscape(err.Error())) // to the operator, who may see it
		return nil
	}
	c.Response().Header().Set(outcomeHeader, complete)
	return nil
}

// tap writes piece by piece, and fails at one that is not taken in time.
type tap struct {
	to       io.Writer
	conn     *http.ResponseController
	patience time.Duration
}

func (t *tap) Write(b []byte) (n int, err error) {
	for some := range slices.Chunk(b, piece) {
		if err := t.conn.SetWriteDeadline(time.Now().Add(t.patience)); err != nil {
			return n, err
		}
		written, err := t.to.Write(some)
		if n += written; err != nil {
			return n, err
		}
	}
	return n, nil
}
