package main

import (
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/labstack/echo/v4"
)

// captured is what the measured program answered, for the yardstick to answer the same.
type captured struct {
	Answers map[string]response // to GET, by path
	Batches map[string]response // to POST /v1/lookups, by the first number that it asks for
}

// response is one answer.
type response struct {
	Fields []field // of the header, but for those that net/http writes by itself
	Body   []byte
}

type field struct {
	Name   string
	Values []string
}

// size is how many bytes an answer has, give or take what net/http writes by itself.
func (r response) size() int {
	n := len(r.Body)
	for _, f := range r.Fields {
		for _, v := range f.Values {
			n += len(f.Name) + len(": \r\n") + len(v)
		}
	}
	return n
}

func (c captured) write(path string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(gob.NewEncoder(file).Encode(c), file.Close())
}

// withoutHeaders is what the yardstick is told to answer bodies alone.
const withoutHeaders = "bodies"

// bare is the yardstick: the least that an echo server can do to answer the same bytes. It looks the whole
// answer up in a map.
func bare(ctx context.Context, args []string, out io.Writer) error {
	file, err := os.Open(args[0]) //nolint:gosec // our own file
	if err != nil {
		return err
	}
	var known captured
	if err := errors.Join(gob.NewDecoder(file).Decode(&known), file.Close()); err != nil { //nolint:gosec // our own file
		return err
	}
	bodies := len(args) > 1 && args[1] == withoutHeaders
	say := func(c echo.Context, answer response, ok bool) error {
		if !ok {
			return echo.ErrNotFound
		}
		if !bodies {
			h := c.Response().Header()
			for _, f := range answer.Fields {
				h[f.Name] = f.Values
			}
		}
		return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, answer.Body)
	}
	e := echo.New()
	e.GET("/v1/numbers/:number", func(c echo.Context) error {
		answer, ok := known.Answers["/v1/numbers/"+c.Param("number")]
		return say(c, answer, ok)
	})
	e.GET("/v1/ranges/:prefix", func(c echo.Context) error {
		answer, ok := known.Answers["/v1/ranges/"+c.Param("prefix")]
		return say(c, answer, ok)
	})
	e.GET("/v1/feeds/*", func(c echo.Context) error {
		answer, ok := known.Answers[c.Request().URL.RequestURI()]
		return say(c, answer, ok)
	})
	e.POST("/v1/lookups", func(c echo.Context) error {
		var asked struct {
			Numbers []string `json:"numbers"`
			Region  string   `json:"region"`
		}
		if err := c.Bind(&asked); err != nil {
			return err
		}
		if len(asked.Numbers) != batchSize {
			return echo.ErrBadRequest
		}
		answer, ok := known.Batches[asked.Numbers[0]]
		return say(c, answer, ok)
	})
	return answer(ctx, e, out)
}

// answer serves a handler until ctx ends, and says where. The timeouts are those of the measured program.
func answer(ctx context.Context, handler http.Handler, out io.Writer) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 20 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: 90 * time.Second,
	}
	_, _ = fmt.Fprintf(out, "  site  http://%s/\n", listener.Addr())
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
