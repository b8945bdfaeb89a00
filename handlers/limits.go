package handlers

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"ringfence/handlers/route"
	"ringfence/internal/apikey"
	"ringfence/ratelimit"
)

// Limits bound what one caller may ask.
type Limits struct {
	Limiter  ratelimit.Limiter
	Budgets  ratelimit.Budgets
	Secret   []byte             // callers are hashed with; at least ratelimit.MinSecret bytes
	Campuses ratelimit.Campuses // networks that many people share
}

// errTooMany is a request beyond its budget.
var errTooMany = errors.New("too many requests")

// allowance is what a route's budget stands for.
type allowance struct {
	budget ratelimit.Budget
	scope  apikey.Scope // of the keys that open it
}

// gate lets callers through who may ask: with a key that opens the route, or none, and within their budget.
type gate struct {
	limits     Limits
	keys       Keys
	clock      func() time.Time
	allowances map[route.Budget]allowance
	decisions  *prometheus.CounterVec
}

func newGate(config Config) (*gate, error) {
	l := config.Limits
	if l.Limiter == nil || len(l.Secret) < ratelimit.MinSecret {
		return nil, errors.New("limits: a limiter and a secret are needed, also where nothing is limited")
	}
	g := &gate{
		limits: l, keys: config.Keys, clock: time.Now,
		allowances: map[route.Budget]allowance{
			route.Lookup:  {l.Budgets.Lookup, apikey.Lookup},
			route.Batch:   {l.Budgets.Batch, apikey.Lookup},
			route.Report:  {l.Budgets.Report, apikey.Report},
			route.Receipt: {l.Budgets.Receipt, apikey.Report},
		},
		decisions: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ringfence_limit_decisions_total", Help: "Requests that a limit decided on, by budget, who decided, and outcome.",
		}, []string{"budget", "judge", "outcome"}),
	}
	for _, r := range config.Routes {
		if _, ok := g.allowances[r.Budget]; !ok && r.Budget != "" {
			return nil, fmt.Errorf("limits: %s has a budget that there is not: %s", r.Path, r.Budget)
		}
	}
	if err := config.Metrics.Register(g.decisions); err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	return g, nil
}

// before returns what stands before a handler. A key that opens nothing is refused only after its network
// has paid, so that trying keys is bounded too.
func (g *gate) before(r route.Route) echo.MiddlewareFunc {
	allowed, limited := g.allowances[r.Budget]
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if keyInURL(c.Request().URL) {
				return &route.Refused{Refusal: route.KeyInURL}
			}
			if !limited {
				return next(c)
			}
			caller, factor := g.network(c)
			var wrong error
			if !r.Page {
				var key apikey.Key
				var found bool
				if key, found, wrong = g.holder(c.Request(), allowed.scope); found {
					route.Admit(c, key)
					caller, factor = ratelimit.ByKey(g.limits.Secret, string(key.Hash[:])), ratelimit.Tier(key.Tier).Factor()
				}
			}
			if !g.charge(c, caller, allowed.budget.Times(factor)) {
				return errTooMany
			}
			if wrong != nil {
				return wrong
			}
			return next(c)
		}
	}
}

// network returns who asks without a key, and by how much his network multiplies a budget.
func (g *gate) network(c echo.Context) (ratelimit.Caller, int) {
	address, _ := netip.ParseAddr(c.RealIP()) // addresses that cannot be read are one network
	return ratelimit.ByNetwork(g.limits.Secret, address), g.limits.Campuses.Factor(address)
}

// charge takes one request from the caller's budget and tells him what is left, and reports whether there
// was one to take.
func (g *gate) charge(c echo.Context, caller ratelimit.Caller, b ratelimit.Budget) bool {
	d := g.limits.Limiter.Allow(c.Request().Context(), caller, b, 1)
	outcome := "allowed"
	if !d.Allowed {
		outcome = "refused"
	}
	g.decisions.WithLabelValues(b.Name, string(d.By), outcome).Inc()
	if d.By != ratelimit.ByNobody {
		tell(c.Response().Header(), b, d)
	}
	return d.Allowed
}

// tell writes what is left as draft-ietf-httpapi-ratelimit-headers-10 has it. Seconds are rounded up, so that
// whoever waits them out is let through.
func tell(h http.Header, b ratelimit.Budget, d ratelimit.Decision) {
	h.Set("RateLimit-Policy", fmt.Sprintf("%q;q=%d;w=%d", b.Name, d.Limit, seconds(b.Period)))
	h.Set("RateLimit", fmt.Sprintf("%q;r=%d;t=%d", b.Name, d.Remaining, seconds(d.ResetAfter)))
	if !d.Allowed {
		h.Set(echo.HeaderRetryAfter, strconv.Itoa(max(1, seconds(d.RetryAfter))))
	}
}

func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }
