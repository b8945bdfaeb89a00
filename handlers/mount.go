package handlers

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/fault"
)

// mount registers routes, each behind its limits. GET answers HEAD too.
func mount(e *echo.Echo, g *gate, w *errorWriter, routes []route.Route) {
	others := make(map[string][]string) // methods by path, for scripts of other sites
	for _, r := range routes {
		methods := []string{r.Method}
		if r.Method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
		e.Match(methods, r.Path, inside(r.Handle, around(g, w, r)...))
		if r.Open {
			others[r.Path] = append(others[r.Path], methods...)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(others)) {
		e.OPTIONS(path, preflight(others[path]), opened)
	}
}

// closable returns the routes of the rooms, which answer only while the service is not closed.
func closable(config Config) []route.Route {
	if config.Closed == nil {
		return config.Routes
	}
	routes := slices.Clone(config.Routes)
	for i, r := range routes {
		if r.Budget == route.Free {
			continue
		}
		routes[i].Handle = func(c echo.Context) error {
			if config.Closed() {
				return fault.Unavailable
			}
			return r.Handle(c)
		}
	}
	return routes
}

// inside returns a handler with middleware around it, outermost first.
func inside(handle echo.HandlerFunc, around ...echo.MiddlewareFunc) echo.HandlerFunc {
	for _, m := range slices.Backward(around) {
		handle = m(handle)
	}
	return handle
}

// everywhere puts middleware around whatever a request is routed to, also to nothing. echo would put it
// together anew for every request.
func everywhere(around ...echo.MiddlewareFunc) echo.MiddlewareFunc {
	all := inside(func(c echo.Context) error { return c.Handler()(c) }, around...)
	return func(echo.HandlerFunc) echo.HandlerFunc { return all }
}

// around returns what stands before a handler, outermost first.
func around(g *gate, w *errorWriter, r route.Route) []echo.MiddlewareFunc {
	var chain []echo.MiddlewareFunc
	if r.Open {
		chain = append(chain, opened)
	}
	chain = append(chain, timed(r))
	if r.Page {
		chain = append(chain, sameSite()) // before the gate: another site must not use up what a visitor may ask
	}
	if r.Partial {
		chain = append(chain, w.explaining)
	}
	return append(chain, g.before(r), unhurried(r), limited(r.MaxBody))
}

// unhurried lets the body of a slow route take all of its time to come, where the server cuts others off sooner, and the answer some more.
func unhurried(r route.Route) echo.MiddlewareFunc {
	const answering = 10 * time.Second
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		if !r.Slow {
			return next
		}
		return func(c echo.Context) error {
			server, until := http.NewResponseController(c.Response()), time.Now().Add(r.Within())
			_ = server.SetReadDeadline(until) // there is none to move where no connection is
			_ = server.SetWriteDeadline(until.Add(answering))
			return next(c)
		}
	}
}

// limited refuses bodies larger than so many bytes, before they are read where they say their size.
func limited(most int64) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			switch {
			case r.ContentLength == 0:
				return next(c)
			case most == 0:
				return &route.Refused{Refusal: route.NoBody}
			case r.ContentLength > most:
				return &route.Refused{Refusal: route.TooLarge, Limit: most}
			}
			r.Body = http.MaxBytesReader(c.Response().Writer, r.Body, most)
			return next(c)
		}
	}
}

// timed ends the request's context in time, where anything waits for it.
func timed(r route.Route) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		if r.Instant {
			return next
		}
		return func(c echo.Context) error {
			ctx, cancel := context.WithTimeout(c.Request().Context(), r.Within())
			defer cancel()
			c.SetRequest(c.Request().WithContext(ctx))
			return next(c)
		}
	}
}

// sameSite refuses what a page of another site makes a browser send.
func sameSite() echo.MiddlewareFunc {
	protection := http.NewCrossOriginProtection()
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if protection.Check(c.Request()) != nil {
				return &route.Refused{Refusal: route.CrossOrigin}
			}
			return next(c)
		}
	}
}

// open are the headers that let scripts of every site read the answer. It is the same for all of them and
// needs no credentials, so caches may share it: no Vary: Origin.
var open = route.Fixed{
	{echo.HeaderAccessControlAllowOrigin, []string{"*"}},
	{echo.HeaderAccessControlExposeHeaders, []string{"ETag, Link, Retry-After, RateLimit, RateLimit-Policy, Ringfence-As-Of, Ringfence-Base, Ringfence-Demonstration, Ringfence-Problem, Ringfence-Stale, " +
		"Ringfence-Version, X-Request-Id"}},
}

func opened(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		open.Set(c.Response().Header())
		return next(c)
	}
}

// preflight answers a browser that asks what a script of another site may send.
func preflight(methods []string) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set(echo.HeaderAccessControlAllowMethods, strings.Join(methods, ", "))
		h.Set(echo.HeaderAccessControlAllowHeaders, "Accept-Language, Content-Type, Idempotency-Key, If-None-Match")
		h.Set(echo.HeaderAccessControlMaxAge, "86400")
		return c.NoContent(http.StatusNoContent)
	}
}
