// Package handlers is the edge: it mounts the rooms that answer requests and puts around each of them what
// none may forget. Every request is bounded in size and time, is counted and logged by its route alone,
// and every error reaches the client through one table and one writer.
//
// Nothing that says who asked or about whom gets into a log, an error or a label: no path, query, address,
// user agent, number, receipt or text.
package handlers

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"ringfence/handlers/route"
)

// Config is what the edge is made of.
type Config struct {
	Routes []route.Route // of the API and the site
	Log    *slog.Logger
	// Metrics is where the edge registers its metrics and what /metrics shows. Whoever has collectors of
	// their own registers them there.
	Metrics *prometheus.Registry
	Version string // of the program, for the build metric
	// Ready says what works; /readyz is 503 unless all of it does. nil means that nothing needs to.
	Ready Ready
	// Demo says whether the data are a demonstration, which /readyz tells; nil is never.
	Demo func() bool
	// Closed says that nothing may be answered from what is kept, nor anything kept: all Routes but the free ones are then
	// fault.Unavailable. nil is never.
	Closed func() bool
	// TrustedProxies are the networks whose X-Forwarded-For is believed. Without any, the client is whoever
	// is connected.
	TrustedProxies []netip.Prefix
	// Limits bound what one caller may ask. They cannot be left out.
	Limits Limits
	// Keys are the API keys that raise them; nil means that there are none.
	Keys Keys
	// Clock says whether a key's time is over; nil is time.Now.
	Clock func() time.Time
	// ErrorPage shows an error to people; code is that of the problem. nil shows them problems too.
	ErrorPage func(c echo.Context, status int, code string) error
}

// New mounts everything. It fails when a trusted proxy is no network, a metric's name is taken, or a limit
// is missing.
func New(config Config) (http.Handler, error) {
	address, err := addressOf(config.TrustedProxies, config.Log)
	if err != nil {
		return nil, err
	}
	seen, err := newObserver(config.Metrics, config.Log, config.Version)
	if err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	seen.foresee(config.Routes)
	g, err := newGate(config)
	if err != nil {
		return nil, err
	}
	e := echo.New()
	e.IPExtractor, e.SchemeExtractor = address, echo.ExtractSchemeDirect()
	w := newErrorWriter(config)
	e.HTTPErrorHandler = w.write
	e.Use(everywhere(seen.observe, named, guarded(config.Routes), recovered, keyless))
	mount(e, g, w, slices.Concat(ownRoutes(config), g.challenges(), closable(config)))
	return e, nil
}
