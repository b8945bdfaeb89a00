package handlers

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"ringfence/handlers/route"
)

// Ready looks at everything that the service needs and returns within the context's time.
type Ready func(ctx context.Context) []Check

// Check says whether one thing works. Detail is public.
type Check struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail,omitempty"`
}

// health is the answer of /healthz and /readyz.
type health struct {
	OK            bool    `json:"ok"`
	Demonstration bool    `json:"demonstration,omitempty"` // the data are one
	Checks        []Check `json:"checks"`
}

// ownRoutes is the site map of what the edge answers itself.
func ownRoutes(config Config) []route.Route {
	metrics := echo.WrapHandler(promhttp.HandlerFor(config.Metrics, promhttp.HandlerOpts{}))
	return []route.Route{
		{Method: http.MethodGet, Path: "/healthz", Handle: alive, Budget: route.Free},
		{Method: http.MethodGet, Path: "/readyz", Handle: ready(config), Budget: route.Probe},
		{Method: http.MethodGet, Path: "/metrics", Handle: metrics, Budget: route.Probe},
	}
}

// alive answers as long as the process does.
func alive(c echo.Context) error {
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.JSON(http.StatusOK, health{OK: true, Checks: []Check{}})
}

// ready answers whether requests should be sent here.
func ready(config Config) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := health{OK: true, Demonstration: config.Demo != nil && config.Demo(), Checks: []Check{}}
		if config.Ready != nil {
			h.Checks = append(h.Checks, config.Ready(c.Request().Context())...)
		}
		status := http.StatusOK
		for _, check := range h.Checks {
			if !check.OK {
				h.OK, status = false, http.StatusServiceUnavailable
			}
		}
		c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
		return c.JSON(status, h)
	}
}
