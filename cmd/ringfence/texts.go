package main

import (
	"context"
	"log/slog"
	"net/url"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ringfence/handlers"
	"ringfence/handlers/route"
	"ringfence/handlers/sms"
	"ringfence/internal/confirmation"
	"ringfence/internal/conversation"
	"ringfence/internal/erasure"
	"ringfence/internal/gateway"
	"ringfence/internal/intake"
	"ringfence/ratelimit"
	"ringfence/web"
	"ringfence/web/catalogue"
)

// texts are all that takes text messages and answers them: the gateways that are on, and what open gives them.
type texts struct {
	gateways  []sms.Gateway
	lines     []sms.Line // the same
	shown     web.Texting
	publicURL string
	codes     *confirmation.Codes
	desk      *gateway.Desk
	outbox    *gateway.Outbox
	replies   *replies
	routes    []route.Route
}

// texts returns the gateways that are on. They take nothing yet.
func (c *serveCommand) texts(log *slog.Logger) (*texts, error) {
	on, shown, err := c.SMS.gateways()
	if err != nil {
		return nil, err
	}
	return &texts{gateways: on, lines: c.SMS.sending(on), shown: shown, publicURL: c.PublicURL, replies: &replies{log: log}}, nil
}

// open has the gateways take messages.
func (t *texts) open(h *house, in *intake.Intake, limits handlers.Limits, metrics *prometheus.Registry) error {
	t.codes = confirmation.New(confirmation.Config{Store: h.store, Keys: h.ring, Reports: in, Clock: h.clock, Within: in.Within})
	in.Replaced = t.codes.Follow
	names, senders := []string{}, map[string]gateway.Sender{}
	for _, g := range t.gateways {
		names = append(names, g.Name())
		if sender := g.Sender(); sender != nil {
			senders[g.Name()] = sender
		}
	}
	counted, err := sms.NewMetrics(metrics, names...)
	if err != nil {
		return err
	}
	t.outbox = gateway.NewOutbox(gateway.OutboxConfig{Senders: senders, Done: func(name string, became gateway.Outcome) {
		counted.Replied(name, became)
		t.replies.done(name, became)
	}})
	if err := sms.Watch(metrics, t.outbox.Waiting); err != nil {
		return err
	}
	t.owners(h, in.Within, limits)
	allowance := sms.Allowance{Limiter: limits.Limiter, Budget: limits.Budgets.TextMessage, Secret: limits.CallerSecret}
	t.desk = gateway.New(gateway.Config{
		Reports: in, Lookups: h.lookups, Store: h.store, Keys: h.ring, Codes: t.codes, Owners: h.disputes, Allow: allowance.Allow, Clock: h.clock,
	})
	t.routes = sms.New(sms.Config{
		Gateways: t.gateways, Desk: t.desk, Outbox: t.outbox, Words: wordsFor(hostOf(t.publicURL)),
		Limiter: limits.Limiter, Budgets: limits.Budgets, Secret: limits.CallerSecret, PublicURL: t.publicURL, Clock: h.clock, Metrics: counted,
	}).Routes()
	return nil
}

// owners lets owners of numbers prove them by text: through gateways that prove whose phone a message is from, and those that send.
func (t *texts) owners(h *house, within time.Duration, limits handlers.Limits) {
	h.disputes.Within = within
	for _, n := range t.shown.Numbers {
		if n.Signed {
			h.disputes.TextTo = append(h.disputes.TextTo, n.Number)
		}
	}
	limiter := limits.Limiter
	if limiter == (ratelimit.Off{}) { // who may ask without limit may still not have texts sent so
		limiter = ratelimit.NewLocal(ratelimit.LocalConfig{})
	}
	first := sms.NewFirst(sms.FirstConfig{
		Lines: t.lines, Outbox: t.outbox, Words: ownersWords(hostOf(t.publicURL)), Limiter: limiter,
		Number: limits.Budgets.FirstText, All: limits.Budgets.FirstTexts, Secret: limits.CallerSecret,
	})
	if first != nil {
		h.disputes.Texts = first
	}
}

// ownersWords puts the digits of a dispute into words that name a host where a gateway lets an address pass.
func ownersWords(host string) func(digits, lang string, f sms.Frame) string {
	return func(digits, lang string, f sms.Frame) string {
		at := host
		if f.NoAddress {
			at = ""
		}
		return web.OwnerCode(catalogue.Lang(lang), digits, at, f.Around)
	}
}

// wordsFor puts replies into words that name the pages of a host where a gateway lets an address pass.
func wordsFor(host string) func(conversation.Reply, sms.Frame) string {
	return func(r conversation.Reply, f sms.Frame) string {
		if f.NoAddress {
			return web.Text(r, "", f.Around)
		}
		return web.Text(r, host, f.Around)
	}
}

// hostOf returns where pages are, as replies name it; "" where nobody has said.
func hostOf(publicURL string) string {
	u, err := url.Parse(publicURL)
	if err != nil {
		return ""
	}
	return u.Host
}

const forgetEvery = 10 * time.Minute

// forget is the chore forgetting, until ctx ends or it fails.
func (t *texts) forget(ctx context.Context, h *house, log *slog.Logger) error {
	tick := time.NewTicker(forgetEvery)
	defer tick.Stop()
	for {
		n, err := t.desk.Forget(ctx)
		h.noteErased(ctx, erasure.Account{Conversations: n}, log)
		if err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// say tells the operator which gateways are on.
func (t *texts) say(log *slog.Logger) {
	for _, g := range t.gateways {
		log.Info("text messages are taken", "gateway", g.Name(), "signed", g.Signed(), "answered", answers(g))
	}
}

// answers reports whether senders get replies.
func answers(g sms.Gateway) bool { return g.Inline() || g.Sender() != nil }
