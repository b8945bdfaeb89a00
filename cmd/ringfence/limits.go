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

// limits returns what one caller may ask, and what gives the connections back that counting it takes.
func (c *serveCommand) limits(ctx context.Context, h *house, log *slog.Logger) (handlers.Limits, func() error, error) {
	secret, err := h.ring.LimitSecret()
	if err != nil {
		return handlers.Limits{}, nil, err
	}
	l := handlers.Limits{Budgets: ratelimit.DefaultBudgets(), Secret: secret, Campuses: c.CampusNetworks}
	nothing := func() error { return nil }
	switch {
	case c.Limits == "off":
		l.Limiter = ratelimit.Off{}
	case c.Redis == "":
		l.Limiter = ratelimit.NewLocal(ratelimit.LocalConfig{})
	default:
		if h.shared, err = ratelimit.NewRedis(ratelimit.RedisConfig{URL: c.Redis}); err != nil {
			return handlers.Limits{}, nil, fmt.Errorf("--redis: %w", err)
		}
		if h.shared.Check(ctx) != nil {
			log.Warn("Redis does not answer: this instance counts limits alone until it does; is --redis right?")
		}
		l.Limiter, nothing = h.shared, h.shared.Close
	}
	return l, nothing, nil
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
