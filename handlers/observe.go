package handlers

import (
	"log/slog"
	"net/http"
	"runtime"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"ringfence/handlers/route"
)

// observer counts requests, and logs them for whoever looks for a mistake: operators have the metrics.
type observer struct {
	log      *slog.Logger
	answered series[labels, counts]
	inFlight prometheus.Gauge
}

// labels are what answers are counted by.
type labels struct {
	route, method string
	class         int // of the status
}

// counts are the metrics of answers with the same labels.
type counts struct {
	requests prometheus.Counter
	duration prometheus.Observer
}

func newObserver(to *prometheus.Registry, log *slog.Logger, version string) (*observer, error) {
	requests := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "ringfence_http_requests_total", Help: "Requests answered, by route template, method and class of status.",
	}, []string{"route", "method", "status"})
	durations := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "ringfence_http_request_duration_seconds", Help: "Time to answer, by route template and method.",
		Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
	}, []string{"route", "method"})
	o := &observer{
		log: log,
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "ringfence_http_requests_in_flight", Help: "Requests being answered.",
		}),
	}
	o.answered.with = func(l labels) counts {
		return counts{requests.WithLabelValues(l.route, l.method, strconv.Itoa(l.class)+"xx"), durations.WithLabelValues(l.route, l.method)}
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "ringfence_build_info", Help: "1, with the version of the program and of Go.",
		ConstLabels: prometheus.Labels{"version": version, "go": runtime.Version()},
	})
	build.Set(1)
	for _, c := range []prometheus.Collector{requests, durations, o.inFlight, build} {
		if err := to.Register(c); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// foresee makes the metrics of what must be noticed at its first time: a rate of something that appears is none. Some gateways
// deliver by GET.
func (o *observer) foresee(routes []route.Route) {
	for _, r := range routes {
		if r.Method != http.MethodGet || r.Signed {
			o.answered.of(labels{r.Path, r.Method, http.StatusServiceUnavailable / 100})
		}
	}
}

// observe has errors answered before it looks at the status.
func (o *observer) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := time.Now()
		o.inFlight.Inc()
		defer o.inFlight.Dec()
		if err := next(c); err != nil {
			c.Error(err)
		}
		took, status := time.Since(start), c.Response().Status
		l := labels{templateOf(c), methodOf(c), status / 100}
		counts := o.answered.of(l)
		counts.requests.Inc()
		counts.duration.Observe(took.Seconds())
		if ctx := c.Request().Context(); o.log.Enabled(ctx, slog.LevelDebug) {
			o.log.LogAttrs(ctx, slog.LevelDebug, "request", slog.String("method", l.method),
				slog.String("route", l.route), slog.Int("status", status), slog.Duration("duration", took))
		}
		return nil
	}
}

// templateOf returns the route, never the path.
func templateOf(c echo.Context) string {
	if template := c.Path(); template != "" {
		return template
	}
	return "unmatched"
}

// methodOf returns the method if it is one of HTTP's own: clients can send any word.
func methodOf(c echo.Context) string {
	switch m := c.Request().Method; m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "other"
}
