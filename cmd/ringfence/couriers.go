package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ringfence/internal/campus"
	"ringfence/internal/delivery"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

// shownWithin is when all instances show what one of them read of trends: each reads once a minute.
const shownWithin = 2 * time.Minute

// newCourier returns one that tells of what this process knows of trends.
func (h *house) newCourier() *delivery.Courier {
	c := delivery.Config{
		Store: h.store, Keys: h.ring, Post: newPoster().post, Bursts: h.trends.Bursts, Over: func() []trend.Week { return over(h.trends.Book()) },
		Campuses: h.campuses, Clock: h.clock, Demo: h.demonstration.Load,
	}
	if !h.at.embedded() {
		c.Shown = shownWithin
	}
	return delivery.New(c)
}

// over returns the weeks that were over when they were counted.
func over(b *trend.Book) (weeks []trend.Week) {
	for _, w := range b.Weeks() {
		if r, ok := b.Rollup(w); ok && !r.AsOf.Before(w.End()) {
			weeks = append(weeks, w)
		}
	}
	return weeks
}

// tellBy has the courier of a service count what comes of attempts and tell the log when a webhook begins to fail. It knows no address.
func (h *house) tellBy(origin string, r *prometheus.Registry, log *slog.Logger) {
	attempts := prometheus.NewCounterVec(prometheus.CounterOpts{
		Namespace: "ringfence", Name: "webhook_deliveries_total", Help: "Messages that were posted to webhooks, each time that they were, by what came of it.",
	}, []string{"event", "outcome"})
	for _, e := range webhook.Events() {
		for _, o := range webhook.Outcomes() {
			attempts.WithLabelValues(string(e), string(o))
		}
	}
	r.MustRegister(attempts, h.leaseHeld(delivering))
	for _, s := range webhook.States() {
		r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Namespace: "ringfence", Name: "webhooks", Help: "Webhooks, by how they fare; of the instance that tells them, 0 for the others.",
			ConstLabels: prometheus.Labels{"state": string(s)},
		}, func() float64 { return float64(h.hooks().States[s]) }))
	}
	h.courier.Origin = origin
	h.courier.Done = func(e webhook.Event, o webhook.Outcome) { attempts.WithLabelValues(string(e), string(o)).Inc() }
	h.courier.Changed = func(name string, s webhook.State) { sayHook(log, name, s) }
}

// hooks returns how webhooks fare where this instance tells them.
func (h *house) hooks() delivery.Status {
	if !h.leases.Status(delivering).Held {
		return delivery.Status{}
	}
	return h.courier.Status()
}

// sayHook tells when a webhook begins to fail, when it works again, and when it is told nothing more.
func sayHook(log *slog.Logger, name string, s webhook.State) {
	switch s {
	case webhook.Told:
		log.Info("a webhook takes messages again", "webhook", name)
	case webhook.Troubled:
		log.Warn("a webhook does not take a message; it is tried again for three days: see why with ringfence webhook test", "webhook", name)
	case webhook.Off:
		log.Warn("a webhook is told nothing more, since it is gone or took nothing for 5 days: ringfence webhook list says which, and ringfence webhook enable has it told again", "webhook", name)
	}
}

// AddHook and what follows make a house control.Webhooks.

func (h *house) AddHook(ctx context.Context, hook webhook.Hook) (string, error) {
	if h.campuses == nil { // a command of its own has no directory yet
		known, err := campus.New()
		if err != nil {
			return "", err
		}
		h.campuses = h.peopled(known)
		h.courier.Campuses = h.campuses
	}
	secret, err := h.courier.Add(ctx, hook)
	return inWords(secret, err)
}

func (h *house) ListHooks(ctx context.Context) ([]webhook.Hook, error) { return h.courier.List(ctx) }

func (h *house) TestHook(ctx context.Context, name string) (webhook.Answer, error) {
	return h.courier.Test(ctx, name)
}

func (h *house) EnableHook(ctx context.Context, name string) error {
	return h.courier.Enable(ctx, name)
}

func (h *house) RotateHook(ctx context.Context, name string) (string, error) {
	secret, err := h.courier.Rotate(ctx, name)
	return inWords(secret, err)
}

func (h *house) RemoveHook(ctx context.Context, name string) error {
	return h.courier.Remove(ctx, name)
}

// inWords writes a secret down, which is done once.
func inWords(secret webhook.Secret, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return secret.Text(), nil
}
