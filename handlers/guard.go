package handlers

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime"
	"strconv"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
)

// named gives every request a random name, so that a report of trouble can be found in the log. A name
// that the client sends is not taken: it could hold anything.
func named(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		var id [8]byte
		binary.BigEndian.PutUint64(id[:], rand.Uint64()) //nolint:gosec // a name to tell requests apart, and no secret
		c.Response().Header()[echo.HeaderXRequestID] = []string{hex.EncodeToString(id[:])}
		return next(c)
	}
}

// guards are the headers by which browsers protect visitors.
var guards = guardsWith("default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; " +
	"frame-ancestors 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'")

// framed are those of what every site may put in a frame, where it may do nothing but have its style.
var framed = guardsWith("default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *")

func guardsWith(policy string) route.Fixed {
	return route.Fixed{
		{echo.HeaderContentSecurityPolicy, []string{policy}},
		{echo.HeaderXContentTypeOptions, []string{"nosniff"}},
		{echo.HeaderReferrerPolicy, []string{"no-referrer"}},
	}
}

// guarded has browsers protect visitors of routes, whatever answers there: what is wrong with a request to a framed one has to show in the
// same frame. It also ends a connection on which a body came in chunks: a proxy that went by a length sent with it would take what follows for the
// request of somebody else (RFC 9112, section 6.3), and net/http hides that there was one.
func guarded(routes []route.Route) echo.MiddlewareFunc {
	inFrames := make(map[string]bool) // templates
	for _, r := range routes {
		if r.Framed {
			inFrames[r.Path] = true
		}
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			fields := guards
			if inFrames[c.Path()] {
				fields = framed
			}
			fields.Set(c.Response().Header())
			if len(c.Request().TransferEncoding) > 0 {
				c.Response().Header().Set(echo.HeaderConnection, "close")
			}
			return next(c)
		}
	}
}

// panicked is a handler's panic as an error.
type panicked struct {
	what  string
	stack []string // function and line, the innermost first
}

func (p *panicked) Error() string { return "panic: " + p.what }

// recovered turns a panic into an error.
func recovered(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			switch value := recover(); value {
			case nil:
			case http.ErrAbortHandler:
				panic(value)
			default:
				err = &panicked{what: kindOfPanic(value), stack: stack()}
			}
		}()
		return next(c)
	}
}

// kindOfPanic tells what went wrong without the words of a panic that may quote a request.
func kindOfPanic(value any) string {
	if err, ok := value.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("a value of type %T", value)
}

// stack names the callers without their arguments, which runtime/debug.Stack prints.
func stack() []string {
	var counters [32]uintptr
	frames := runtime.CallersFrames(counters[:runtime.Callers(4, counters[:])])
	var lines []string
	for {
		f, more := frames.Next()
		lines = append(lines, f.Function+":"+strconv.Itoa(f.Line))
		if !more {
			return lines
		}
	}
}
