package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"

	"ringfence/handlers"
	"ringfence/ratelimit"
)

// mayBeUnlimited refuses a server without limits that others than this machine can reach.
func (c *serveCommand) mayBeUnlimited() error {
	if c.Limits == "on" {
		return nil
	}
	address, err := net.ResolveTCPAddr("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w: choose another address with --listen", c.Listen, err)
	}
	if !address.IP.IsLoopback() {
		return fmt.Errorf("--limits off is for a server that only its own machine can reach, and others can reach --listen %s: listen on 127.0.0.1, or leave the limits on", c.Listen)
	}
	return nil
}

// limiter returns what counts, and what gives the connections back that it takes. It makes none yet.
func (c *serveCommand) limiter() (ratelimit.Limiter, func() error, error) {
	nothing := func() error { return nil }
	switch {
	case c.Limits == "off":
		return ratelimit.Off{}, nothing, nil
	case c.Redis == "":
		return ratelimit.NewLocal(ratelimit.LocalConfig{}), nothing, nil
	}
	shared, err := ratelimit.NewRedis(ratelimit.RedisConfig{URL: string(c.Redis)})
	if err != nil {
		return nil, nil, fmt.Errorf("--redis: %w", err)
	}
	return shared, shared.Close, nil
}

// limits returns what one caller may ask, as the limiter counts it.
func (c *serveCommand) limits(ctx context.Context, h *house, limiter ratelimit.Limiter, log *slog.Logger) (handlers.Limits, error) {
	secret, err := h.ring.LimitSecret()
	if err != nil {
		return handlers.Limits{}, err
	}
	proofs, err := h.ring.ProofSecret()
	if err != nil {
		return handlers.Limits{}, err
	}
	present := func() (callers, challenges []byte) { // both are there, and a rotation puts others in their place
		callers, _ = h.ring.LimitSecret()
		challenges, _ = h.ring.ProofSecret()
		return callers, challenges
	}
	if shared, ok := limiter.(*ratelimit.Redis); ok {
		h.shared = shared
		if shared.Check(ctx) != nil {
			log.Warn("Redis does not answer: this instance counts limits alone until it does; is --redis right?")
		}
	}
	budgets := ratelimit.DefaultBudgets()
	budgets.TextReply = ratelimit.PerDay(budgets.TextReply.Name, c.SMS.DailyReplies/2) // of which there are twice as many in the first day
	budgets.FirstTexts = ratelimit.PerDay(budgets.FirstTexts.Name, c.SMS.DailyCodes/2) // likewise
	return handlers.Limits{
		Limiter: limiter, Budgets: budgets, Secret: secret, Campuses: c.CampusNetworks, ProofSecret: proofs, Secrets: present,
	}, nil
}

// together says whether the limits of all instances are counted together, if they should be. Requests are
// answered all the same, so it keeps none away.
func (h *house) together(ctx context.Context) []handlers.Check {
	if h.shared == nil {
		return nil
	}
	limits := handlers.Check{Name: "limits", OK: true}
	if h.shared.Check(ctx) != nil {
		limits.Detail = "Redis does not answer; each instance counts alone"
	}
	return []handlers.Check{limits}
}
