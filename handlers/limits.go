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
	// ProofSecret signs challenges for a proof of work; without it none are given, and no proof is looked at.
	ProofSecret []byte
	// Secrets returns the two as they are at the moment, where keys may be rotated while it serves; nil: they stay.
	Secrets func() (callers, proofs []byte)
}

// CallerSecret is what callers are hashed with at the moment.
func (l *Limits) CallerSecret() []byte {
	if l.Secrets != nil {
		callers, _ := l.Secrets()
		return callers
	}
	return l.Secret
}

// proofSecret is what challenges are signed with at the moment.
func (l *Limits) proofSecret() []byte {
	if l.Secrets != nil {
		_, proofs := l.Secrets()
		return proofs
	}
	return l.ProofSecret
}

// excess is a request beyond its budget.
type excess struct {
	budget   route.Budget
	keyed    bool // it came with an API key
	provable bool // and a proof of work would have allowed more
}

func (e *excess) Error() string { return "too many requests" }

// advice is the message of the catalogue that says what helps this caller.
func (e *excess) advice() string {
	switch single := e.budget == route.Lookup; {
	case e.provable && e.keyed:
		return "advice.proof"
	case e.provable:
		return "advice.proof_or_key"
	case single && e.keyed:
		return "advice.batch"
	case single:
		return "advice.batch_or_key"
	case e.keyed, e.budget == route.Gateway:
		return "advice.wait"
	}
	return "advice.key"
}

// allowance is what a route's budget stands for.
type allowance struct {
	budget ratelimit.Budget
	scope  apikey.Scope // of the keys that open it; "" for all
}

// asker is who a request is charged to, and by how much his budgets are larger than a network's.
type asker struct {
	caller ratelimit.Caller
	factor int
}

// networksTrying is how many networks with wrong keys are told from each other; see ratelimit.Local.
const networksTrying = 1 << 14

// gate lets callers through who may ask: with a key that opens the route, or none, and within their budget.
type gate struct {
	limits     Limits
	keys       Keys
	trials     ratelimit.Limiter // of wrong keys: each instance counts alone, since Redis has better to do
	clock      func() time.Time
	allowances map[route.Budget]allowance
	decisions  series[decision, prometheus.Counter]
	uses       series[use, prometheus.Counter] // of API keys
	proofs     *prometheus.CounterVec          // by outcome
	off        bool                            // nobody is limited, so nobody need be told from others
}

// decision is what decisions are counted by.
type decision struct {
	budget  string
	judge   ratelimit.Judge
	allowed bool
}

func newGate(config Config) (*gate, error) {
	l := config.Limits
	if l.Limiter == nil || len(l.Secret) < ratelimit.MinSecret {
		return nil, errors.New("limits: a limiter and a secret are needed, also where nothing is limited")
	}
	g := &gate{
		limits: l, keys: config.Keys, clock: config.Clock,
		allowances: map[route.Budget]allowance{
			route.Lookup:  {l.Budgets.Lookup, apikey.Lookup},
			route.Batch:   {l.Budgets.Batch, apikey.Lookup},
			route.Range:   {l.Budgets.Range, apikey.Anything},
			route.Probe:   {l.Budgets.Probe, apikey.Anything},
			route.Report:  {l.Budgets.Report, apikey.Report},
			route.Bulk:    {l.Budgets.Bulk, apikey.Report},
			route.Receipt: {l.Budgets.Receipt, apikey.Report},
			route.SignIn:  {l.Budgets.SignIn, apikey.Anything},
			route.Dispute: {l.Budgets.Dispute, apikey.Report},
			route.Gateway: {l.Budgets.Gateway, apikey.Anything},

			route.ProvedReport: {l.Budgets.ProvedReport, apikey.Report},
			route.Challenge:    {l.Budgets.Challenge, apikey.Anything},
		},
	}
	if g.clock == nil {
		g.clock = time.Now
	}
	g.trials = ratelimit.NewLocal(ratelimit.LocalConfig{Capacity: networksTrying, Clock: g.clock})
	if l.Limiter == (ratelimit.Off{}) {
		g.off, g.trials = true, ratelimit.Off{}
	}
	for _, r := range config.Routes {
		for _, budget := range []route.Budget{r.Charged(), r.Proved} {
			if _, ok := g.allowances[budget]; !ok && budget != route.Free && budget != "" {
				return nil, fmt.Errorf("limits: %s has a budget that there is not: %s", r.Path, budget)
			}
		}
	}
	return g, errors.Join(g.countDecisions(config.Metrics), g.countUses(config.Metrics), g.countProofs(config.Metrics))
}

// countDecisions registers the metric of decisions, with all that there can be: what is counted from 0 on is seen to
// rise by its first.
func (g *gate) countDecisions(metrics *prometheus.Registry) error {
	decisions := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "ringfence_limit_decisions_total", Help: "Requests that a limit decided on, by budget, who decided, and outcome.",
	}, []string{"budget", "judge", "outcome"})
	if err := metrics.Register(decisions); err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	g.decisions.with = func(d decision) prometheus.Counter {
		outcome := "allowed"
		if !d.allowed {
			outcome = "refused"
		}
		return decisions.WithLabelValues(d.budget, string(d.judge), outcome)
	}
	all := g.limits.Budgets
	budgets := []string{all.WrongKey.Name, all.Proof.Name, all.ProofTrial.Name}
	for _, a := range g.allowances {
		budgets = append(budgets, a.budget.Name)
	}
	for _, budget := range budgets {
		for _, judge := range ratelimit.Judges() {
			g.decisions.of(decision{budget, judge, true})
			g.decisions.of(decision{budget, judge, false})
		}
	}
	return nil
}

// before returns what stands before a handler. A key that does not open the route is refused only after it has
// paid, so that asking with it is bounded too. One that came another way is not looked at, and pays nothing.
func (g *gate) before(r route.Route) echo.MiddlewareFunc {
	allowed, limited := g.allowances[r.Charged()]
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		if !limited {
			return next
		}
		return func(c echo.Context) error {
			given, keyed, err := presented(c.Request(), r)
			if err != nil {
				return err
			}
			network := g.network(c)
			who := network
			var key apikey.Key
			if keyed {
				if key, err = g.key(c, network, given); err != nil {
					return err
				}
				who = asker{ratelimit.ByKey(g.limits.CallerSecret(), string(key.Hash[:])), max(network.factor, key.Tier.Factor())}
			}
			due, provable := g.charge(c, g.limits.Limiter, who, allowed.budget), false
			if !due.Allowed && r.Proved != "" {
				due, provable = g.prove(c, r, network, who, due)
			}
			due.tell(c.Response().Header())
			switch {
			case due.Allowed && keyed:
				return g.enter(c, key, allowed.scope, due.Name, next)
			case due.Allowed:
				return next(c)
			case keyed:
				g.uses.of(use{key.Name, due.Name, useLimited}).Inc()
			}
			return &excess{r.Charged(), keyed, provable}
		}
	}
}

// network returns who asks without a key.
func (g *gate) network(c echo.Context) asker {
	if g.off {
		return asker{factor: 1}
	}
	address, _ := netip.ParseAddr(c.RealIP()) // addresses that cannot be read are one network
	return asker{ratelimit.ByNetwork(g.limits.CallerSecret(), address), g.limits.Campuses.Factor(address)}
}

// charge takes one from what somebody has of a budget, and counts the decision.
func (g *gate) charge(c echo.Context, by ratelimit.Limiter, who asker, of ratelimit.Budget) bill {
	of = of.Times(who.factor)
	b := bill{of, by.Allow(c.Request().Context(), who.caller, of, 1)}
	g.decisions.of(decision{b.Name, b.By, b.Allowed}).Inc()
	return b
}

// bill is a decision and the budget that it is about.
type bill struct {
	ratelimit.Budget
	ratelimit.Decision
}

// tell writes what is left as draft-ietf-httpapi-ratelimit-headers-10 has it. Seconds are rounded up, so that
// whoever waits them out is let through.
func (b bill) tell(h http.Header) {
	if b.By == ratelimit.ByNobody {
		return
	}
	h.Set("RateLimit-Policy", fmt.Sprintf("%q;q=%d;w=%d", b.Name, b.Limit, seconds(b.Period)))
	h.Set("RateLimit", fmt.Sprintf("%q;r=%d;t=%d", b.Name, b.Remaining, seconds(b.ResetAfter)))
	if !b.Allowed {
		h.Set(echo.HeaderRetryAfter, strconv.Itoa(max(1, seconds(b.RetryAfter))))
	}
}

func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }
