package handlers_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"ringfence/handlers"
	"ringfence/handlers/route"
	"ringfence/ratelimit"
)

// TestWhatIsWrongInAFrameShowsThere, whoever answers: a page that is not shown looks like one that is broken.
func TestWhatIsWrongInAFrameShowsThere(t *testing.T) {
	closed := false
	limits := unlimited()
	limits.Limiter = ratelimit.NewLocal(ratelimit.LocalConfig{})
	limits.Budgets.Lookup = ratelimit.PerDay("lookup", 3)
	ok := func(c echo.Context) error { return c.NoContent(http.StatusNoContent) }
	handler, err := handlers.New(handlers.Config{
		Routes: []route.Route{
			{Method: http.MethodGet, Path: "/framed/:table", Budget: route.Lookup, Page: true, Framed: true, Handle: func(c echo.Context) error {
				if c.Param("table") == "panic" {
					panic("at once")
				}
				return ok(c)
			}},
			{Method: http.MethodGet, Path: "/page", Budget: route.Lookup, Page: true, Handle: ok},
		},
		Log: slog.New(slog.DiscardHandler), Metrics: prometheus.NewRegistry(), Limits: limits, Closed: func() bool { return closed }, ErrorPage: errorPage,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, method, path string
		closed             bool
		want               int
	}{
		{"an answer", "GET", "/framed/loan", false, http.StatusNoContent},
		{"a panic", "GET", "/framed/panic", false, http.StatusInternalServerError},
		{"while the service is closed", "GET", "/framed/loan", true, http.StatusServiceUnavailable},
		{"too many", "GET", "/framed/loan", false, http.StatusTooManyRequests},
		{"a query that nobody can read", "GET", "/framed/loan?key=%zz", false, http.StatusBadRequest},
		{"another method", "POST", "/framed/loan", false, http.StatusMethodNotAllowed},
		{"another page", "GET", "/page", false, http.StatusTooManyRequests},
		{"no page", "GET", "/framed", false, http.StatusNotFound},
	} {
		closed = test.closed
		res := httptest.NewRecorder()
		handler.ServeHTTP(res, httptest.NewRequestWithContext(t.Context(), test.method, test.path, nil))
		policy := res.Header().Get("Content-Security-Policy")
		inFrames := strings.HasPrefix(test.path, "/framed/")
		if res.Code != test.want || strings.Contains(policy, "frame-ancestors *") != inFrames || strings.Contains(policy, "frame-ancestors 'none'") == inFrames {
			t.Errorf("%s: %d, %s", test.name, res.Code, policy)
		}
		if inFrames && strings.Contains(policy, "script") {
			t.Errorf("%s: a frame may have scripts: %s", test.name, policy)
		}
	}
}
