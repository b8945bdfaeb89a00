package handlers

import (
	"errors"
	"fmt"

	"github.com/prometheus/client_golang/prometheus"

	"ringfence/internal/apikey"
)

// What becomes of requests with an API key that is known.
const (
	useAllowed = "allowed"
	useLimited = "limited" // beyond the budget
	useRevoked = "revoked"
	useExpired = "expired"
	useScope   = "scope" // the key is for something else
	useTier    = "tier"  // and this for keys of another tier
)

// use is what requests with an API key are counted by: names that an operator gave, and words of this program. A wrong key has no
// name, so nobody outside can add one.
type use struct{ key, budget, outcome string }

// countUses registers the metric of what is done with each key. A key that was revoked stays in it.
func (g *gate) countUses(metrics *prometheus.Registry) error {
	uses := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "ringfence_key_requests_total", Help: "Requests with an API key that is known, by its name, budget and outcome.",
	}, []string{"key", "budget", "outcome"})
	if err := metrics.Register(uses); err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	g.uses.with = func(u use) prometheus.Counter { return uses.WithLabelValues(u.key, u.budget, u.outcome) }
	return nil
}

// useOf is the outcome of a request within its budget, by what the key, and what was asked for, said to it. One that was allowed may
// have been refused for something else.
func useOf(err error) string {
	switch {
	case errors.Is(err, apikey.ErrRevoked):
		return useRevoked
	case errors.Is(err, apikey.ErrExpired):
		return useExpired
	case errors.Is(err, apikey.ErrScope):
		return useScope
	case errors.Is(err, apikey.ErrTier):
		return useTier
	}
	return useAllowed
}
