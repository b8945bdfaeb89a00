package main

import (
	"fmt"
	"net"

	"ringfence/handlers"
	"ringfence/internal/keyring"
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
func (c *serveCommand) limits(ring *keyring.Ring) (handlers.Limits, func() error, error) {
	secret, err := ring.LimitSecret()
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
		shared, err := ratelimit.NewRedis(ratelimit.RedisConfig{URL: c.Redis})
		if err != nil {
			return handlers.Limits{}, nil, fmt.Errorf("--redis: %w", err)
		}
		l.Limiter, nothing = shared, shared.Close
	}
	return l, nothing, nil
}
